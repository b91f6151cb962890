"""The verdict never says more than the numbers: constructed cases."""

from math import nan

import numpy as np

from experiments.comparison import compare
from experiments.verdict import verdict
from simulator.results import FloatArray
from tests.unit.fake_firm import made_up_runs, scenario

COUNT = 100
LUCK = 1e6 * np.random.default_rng(1).normal(size=COUNT)
NOISE = 1e5 * np.random.default_rng(2).normal(size=COUNT)


def told(strategies: dict[str, dict[str, FloatArray]], **changes: object) -> dict[str, str]:
    """The remarks of a comparison by topic; the first strategy is the baseline."""
    zones = changes.pop("indifference", None)
    comparison = compare(scenario(*strategies, **changes), made_up_runs(strategies), zones)  # type: ignore[arg-type]
    topics: dict[str, list[str]] = {}
    for remark in verdict(comparison):
        topics.setdefault(remark.topic, []).append(remark.text)
    return {topic: "\n".join(texts) for topic, texts in topics.items()}


def test_a_clear_win() -> None:
    remarks = told({"chase": {"value": LUCK}, "base": {"value": LUCK + 5e5 + NOISE}})
    assert remarks["Result"].startswith("base is better than chase: value of the firm is higher by 4")
    assert "k CNY on average" in remarks["Result"]
    assert "100 of 100 lucks (96 to 100)" in remarks["Result"]
    assert "month 1 on" in remarks["Payoff"]
    assert "worth about" in remarks["Evidence"]
    assert "Caution" not in remarks
    assert "not a forecast" in remarks["Limits"]


def test_a_clear_loss_is_told_from_the_winner() -> None:
    remarks = told({"chase": {"value": LUCK}, "base": {"value": LUCK - 5e5 + NOISE}})
    assert remarks["Result"].startswith("chase is better than base: value of the firm is higher by 5")
    assert "100 of 100 lucks" in remarks["Result"]
    assert remarks["Payoff"].startswith("Mean cumulative cash of chase is ahead of that of base")


def test_undecided_names_the_replications_that_would_settle_it() -> None:
    remarks = told({"chase": {"value": LUCK}, "base": {"value": LUCK + NOISE - np.mean(NOISE) + 1e4}})
    assert remarks["Result"].startswith("Undecided between base and chase: value of the firm differs by +10k ±")
    assert "smaller than its uncertainty" in remarks["Result"]
    assert "replications would probably settle it" in remarks["Result"]
    assert "not settled within the horizon" in remarks["Payoff"]
    assert "better" not in remarks["Result"]


def test_a_hopeless_difference_promises_nothing() -> None:
    remarks = told({"chase": {"value": LUCK}, "base": {"value": LUCK + NOISE - np.mean(NOISE) + 1.0}})
    assert "Not even a million replications" in remarks["Result"]


def test_equal_in_every_luck() -> None:
    remarks = told({"chase": {"value": LUCK}, "base": {"value": LUCK}})
    assert remarks["Result"] == "base and chase have the same value of the firm in every luck."
    assert remarks["Payoff"] == "base and chase end with the same cumulative cash."


def test_a_few_equal_lucks_are_not_yet_equal() -> None:
    remarks = told({"chase": {"value": LUCK[:20]}, "base": {"value": LUCK[:20]}})
    assert "Undecided" in remarks["Result"]
    assert "the same value of the firm in every luck so far; 59 replications would do" in remarks["Result"]


def test_within_the_zone_of_indifference() -> None:
    strategies = {"chase": {"value": LUCK}, "base": {"value": LUCK + 5e5 + NOISE}}
    remarks = told(strategies, indifference={"value": 1e6})
    assert "as good as equal" in remarks["Result"]
    assert "within the 1.00M CNY that do not matter" in remarks["Result"]


def test_one_replication_says_nothing() -> None:
    remarks = told({"chase": {"value": LUCK[:1]}, "base": {"value": LUCK[:1] + 1e9}})
    assert "one replication cannot tell skill from luck" in remarks["Result"]
    assert "better" not in remarks["Result"]


def test_two_replications_are_called_few() -> None:
    remarks = told({"chase": {"value": LUCK[:2]}, "base": {"value": LUCK[:2] + 1e6}})
    assert "2 replications are few" in remarks["Caution"]


def test_zero_variance_is_no_error() -> None:
    remarks = told({"chase": {"value": np.full(9, 1e6)}, "base": {"value": np.full(9, 2e6)}})
    assert remarks["Result"].startswith("base is better than chase: value of the firm is higher by 1.00M CNY")
    assert "worth" not in remarks["Evidence"]


def test_money_bought_with_ruin_is_called_so() -> None:
    broke = (np.arange(COUNT) < 30).astype(float)
    months = np.where(broke == 1, 12.0, nan)
    remarks = told(
        {
            "chase": {"value": LUCK},
            "base": {"value": LUCK + 5e5 + NOISE, "insolvent": broke, "insolvent_month": months},
        }
    )
    assert remarks["Result"].startswith("base is better than chase")
    assert "Insolvent, of 100 lucks: chase 0 (0 to 4), base 30 (22 to 40)." in remarks["Risk"]
    assert "base is better on average and yet fails more often than chase" in remarks["Risk"]
    assert "worse on insolvent" in remarks["Also"]


def test_never_insolvent_is_no_promise() -> None:
    remarks = told({"chase": {"value": LUCK}, "base": {"value": LUCK + 1}})
    assert "Nobody went insolvent, but up to 4 of 100 lucks cannot be ruled out." in remarks["Risk"]


def test_a_few_great_lucks_are_called_so() -> None:
    gain = np.where(np.arange(COUNT) < 30, 9e6, -1e6) + NOISE
    remarks = told({"chase": {"value": LUCK}, "base": {"value": LUCK + gain}})
    assert remarks["Result"].startswith("base is better than chase")
    assert "30 of 100 lucks" in remarks["Result"]
    assert "In most lucks it is behind" in remarks["Result"]


def test_unequal_means_are_a_caution() -> None:
    spend = np.full(COUNT, 2.4e6)
    remarks = told({"chase": {"value": LUCK, "spend": spend}, "base": {"value": LUCK + 1e6, "spend": 1.2 * spend}})
    assert "base spends 120k CNY a month, chase 100k CNY (+20 %)" in remarks["Caution"]
    assert "may be money, not strategy" in remarks["Caution"]


def test_one_of_many_comparisons_is_held_back() -> None:
    """A difference of 2.3 standard errors stands alone (p 0.02), but not among eight."""
    centred = NOISE - np.mean(NOISE)
    gain = centred + 2.3 * float(np.std(NOISE, ddof=1)) / 10
    outcomes = ["value", "customers", "revenue", "npv", "orders", "on_time"]
    strategies = {"chase": {"value": LUCK}, "base": {"value": LUCK + gain}}
    remarks = told(strategies, outcomes=outcomes)
    assert "it stands out alone, but not among the 8 comparisons made" in remarks["Result"]


def test_an_outcome_without_a_direction_gets_no_winner() -> None:
    strategies = {"chase": {"gini": LUCK / 1e7}, "base": {"gini": LUCK / 1e7 + 0.1}}
    remarks = told(strategies, outcomes=["gini"])
    assert remarks["Result"].startswith("base compared to chase: Gini of customers differs by +10.0 % (")
    assert "better" not in remarks["Result"]


def test_a_fraction_is_told_in_percentage_points() -> None:
    strategies = {"chase": {"on_time": 0.5 + LUCK / 1e7}, "base": {"on_time": 0.6 + LUCK / 1e7 + NOISE / 1e7}}
    assert "(percentage points)" in told(strategies, outcomes=["on_time"])["Result"]


def test_three_strategies_name_the_best_only_if_it_is_separated() -> None:
    clear = {
        "chase": {"value": LUCK},
        "base": {"value": LUCK + 5e5 + NOISE},
        "mixed": {"value": LUCK - 5e5 + NOISE[::-1]},
    }
    first, *pairs = told(clear)["Result"].split("\n")
    assert first == "base is the best of 3 strategies on value of the firm."
    assert [line.split(":")[0] for line in pairs] == [
        "base is better than chase",
        "chase is better than mixed",
    ]
    tied = {**clear, "mixed": {"value": LUCK + 5e5 + NOISE[::-1]}}
    first, *pairs = told(tied)["Result"].split("\n")
    assert first == "No strategy is the best on value of the firm: none is separated from all the others."
    assert all("is better than chase" in line for line in pairs)


def test_a_month_that_never_comes_is_said_to_be_compared_where_both_have_one() -> None:
    strategies = {
        "chase": {"first_key_month": np.where(np.arange(COUNT) < 40, nan, 20.0)},
        "base": {"first_key_month": np.full(COUNT, 12.0)},
    }
    remarks = told(strategies, outcomes=["first_key_month"])
    assert remarks["Result"].startswith("base is better than chase: first key account is lower by 8 months")
    assert "(where both have one)" in remarks["Result"]
    assert "100 of 100 lucks" in remarks["Result"]
