"""The lines of a world: the laws that they write are those of the values that were seen."""

import numpy as np
import yaml

from experiments.calibration import mbgnbd
from experiments.calibration.likelihood import fit
from experiments.calibration.overlay import Factors, Seen, entries
from experiments.calibration.portrait import sizes
from simulator.distributions import LognormalParetoTail
from simulator.results import FloatArray
from tests.unit.calibration.generators import customers

LEVELS = np.array([0.25, 0.5, 0.75, 0.9, 0.95, 0.99])


def lines(spend: FloatArray, wallet: float = 1.0) -> dict[str, object]:
    found = fit(mbgnbd.MODEL, customers(np.random.default_rng(1), 300, 1.2, 8.0, a=0.8, b=4.0, first=1.0))
    seen = Seen(label="", source="", fit=found, spend=sizes(spend), noise=0.5, noise_error=0.01)
    written = entries({"makers": seen}, Factors(frequency=1.0, wallet=wallet, dropout=1.0), None)
    return {line.path[-1]: yaml.safe_load(line.text) for line in written}


def test_giants_are_written_as_a_pareto_tail_that_fits() -> None:
    truth = LognormalParetoTail(median=1000.0, sigma=1.0, tail_probability=0.1, tail_exponent=1.3)
    spend = truth.quantile(np.random.default_rng(2).random(6000))
    wallet = lines(spend)["wallet"]
    assert isinstance(wallet, dict)
    assert wallet.pop("distribution") == "lognormal_pareto"
    law = LognormalParetoTail(**wallet)
    np.testing.assert_allclose(law.quantile(LEVELS), np.quantile(spend, LEVELS), rtol=0.2)


def test_factors_move_odds_and_sizes() -> None:
    spend = np.random.default_rng(3).lognormal(8.0, 1.0, 300)
    once, twice = lines(spend)["wallet"], lines(spend, wallet=2.0)["wallet"]
    assert isinstance(once, dict)
    assert isinstance(twice, dict)
    assert once["distribution"] == "lognormal"
    np.testing.assert_allclose(twice["median"] / once["median"], 2.0, rtol=1e-3)
    np.testing.assert_allclose(once["median"], np.exp(np.log(spend).mean()), rtol=1e-3)
