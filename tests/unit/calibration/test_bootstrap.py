"""Drawing accounts again: the draws scatter as the estimates do from sample to sample."""

import numpy as np
import pytest

from experiments.calibration import mbgnbd
from experiments.calibration.bootstrap import resampled, seen_again
from experiments.calibration.customers import customers_of
from experiments.calibration.likelihood import fit
from experiments.calibration.orders import Orders
from experiments.calibration.overlay import Seen
from experiments.calibration.portrait import order_noise, sizes, yearly_spend
from tests.unit.calibration.test_backtest import firm

DRAWS = 40


def seen(orders: Orders) -> Seen:
    noise, error = order_noise(orders)
    found = fit(mbgnbd.MODEL, customers_of(orders))
    return Seen(label="", source="", fit=found, spend=sizes(yearly_spend(orders)), noise=noise, noise_error=error)


def numbers(found: Seen) -> list[float]:
    frequency, dropout = (found.fit.derived[name].estimate for name in ("orders_per_week", "dropout"))
    return [float(each) for each in np.log([frequency, dropout, found.spend.median, found.noise])]


def test_an_account_is_drawn_with_all_its_orders() -> None:
    orders = firm(1, "dropout")
    drawn = resampled(orders, np.random.default_rng(2))
    assert drawn.accounts == orders.accounts
    whole = {number: orders.day[orders.account == int(name)].tolist() for number, name in enumerate(drawn.names)}
    for number in (0, 100, 249):
        assert drawn.day[drawn.account == number].tolist() == whole[number]


@pytest.mark.slow
def test_draws_scatter_like_fresh_samples() -> None:
    """Two spreads from 40 values each agree within a factor of 1.9 but in about 1 of 10,000 cases."""
    orders, random = firm(0, "dropout"), np.random.default_rng(3)
    estimate = seen(orders)
    draws = np.array([numbers(seen_again(estimate, resampled(orders, random))) for _ in range(DRAWS)])
    fresh = np.array([numbers(seen_again(estimate, firm(seed, "dropout"))) for seed in range(1, DRAWS + 1)])
    np.testing.assert_array_less(np.abs(np.log(draws.std(axis=0) / fresh.std(axis=0))), np.log(1.9))


def test_the_error_of_the_noise_is_that_of_the_draws() -> None:
    orders = firm(0, "dropout")
    random = np.random.default_rng(4)
    drawn = np.array([order_noise(resampled(orders, random))[0] for _ in range(200)])
    assert order_noise(orders)[1] == pytest.approx(float(drawn.std()), rel=0.25)
