"""Do the fits find the parameters that made the data, and do their intervals hold what they promise?"""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from experiments.calibration import bgnbd, gammagamma, mbgnbd, nbd, paretonbd
from experiments.calibration.customers import Customers
from experiments.calibration.likelihood import Fit, fit
from tests.oracles.leaving import YEAR, gamma_rates
from tests.support.histories import History
from tests.support.worlds import null_scenario, play
from tests.unit.calibration.generators import Random, customers, leaving_times, spends

FALSE_ALARM = 1e-4
Firm = Callable[[Random], Fit]

SIMULATED = (1.2, 0.3, 0.8, 2.5)  # of our own simulator: r, alpha in years, a, b
TRUTH = {
    "NBD": (1.0, 8.0),
    "BG/NBD": (1.2, 8.0, 0.8, 4.0),
    "MBG/NBD": (1.2, 8.0, 0.8, 4.0),
    "Pareto/NBD": (1.2, 8.0, 0.9, 40.0),
    "gamma-gamma": (4.0, 6.0, 50.0),
}


def bg(random: Random, first: float) -> Customers:
    return customers(random, 800, 1.2, 8.0, a=0.8, b=4.0, first=first)


FIRMS: dict[str, Firm] = {
    "NBD": lambda random: fit(nbd.MODEL, customers(random, 400, 1.0, 8.0)),
    "BG/NBD": lambda random: fit(bgnbd.MODEL, bg(random, 0.0)),
    "MBG/NBD": lambda random: fit(mbgnbd.MODEL, bg(random, 1.0)),
    "Pareto/NBD": lambda random: fit(
        paretonbd.MODEL, customers(random, 800, 1.2, 8.0, ends=leaving_times(random, 800, 0.9, 40.0))
    ),
    "gamma-gamma": lambda random: fit(gammagamma.MODEL, spends(random, 500, 4.0, 6.0, 50.0)),
}


def check_coverage(name: str, firms: int) -> None:
    """The 95 % intervals cover the truth as often as they say, within the sampling error of the count, and the
    ranks of the truth are uniform."""
    fits = [FIRMS[name](np.random.default_rng([17, number])) for number in range(firms)]
    inside = [fit for fit in fits if not fit.boundary]
    assert len(inside) >= 0.97 * firms
    for place, truth in enumerate(TRUTH[name]):
        values = [list(fit.parameters.values())[place] for fit in inside]
        covered = sum(value.low <= truth <= value.high for value in values)
        low, high = stats.binom.interval(1.0 - FALSE_ALARM, len(inside), 0.95)
        assert low <= covered <= high, (name, place, covered / len(inside))
        ranks = [
            stats.norm.cdf((np.log(value.estimate) - np.log(truth)) * value.estimate / value.standard_error)
            for value in values
        ]
        assert stats.kstest(ranks, "uniform").pvalue > FALSE_ALARM, (name, place)


@pytest.mark.parametrize("name", ["NBD", "MBG/NBD", "gamma-gamma"])
def test_intervals_cover_the_truth(name: str) -> None:
    check_coverage(name, 10)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(FIRMS))
def test_intervals_cover_the_truth_in_many_firms(name: str) -> None:
    check_coverage(name, 240)


def simulated_base(history: History, years: float, chosen: np.ndarray) -> Customers:
    """Accounts of a simulated firm at an age, as the models see them; in weeks."""
    days = years * YEAR
    return Customers.grouped(
        history.counts(0.0, days)[chosen],
        history.last_age(days)[chosen] / 7.0,
        np.full(int(chosen.sum()), days / 7.0),
    )


def z_scores(found: Fit, truth: tuple[float, ...]) -> list[float]:
    errors = np.sqrt(np.diagonal(found.covariance))
    return [float(z) for z in (np.log(found.values) - np.log(truth)) / errors]


def test_mbgnbd_finds_what_the_simulator_was_given() -> None:
    (r, alpha, a, b), years = SIMULATED, 2.0
    segment = {
        "accounts": 2500,
        "orders_per_year": gamma_rates(r, alpha),
        "dropout": {"distribution": "beta", "mean": a / (a + b), "concentration": a + b},
    }
    history = History(play(null_scenario({"makers": segment}, horizon=(years + 0.5) * YEAR, seed=61)))
    base = simulated_base(history, years, history.won_before(0.5 * YEAR))
    found = fit(mbgnbd.MODEL, base)
    truth = (r, alpha * YEAR / 7.0, a, b)
    assert max(map(abs, z_scores(found, truth))) < stats.norm.isf(FALSE_ALARM / 2.0)
    assert found.bic < min(fit(nbd.MODEL, base).bic, fit(bgnbd.MODEL, base).bic)


def simulated_fit(seed: int, accounts: int = 400) -> Fit:
    """MBG/NBD of a firm that our own simulator plays: every account wins at once, then orders and may drop out."""
    r, alpha, a, b = SIMULATED
    segment = {
        "accounts": accounts,
        "orders_per_year": gamma_rates(r, alpha),
        "dropout": {"distribution": "beta", "mean": a / (a + b), "concentration": a + b},
    }
    history = History(play(null_scenario({"makers": segment}, horizon=2.5 * YEAR, seed=seed)))
    return fit(mbgnbd.MODEL, simulated_base(history, 2.0, history.won_before(0.5 * YEAR)))


def check_simulated_firms(firms: int) -> None:
    fits = [found for seed in range(firms) if not (found := simulated_fit(1000 + seed)).boundary]
    assert len(fits) >= 0.97 * firms
    truth = (SIMULATED[0], SIMULATED[1] * YEAR / 7.0, *SIMULATED[2:])
    low, high = stats.binom.interval(1.0 - FALSE_ALARM, len(fits), 0.95)
    for name, value in zip(("r", "alpha", "a", "b"), truth, strict=True):
        covered = sum(found.parameters[name].low <= value <= found.parameters[name].high for found in fits)
        assert low <= covered <= high, (name, covered / len(fits))


def test_intervals_cover_what_the_simulator_was_given() -> None:
    check_simulated_firms(5)


@pytest.mark.slow
def test_intervals_cover_what_the_simulator_was_given_in_many_firms() -> None:
    check_simulated_firms(220)


def calibration_ranks(firms: int, widened: float = 1.0) -> np.ndarray:
    """Simulation-based calibration (Talts et al. 2018): rank of the truth among 99 draws from its posterior.

    The truth is drawn from a normal prior on the logarithms; the posterior joins that prior with the normal law that
    the fit gives (estimate and covariance), which is what every interval here rests on.

    Args:
        firms: How many firms.
        widened: Factor on the covariance; 1 unless the test itself is tested.
    """
    centre, spread = np.log([1.2, 8.0, 0.8, 4.0]), np.array([0.3, 0.3, 0.3, 0.3])
    ranks = []
    for number in range(firms):
        random = np.random.default_rng([23, number])
        truth = random.normal(centre, spread)
        r, alpha, a, b = np.exp(truth)
        found = fit(mbgnbd.MODEL, customers(random, 600, r, alpha, a=a, b=b, first=1.0))
        if found.boundary:
            continue
        seen = np.linalg.inv(found.covariance * widened)
        covariance = np.linalg.inv(seen + np.diag(spread**-2.0))
        mean = covariance @ (seen @ np.log(found.values) + centre / spread**2)
        draws = random.multivariate_normal(mean, covariance, size=99)
        ranks.append((draws < truth).sum(axis=0))
    assert len(ranks) >= 0.97 * firms
    return np.array(ranks)


def uniformity(ranks: np.ndarray) -> list[float]:
    """Chi-square p-value of ten bins, for each parameter."""
    return [float(stats.chisquare(np.bincount(column // 10, minlength=10)).pvalue) for column in ranks.T]


@pytest.mark.slow
def test_ranks_of_the_truth_are_uniform() -> None:
    assert min(uniformity(calibration_ranks(300))) > FALSE_ALARM


@pytest.mark.slow
def test_ranks_would_show_intervals_that_are_too_narrow() -> None:
    assert min(uniformity(calibration_ranks(150, widened=0.25))) < FALSE_ALARM


def test_nbd_finds_what_the_simulator_was_given() -> None:
    r, alpha = 0.8, 0.8 / 3.0
    scenario = null_scenario({"makers": {"accounts": 1500, "orders_per_year": gamma_rates(r, alpha)}}, horizon=550.0)
    history = History(play(scenario))
    found = fit(nbd.MODEL, simulated_base(history, 1.0, history.won_before(185.0)))
    assert max(map(abs, z_scores(found, (r, alpha * YEAR / 7.0)))) < stats.norm.isf(FALSE_ALARM / 2.0)
