"""Every command that writes JSON: `keysim rerun` makes the same bytes again, from nothing but the result."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from experiments import cli

SCENARIO = """\
title: A short run
extends: chase_or_build
run: {horizon: 9 months, replications: 6, seed: 5}
outcomes: [value, insolvent, customers]
"""
STUDY = """\
title: Two guesses
scenario: firm.yaml
strategies: [chase_big, build_base]
factors:
  growth: {path: world.relationship.growth, low: 1 %, high: 10 %}
  sales: {path: world.selling.cold_success, low: 5 %, high: 30 %}
design: latin_hypercube
points: 24
replications: 4
seed: 6
outcomes: [value, customers]
"""
LEVERS = """\
title: Whom to pursue
scenario: firm.yaml
strategies: [build_base]
factors:
  size: {path: strategies.build_base.phases.0.targeting.size_exponent, low: 0, high: 1}
replications: 4
seed: 6
outcomes: [value, insolvent]
"""
CLAIM = """\
claim: T1
title: More sellers win more customers
says: More sellers win more customers.
mechanism: selling
worlds: {default: worlds/industrial_supplier.yaml}
run: {horizon: 6 months, replications: 5, seed: 3}
tests:
  sellers:
    question: Do they?
    measure: customers
    expected: higher
    arm: {levers: {reps: 6}}
    against: {levers: {reps: 2}}
reading: Nothing is meant by it.
"""
COMMANDS = {
    "run": "run firm.yaml --strategy build_base --replication 3",
    "run of many": "run firm.yaml --strategy build_base --replications 4 --seed 9",
    "compare": "compare firm.yaml --set world.choice.reference=0.3 --indifference value=1M --workers 2",
    "decide": "decide firm.yaml --cap 120 --indifference 500k --seed 8",
    "decide with kn": "decide firm.yaml --cap 120 --indifference 500k --method kn",
    "decide with ocba": "decide firm.yaml --cap 120 --method ocba",
    "trace": "trace firm.yaml --account 224 --all",
    "trace of a fate": "trace firm.yaml --pick called --replication 2 --seed 4 --strategy chase_big",
    "why": "why firm.yaml --seed 4 --replication 1",
    "why in customers": "why firm.yaml --outcome customers --strategy chase_big --baseline build_base",
    "sweep": "sweep study.yaml --store of_sweep.db",
    "sensitivity": "sensitivity study.yaml --points 8",
    "sensitivity by walks": "sensitivity study.yaml --method morris --points 4 --of build_base",
    "discover": "discover points.db --outcome customers",
    "regret": "regret points.db --outcome customers",
    "map": "map firm.yaml --x world.relationship.growth=0.01:0.1 --y world.selling.cold_success=0.05:0.3 --grid 2 "
    "--budget 500",
    "optimise": "optimise levers.yaml --budget 120 --lucks 4 --fresh 8",
    "claims": "claims claim.yaml --seed 11",
}
NEEDS = {"sensitivity by walks": "SALib", "optimise": "optuna"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rerun")
    files = {"firm.yaml": SCENARIO, "study.yaml": STUDY, "levers.yaml": LEVERS, "claim.yaml": CLAIM}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _in_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


@pytest.fixture(scope="module")
def points(folder: Path) -> Path:
    """The store of a sweep."""
    store = folder / "points.db"
    keysim("sweep", str(folder / "study.yaml"), "--store", str(store), "--quiet")
    return store


def keysim(*words: str, status: int = 0) -> str:
    result = CliRunner().invoke(cli.main, list(words))
    assert result.exit_code == status, result.output
    return result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_a_result_is_made_again_to_the_same_bytes(name: str, points: Path) -> None:
    if name in NEEDS:
        pytest.importorskip(NEEDS[name])
    first, second = Path(f"{name}.json"), Path(f"{name} again.json")
    keysim(*COMMANDS[name].split(), "--quiet", "--json", str(first))
    said = keysim("rerun", str(first), "--workers", "1", "--json", str(second))
    assert said == "the same numbers, to the last figure\n"
    assert second.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("name", ["why", "trace", "claims"])
def test_a_number_that_was_changed_is_found(name: str) -> None:
    file = Path("changed.json")
    keysim(*COMMANDS[name].split(), "--quiet", "--json", str(file))
    record = json.loads(file.read_text(encoding="utf-8"))
    spoilt = {
        "why": record.get("value"),
        "trace": record.get("strategies", {}).get("build_base"),
        "claims": record.get("claims", {}).get("T1", {}).get("tests", [None])[0],
    }[name]
    number = {"why": "mean", "trace": "invoiced", "claims": "p_value"}[name]
    spoilt[number] += 1.0
    file.write_text(json.dumps(record), encoding="utf-8")
    assert f".{number}\n" in keysim("rerun", str(file), "--workers", "1", status=1)


def test_a_calibration_says_why_it_cannot_be_run_again() -> None:
    file = Path("calibrated.json")
    file.write_text(json.dumps({"provenance": {"orders_sha256": "c0ffee"}}), encoding="utf-8")
    assert "keeps none of the orders" in keysim("rerun", str(file), status=1)
