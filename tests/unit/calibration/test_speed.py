"""What the calibration promises of its speed, in processor time, so that a loaded machine does not matter."""

from pathlib import Path

import pytest

from experiments.bench.calibration import customers, file_cost, fit_seconds, write_orders


@pytest.mark.slow
@pytest.mark.parametrize(("name", "limit"), [("BG/NBD", 5.0), ("Pareto/NBD", 30.0)])
def test_25_000_customers_are_fitted_quickly(name: str, limit: float) -> None:
    found, seconds = fit_seconds(name, customers())
    assert found.converged
    assert seconds < limit


@pytest.mark.slow
def test_a_million_rows_are_read_and_fitted_in_two_minutes_and_two_gigabytes(tmp_path: Path) -> None:
    write_orders(tmp_path / "million.csv")
    cost = file_cost(tmp_path / "million.csv")
    assert cost["seconds"] < 120.0
    assert cost["bytes"] < 2e9


@pytest.mark.slow
def test_the_benchmark_measures_the_work_that_it_names(tmp_path: Path) -> None:
    base = customers(400)
    found, seconds = fit_seconds("BG/NBD", base)
    assert (base.count, found.observations) == (400.0, 400.0)
    assert seconds > 0.0
    write_orders(tmp_path / "few.csv", rows=3000, accounts=200)
    assert (tmp_path / "few.csv").read_text(encoding="utf-8").count("\n") == 3001
    cost = file_cost(tmp_path / "few.csv")
    assert 0.1 < cost["seconds"] < 120.0
    assert cost["bytes"] > 1e7
