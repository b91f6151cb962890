"""Choosing a model: by weeks that it has not seen, and by likelihood."""

import numpy as np
import pytest

from experiments.calibration import paretonbd
from experiments.calibration.calibration import begun_since, calibrate
from experiments.calibration.choice import choose
from experiments.calibration.customers import customers_of, split_customers
from experiments.calibration.orders import Orders, settle
from experiments.calibration.reading import Reading
from simulator.errors import SimulatorError

START = 730_000
READING = Reading(file="orders.csv", sha256="0", written={}, columns={}, lines=0, left_out=(), notes=(), currency="")


def orders_with_dropout(chance: float, accounts: int = 250, seed: int = 1, lost: bool = False) -> Orders:
    """Accounts that order every three weeks on average and leave after an order with a chance."""
    random = np.random.default_rng(seed)
    account, day = [], []
    ends = np.zeros(accounts, dtype=np.int64)
    for number in range(accounts):
        now = random.uniform(0.0, 150.0)
        pace = random.gamma(2.0, 10.0)
        while now < 700.0:
            account.append(number)
            day.append(now)
            if random.random() < chance:
                ends[number] = START + int(now) + 10
                break
            now += random.exponential(pace) + 1.0
    settled = settle(
        np.array(account), np.array(day).astype(np.int64) + START, random.lognormal(5.0, 1.0, len(account))
    )
    return Orders(
        account=settled.account,
        day=settled.day,
        value=settled.value,
        names=[f"a{number}" for number in range(accounts)],
        until=START + 700,
        seller=np.zeros(0, dtype=np.int64),
        lost_day=ends if lost else np.zeros(0, dtype=np.int64),
    )


def test_where_customers_leave_a_model_that_knows_leaving_is_chosen() -> None:
    found = choose(orders_with_dropout(0.1))
    assert found.chosen != "NBD"
    best = found.held_out[found.chosen]
    assert abs(best.predicted - found.seen) < abs(found.held_out["NBD"].predicted - found.seen)
    assert found.held_out["NBD"].behind[0] > 0.0
    assert found.weeks == pytest.approx(25.0, abs=0.2)


def test_where_nobody_leaves_nbd_is_chosen_and_the_others_say_why() -> None:
    found = choose(orders_with_dropout(0.0), hold_out_weeks=20.0)
    assert found.chosen == "NBD"
    assert found.weeks == 20.0
    assert any("nobody" in text for text in found.fits["BG/NBD"].boundary)


def test_short_records_are_judged_by_bic_alone() -> None:
    found = choose(orders_with_dropout(0.1), hold_out_weeks=0.0)
    assert found.held_out == {}
    assert "too short" in found.reason


def test_a_split_keeps_accounts_row_by_row() -> None:
    orders = orders_with_dropout(0.1)
    split = split_customers(orders, START + 400)
    assert split.early.count == customers_of(orders, START + 400).count
    assert (split.whole.repeats >= split.early.repeats).all()
    np.testing.assert_allclose(split.whole.age - split.early.age, split.later)


def test_only_accounts_that_begin_later_can_be_modelled() -> None:
    orders = orders_with_dropout(0.1, lost=True)
    later = begun_since(orders, START + 75)
    assert later.first_days.min() >= START + 75
    assert len(later.names) == later.accounts == len(later.lost_day)
    first = orders.names.index(later.names[0])
    np.testing.assert_array_equal(later.value[later.account == 0], orders.value[orders.account == first])


def test_contracts_are_modelled_where_losses_are_known() -> None:
    found = calibrate(orders_with_dropout(0.1, lost=True), READING)
    assert found.contracts is not None
    assert found.contract_days == pytest.approx(91.25)
    assert set(found.models) == {"NBD", "BG/NBD", "MBG/NBD", "Pareto/NBD", "gamma-gamma", "sBG"}
    assert calibrate(orders_with_dropout(0.1), READING).contracts is None


def test_records_that_say_nothing_are_refused() -> None:
    with pytest.raises(SimulatorError, match="say nothing: at least 10 accounts"):
        calibrate(orders_with_dropout(0.5, accounts=5), READING)
    with pytest.raises(SimulatorError, match="some that ordered on two days"):
        calibrate(orders_with_dropout(1.0), READING)


def test_an_account_that_orders_on_the_last_day_is_alive() -> None:
    """Ages are counted in whole days, so that no last order lies beyond the end by a rounding error."""
    orders = orders_with_dropout(0.0)
    for day in range(START + 301, START + 699, 13):
        split = split_customers(orders, day)
        for base in (split.early, split.whole):
            assert (base.last <= base.age).all()
            assert np.isfinite(paretonbd.log_likelihood(np.array([1.0, 3.0, 1.0, 9.0]), base)).all()
