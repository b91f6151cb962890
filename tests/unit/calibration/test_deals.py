"""Deals of a CRM: how they are read, and whether cycle, win rate, skill and departures are found as they were made."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from experiments.calibration.deals import Deals, read_deals
from experiments.calibration.departures import departures_of
from experiments.calibration.orders import Orders
from experiments.calibration.pipeline import cycle_of, pipeline_of, win_rate_of
from experiments.calibration.synthetic_deals import simulated_deals
from simulator.errors import ScenarioError
from simulator.scenario.load import load_scenario

START = 730_000
SEGMENTS = ("machine_builders", "packaging", "medical_devices", "dealers")
FALSE_ALARM = 1e-4
FOUR = stats.norm.isf(FALSE_ALARM / 2.0)
HEADER = "Created,Close Date,Stage,Amount,Owner\n"
TWO = "2024-01-05,2024-03-01,Closed Won,100,ann\n2024-01-06,2024-02-01,Closed Lost,200,bob\n"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "deals.csv"
    file.write_text(text, encoding=encoding)
    return file


def test_deals_are_won_lost_or_open(tmp_path: Path) -> None:
    text = HEADER + TWO + "2024-03-09,2024-12-31,Proposal,300,ann\n"
    deals, reading = read_deals(written(tmp_path, text))
    assert deals.won.tolist() == [True, False, False]
    assert deals.is_closed.tolist() == [True, True, False]
    assert deals.sellers == ["ann", "bob"]
    assert deals.until == dt.date(2024, 3, 9).toordinal()  # what an open deal expects is no date of the records
    assert reading.notes == ("3 deals: 1 won, 1 lost, 1 open", "taken as open: 'proposal'")


def test_a_chinese_export_is_read(tmp_path: Path) -> None:
    text = "客户名称;创建日期;关闭日期;阶段;预计金额;负责人\n"
    text += "甲;2024年1月5日;2024年3月1日;赢单;1.5万;王\n乙;2024/1/6;2024/2/1;输单;¥8,000;李\n"
    deals, reading = read_deals(written(tmp_path, text, "gb18030"))
    assert deals.amount.tolist() == [15_000.0, 8_000.0]
    assert deals.won.tolist() == [True, False]
    assert reading.columns["seller"] == "负责人"


def test_what_cannot_be_used_is_told_with_its_lines(tmp_path: Path) -> None:
    bad = "2024-01-05,,Won,5,ann\n2024-05-05,2024-03-01,Lost,5,ann\n"
    bad += "2024-01-05,2024-03-01,Won,-5,ann\n,2024-03-01,Won,5,ann\n"
    deals, reading = read_deals(written(tmp_path, HEADER + TWO + bad))
    assert len(deals) == 2
    assert [(each.reason, each.lines) for each in reading.left_out] == [
        ("no date of creation", (7,)),
        ("won or lost, but no date of closing", (4,)),
        ("closed before they were created", (5,)),
        ("no amount above zero", (6,)),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + "2024-01-05,2024-03-01,Closed Won,100,ann\n", "no deal that was won and one that was lost"),
        (HEADER, "holds no deals"),
        ("Created,Stage,Amount\n1,2,3\n", "has no column that is known as the closed; name it with --pipeline-column"),
    ],
)
def test_useless_exports_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        read_deals(written(tmp_path, text))


def test_columns_can_be_named(tmp_path: Path) -> None:
    text = (HEADER + TWO).replace("Created", "Born")
    deals, _ = read_deals(written(tmp_path, text), {"created": "born"})
    assert len(deals) == 2


def made(seed: int, count: int, sellers: int, skill: float, exponent: float = 0.4, days: float = 60.0) -> Deals:
    """Deals over three years; sellers differ in speed and in winning; what is not decided by the end is open."""
    random = np.random.default_rng([seed, 9])
    seller = random.integers(0, sellers, count)
    skills = random.normal(0.0, skill, sellers)
    amount = random.lognormal(10.0, 1.0, count)
    created = START + random.integers(0, 1095, count)
    logs = np.log(amount) - 10.0
    length = days * np.exp(exponent * logs + random.normal(0.0, 0.7, count) - skills[seller])
    won = random.random(count) < 1.0 / (1.0 + np.exp(0.5 + 0.3 * logs - skills[seller]))
    closed = np.maximum(created + length.astype(np.int64), created + 1)
    over = closed <= START + 1095
    return Deals(
        created=created,
        closed=np.where(over, closed, 0),
        won=won & over,
        amount=amount,
        account=(),
        seller=seller,
        sellers=[str(number) for number in range(sellers)],
        until=START + 1095,
    )


def test_cycle_and_win_rate_are_found() -> None:
    found = pipeline_of(made(1, 1500, 15, 0.5))
    assert found.cycle is not None
    assert found.win_rate is not None
    assert found.cycle.exponent.estimate == pytest.approx(0.4, abs=FOUR * found.cycle.exponent.standard_error)
    assert found.cycle.sigma == pytest.approx(0.7, abs=FOUR * found.cycle.sigma_error)
    assert found.win_rate.slope.estimate == pytest.approx(-0.3, abs=FOUR * found.win_rate.slope.standard_error)
    assert found.win_rate.skill_low < 0.5 < found.win_rate.skill_high
    assert found.win_rate.skill_p_value < 1e-4


def test_late_deals_would_make_the_cycle_too_short() -> None:
    deals = made(2, 4000, 1, 0.0, exponent=0.0, days=250.0)
    all_won = cycle_of(deals.of(deals.won))
    old = pipeline_of(deals).cycle
    assert all_won is not None
    assert old is not None
    assert np.log(old.median_days / 250.0) == pytest.approx(0.0, abs=FOUR * old.level_error + 0.05)  # 5 % undecided
    assert np.log(all_won.median_days / 250.0) < -0.15


@pytest.mark.slow
def test_sellers_who_are_alike_are_seldom_told_apart() -> None:
    """At a level of 5 %, more than 10 false alarms among 60 firms come in 1 of 10,000 cases."""
    found = [win_rate_of(deals.of(deals.is_closed)) for deals in (made(seed, 150, 8, 0.0) for seed in range(60))]
    assert sum(each is not None and each.skill_p_value < 0.05 for each in found) <= 10


def test_few_deals_say_nothing() -> None:
    found = pipeline_of(made(3, 25, 2, 0.0))
    assert (found.cycle, found.win_rate) == (None, None)


def left_behind(lost: float, seed: int) -> Orders:
    """Accounts that order monthly; every 100 days one of 12 sellers leaves, and some of his accounts with him."""
    random = np.random.default_rng([seed, 4])
    account, day, seller = [], [], []
    for number in range(240):
        first, end = number % 12, 1095.0
        leaves = 100.0 * (first + 1) if first < 8 else np.inf
        if random.random() < lost:
            end = min(end, leaves)
        if random.random() < 0.4:
            end = min(end, random.uniform(0.0, 1095.0))
        now = random.uniform(0.0, 30.0)
        while now < end:
            account.append(number)
            day.append(START + int(now))
            seller.append(first if now < leaves else 8 + number % 4)
            now += 1.0 + random.exponential(29.0)
    return Orders(
        account=np.array(account),
        day=np.array(day),
        value=np.ones(len(day)),
        names=[str(number) for number in range(240)],
        until=START + 1095,
        seller=np.array(seller),
        sellers=[str(number) for number in range(12)],
        lost_day=np.zeros(0, dtype=np.int64),
    )


@pytest.mark.parametrize("lost", [0.0, 0.25])
def test_what_departures_cost_is_found(lost: float) -> None:
    found = [departures_of(left_behind(lost, seed)) for seed in range(12)]
    told = [each for each in found if each is not None]
    assert len(told) == 12
    assert all(each.sellers == 8 for each in told)
    mean = float(np.mean([each.difference for each in told]))
    error = float(np.sqrt(np.sum([each.standard_error**2 for each in told]))) / 12
    # Of the accounts that would have gone anyway in that half-year nothing is added by the departure.
    assert mean == pytest.approx(lost * (1.0 - np.mean([each.lost_otherwise for each in told])), abs=FOUR * error)


def test_without_sellers_no_departures_are_seen() -> None:
    orders = left_behind(0.0, 0)
    assert departures_of(Orders(**{**vars(orders), "sellers": (), "seller": np.zeros(0, dtype=np.int64)})) is None


@pytest.mark.slow
def test_the_world_that_made_the_deals_is_found() -> None:
    """The default world: cycle 44 days at a wallet of 175k, exponent 0.45, sigma 0.8, skill 0.5.

    Sellers stay, no deal waits for a sponsor, and wallets stand still: each of these ends long deals early or moves
    their amount, and the exponent seen leans low. New sellers are slower, and deals that fail the screen do not depend
    on skill: hence 25 % on the level, and a spread of skill that is only bounded.
    """
    still = ["people.turnover_per_year=0", "sponsors.sponsor_wallet=1e12"]
    still += [f"segments.{name}.wallet_volatility=0" for name in SEGMENTS]
    still += [f"segments.{name}.wallet_growth_per_year=0" for name in SEGMENTS]
    overrides = ["run.horizon=4 years", *(f"world.{each}" for each in still)]
    scenario = load_scenario("chase_or_build", overrides)
    found = pipeline_of(simulated_deals(scenario, "build_base", range(40)))
    cycle, rate = found.cycle, found.win_rate
    assert cycle is not None
    assert rate is not None
    assert cycle.exponent.estimate == pytest.approx(0.45, abs=FOUR * cycle.exponent.standard_error)
    assert cycle.sigma == pytest.approx(0.8, abs=FOUR * cycle.sigma_error)
    wallet = cycle.median_amount / scenario.world.relationship.first_share
    assert cycle.median_days == pytest.approx(44.0 * (wallet / 175_000.0) ** 0.45, rel=0.25)
    assert 0.25 < rate.skill < 0.6
    assert rate.skill_p_value < 1e-6
