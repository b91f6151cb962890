"""The JSON of a comparison: the promised keys, strict JSON, the same bytes each time."""

import json
from math import nan
from pathlib import Path

import numpy as np

from experiments.comparison import compare
from experiments.provenance import model_hash, provenance
from experiments.records import comparison_record, json_text
from experiments.verdict import verdict
from simulator.catalogue import OUTCOMES
from tests.unit.fake_firm import made_up_runs, scenario

LUCK = np.random.default_rng(1).normal(size=30)


def record_text() -> str:
    fake = scenario("chase", "base", outcomes=["value", "first_key_month", "gini"])
    never = {"first_key_month": np.full(30, nan)}
    comparison = compare(fake, made_up_runs({"chase": {"value": LUCK, **never}, "base": {"value": LUCK + 1, **never}}))
    return json_text(comparison_record(fake, comparison, verdict(comparison)))


def refuse(constant: str) -> float:
    raise AssertionError(f"{constant} is not JSON")


def test_the_promised_keys_are_there() -> None:
    record = json.loads(record_text(), parse_constant=refuse)
    assert {"scenario", "seed", "replications", "engine", "strategies", "paired", "provenance"} <= set(record)
    summary = record["strategies"]["base"]["value"]
    assert {"mean", "half_width", "std", "quantiles"} <= set(summary)
    assert list(summary["quantiles"]) == ["0.05", "0.5", "0.95"]
    pair = record["paired"]["base - chase"]["value"]
    assert {"mean", "half_width", "p_better", "p_value_adjusted", "verdict", "variance_reduction"} <= set(pair)
    assert pair["mean"] == 1.0
    assert pair["verdict"] == "better"


def test_what_is_not_defined_is_null() -> None:
    record = json.loads(record_text())
    assert record["strategies"]["base"]["first_key_month"]["mean"] is None
    assert record["strategies"]["base"]["first_key_month"]["defined"] == 0
    assert record["paired"]["base - chase"]["gini"]["verdict"] is None
    assert record["paired"]["base - chase"]["gini"]["p_better"] is None


def test_the_same_comparison_is_the_same_bytes() -> None:
    assert record_text() == record_text()


def test_provenance_tells_inputs_and_model_apart() -> None:
    settings = {"seed": 1, "replications": 2, "engine": "reference"}
    first = provenance(scenario("chase", "base"), settings)
    assert first == provenance(scenario("chase", "base"), settings)
    other = provenance(scenario("chase", "base"), settings | {"seed": 2})
    assert other["inputs_sha256"] != first["inputs_sha256"]
    assert other["model_sha256"] == first["model_sha256"] == model_hash()
    changed = scenario("chase", "base", outcomes=["npv"])
    assert provenance(changed, settings)["inputs_sha256"] != first["inputs_sha256"]


def keys_of(value: object) -> set[str]:
    """All keys of a record, except names of strategies and outcomes, and the inputs, which are a scenario."""
    if isinstance(value, list):
        return set().union(*map(keys_of, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    own = {key for key in value if key not in OUTCOMES and not key.startswith(("chase", "base"))}
    return own.union(*(keys_of(each) for key, each in value.items() if key != "inputs"))


def test_the_reference_page_names_every_key(repo_root: Path) -> None:
    page = (repo_root / "docs/reference/compare-json.md").read_text(encoding="utf-8")
    assert {key for key in keys_of(json.loads(record_text())) if f"`{key}`" not in page} == set()
