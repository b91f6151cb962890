"""Distributions as world files declare them."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from simulator.errors import MisfitError
from simulator.scenario.declared import (
    DISTRIBUTIONS,
    ConstantDistribution,
    DistributionOf,
    FractionDistribution,
    LognormalDistribution,
    MoneyPerYearDistribution,
    PerYearDistribution,
    RealDistribution,
)

EXAMPLES: dict[str, dict[str, Any]] = {
    "constant": {"value": 3},
    "normal": {"mean": -1, "sd": 2},
    "exponential": {"mean": 4},
    "gamma": {"mean": 4, "cv": 0.5},
    "lognormal": {"median": 4, "sigma": 1.2},
    "lognormal_pareto": {"median": 4, "sigma": 1, "tail_probability": "5 %", "tail_exponent": 1.5},
    "beta": {"mean": "5 %", "concentration": 20},
    "gamma_gamma": {"p": 6.25, "q": 3.74, "gamma": 15.44},
}


def read(alias: Any, value: object) -> Any:
    return TypeAdapter(alias).validate_python(value)


@pytest.mark.parametrize("name", sorted(DISTRIBUTIONS))
def test_each_law_has_its_numbers(name: str) -> None:
    declared = read(RealDistribution, {"distribution": name, **EXAMPLES[name]})
    assert isinstance(declared, DISTRIBUTIONS[name])
    law = declared.to_distribution()
    low, high = declared.reach
    values = law.quantile([0.001, 0.5, 0.999])
    assert (low <= values).all()
    assert (values <= high).all()
    assert sorted(values) == values.tolist()
    assert law.mean == law.mean


@pytest.mark.parametrize(
    ("alias", "written", "value"),
    [
        (MoneyPerYearDistribution, "25k per month", 300_000.0),
        (MoneyPerYearDistribution, 300_000, 300_000.0),
        (PerYearDistribution, "2 per month", 24.0),
        (FractionDistribution, "35 %", 0.35),
    ],
)
def test_bare_quantity_is_a_constant(alias: Any, written: object, value: float) -> None:
    assert read(alias, written) == ConstantDistribution(value=value)


def test_parameters_are_in_the_unit_of_the_field() -> None:
    wallet = read(MoneyPerYearDistribution, {"distribution": "lognormal", "median": "25k per month", "sigma": 1})
    assert wallet == LognormalDistribution(median=300_000.0, sigma=1.0)


@pytest.mark.parametrize(
    ("field", "declared"),
    [
        (DistributionOf(kind="fraction", low=0.0, high=1.0), LognormalDistribution(median=1.0, sigma=1.0)),
        (DistributionOf(kind="fraction", low=0.0, high=1.0), ConstantDistribution(value=1.5)),
        (DistributionOf(kind="money", low=0.0, positive=True), ConstantDistribution(value=0.0)),
    ],
)
def test_python_code_is_held_to_the_range_too(field: DistributionOf, declared: Any) -> None:
    with pytest.raises(MisfitError):
        field.read(declared)


def test_infinite_parameters_are_refused() -> None:
    with pytest.raises(ValidationError, match="must be finite"):
        read(RealDistribution, {"distribution": "normal", "mean": float("inf"), "sd": 1})
