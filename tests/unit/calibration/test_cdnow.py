"""The published fits on the CDNOW records, and agreement with the package lifetimes."""

from pathlib import Path

import numpy as np
import pytest

from experiments.calibration import bgnbd, gammagamma, mbgnbd, paretonbd
from experiments.calibration.cdnow import CALIBRATION_ENDS, PUBLISHED, cdnow_fits, cdnow_orders, cdnow_page
from experiments.calibration.customers import Customers, histories
from experiments.calibration.likelihood import Fit

lifetimes = pytest.importorskip("lifetimes")


@pytest.fixture(scope="module")
def fits() -> dict[str, Fit]:
    return cdnow_fits(cdnow_orders())


@pytest.fixture(scope="module")
def rows() -> Customers:
    """The published summary, one row per customer, in its order."""
    table = np.genfromtxt(
        Path(lifetimes.__file__).parent / "datasets" / "cdnow_customers_summary.csv", delimiter=",", names=True
    )
    count = len(table)
    return Customers(
        repeats=table["frequency"].astype(np.int64),
        last=table["recency"].astype(np.float64),
        age=table["T"].astype(np.float64),
        weights=np.ones(count),
    )


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_parameters_and_likelihood_are_the_published_ones(fits: dict[str, Fit], name: str) -> None:
    published, likelihood = PUBLISHED[name]
    digits = 2 if name == "gamma-gamma" else 3
    np.testing.assert_allclose(fits[name].values, published, atol=0.51 * 10.0**-digits)
    if likelihood is not None:
        assert fits[name].log_likelihood == pytest.approx(likelihood, abs=0.05)
    assert fits[name].converged
    assert fits[name].boundary == ()


def test_the_records_are_the_published_summary(rows: Customers) -> None:
    _, repeats, last, age = histories(cdnow_orders(), CALIBRATION_ENDS)
    np.testing.assert_array_equal(repeats, rows.repeats)
    np.testing.assert_allclose(last, rows.last, atol=0.0051)
    np.testing.assert_allclose(age, rows.age, atol=0.0051)


def test_the_findings_page_is_what_the_command_prints(repo_root: Path) -> None:
    assert (repo_root / "docs/findings/cdnow.md").read_text(encoding="utf-8") == cdnow_page()


def fitter(kind: str, fit: Fit) -> object:
    """A model of lifetimes with our parameters."""
    pd = pytest.importorskip("pandas")

    model = getattr(lifetimes, kind)()
    model.params_ = pd.Series(fit.values, index=list(fit.model.parameters))
    return model


@pytest.mark.parametrize(
    ("name", "kind", "module"),
    [("BG/NBD", "BetaGeoFitter", bgnbd), ("MBG/NBD", "ModifiedBetaGeoFitter", mbgnbd)],
)
def test_bgnbd_and_mbgnbd_agree_with_lifetimes(
    fits: dict[str, Fit], rows: Customers, name: str, kind: str, module: object
) -> None:
    model, values = fitter(kind, fits[name]), fits[name].values
    history = (rows.repeats, rows.last, rows.age)
    alive = model.conditional_probability_alive(*history)  # type: ignore[attr-defined]
    np.testing.assert_allclose(module.alive(values, rows), np.ravel(alive), rtol=1e-9)  # type: ignore[attr-defined]
    ahead = model.conditional_expected_number_of_purchases_up_to_time(39.0, *history)  # type: ignore[attr-defined]
    np.testing.assert_allclose(module.expected(values, rows, 39.0), ahead, rtol=1e-6)  # type: ignore[attr-defined]


def test_paretonbd_agrees_with_lifetimes(fits: dict[str, Fit], rows: Customers) -> None:
    model, values = fitter("ParetoNBDFitter", fits["Pareto/NBD"]), fits["Pareto/NBD"].values
    history = (rows.repeats, rows.last, rows.age)
    own = paretonbd.log_likelihood(values, rows)
    theirs = model._conditional_log_likelihood(values, *history)  # type: ignore[attr-defined]
    some = rows.last < rows.age - 1e-6  # where they are equal, lifetimes takes the logarithm of 0
    np.testing.assert_allclose(own[some], theirs[some], rtol=1e-7)
    ahead = model.conditional_expected_number_of_purchases_up_to_time(39.0, *history)  # type: ignore[attr-defined]
    np.testing.assert_allclose(paretonbd.expected(values, rows, 39.0), ahead, rtol=1e-6)


def test_gammagamma_agrees_with_lifetimes(fits: dict[str, Fit]) -> None:
    spend = gammagamma.Spend(orders=np.array([1.0, 4.0]), mean=np.array([20.0, 90.0]), weights=np.ones(2))
    values = fits["gamma-gamma"].values
    theirs = -lifetimes.GammaGammaFitter._negative_log_likelihood(
        np.log(values), spend.orders, spend.mean, spend.weights, 0.0
    )
    assert gammagamma.log_likelihood(values, spend).mean() == pytest.approx(float(theirs), rel=1e-10)
