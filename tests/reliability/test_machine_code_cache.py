"""Machine code on disk: never stale after an edit, never in the way where it cannot be kept, safe to build twice."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

# A function of the copy's own that calls a rule of the model, as the event loop does; compiled in a second.
PROBE = '''"""A rule of the model called from machine code."""

from simulator.machine_code import compiled_for_model
from simulator.model.choice import logistic


def chance_of(x: float) -> float:
    return logistic(x)


chance = compiled_for_model(chance_of)
'''
ASK_PROBE = "from simulator.probe import chance; print(chance(0.0), sum(chance.stats.cache_hits.values()))"
RULE = "return 1.0 / (1.0 + math.exp(-x))"
OTHER_RULE = "return 7.0 / (1.0 + math.exp(-x))"

ASK_ENGINE = """
from simulator.engines.compiled.entry import run_loop
from simulator.engines.compiled.example import smallest_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate

tree = smallest_scenario().model_dump()
for name, value in {"accounts": 5, "reviews_per_year": 50.0, "orders_per_year": 12.0}.items():
    tree["world"]["segments"]["only"][name] = value
tree["world"]["choice"]["intercept"] = 50.0
result = simulate(Scenario.model_validate(tree), "only")
print(result.event_count, result.outcomes["revenue"], sum(run_loop.stats.cache_hits.values()))
"""
ORDER_RULE = "    value = order_value(p, s, account)\n"
OTHER_ORDER_RULE = "    value = 2.0 * order_value(p, s, account)\n"


@pytest.fixture
def copy(repo_root: Path, tmp_path: Path) -> Path:
    """A copy of the simulator with the probe in it; gives the folder that holds the package."""
    root = tmp_path / "tree"
    shutil.copytree(repo_root / "simulator", root / "simulator", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "simulator" / "probe.py").write_text(PROBE, encoding="utf-8")
    return root


def start(code: str, root: Path, cache: Path) -> "subprocess.Popen[str]":
    """A fresh process that sees the copy and keeps its machine code in one folder and nowhere else."""
    places = {"KEYSIM_CACHE_DIR": cache, "XDG_CACHE_HOME": cache, "HOME": cache, "TMPDIR": cache, "PYTHONPATH": root}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-B", "-c", code],
        env=inherited | {name: str(place) for name, place in places.items()},
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answers(processes: Sequence["subprocess.Popen[str]"]) -> list[str]:
    """What each process prints; it must end well and complain about nothing."""
    found = []
    for process in processes:
        output, complaint = process.communicate()
        assert (process.returncode, complaint) == (0, "")
        found.append(output.strip())
    return found


def answer(code: str, root: Path, cache: Path) -> str:
    return answers([start(code, root, cache)])[0]


def edit(path: Path, before: str, after: str) -> None:
    """Change one line of a copy; size and time of the caller's file stay as they are."""
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_an_edit_in_a_callee_is_seen(copy: Path, tmp_path: Path) -> None:
    """numba's own cache looks at the caller's file only, and would give the old answer."""
    cache = tmp_path / "cache"
    assert answer(ASK_PROBE, copy, cache) == "0.5 0"
    assert answer(ASK_PROBE, copy, cache) == "0.5 1"
    edit(copy / "simulator" / "model" / "choice.py", RULE, OTHER_RULE)
    assert answer(ASK_PROBE, copy, cache) == "3.5 0"
    edit(copy / "simulator" / "model" / "choice.py", OTHER_RULE, RULE)
    assert answer(ASK_PROBE, copy, cache) == "0.5 1"


def test_without_a_place_to_keep_it_the_code_is_compiled_each_time(copy: Path, tmp_path: Path) -> None:
    """A file in the place of every folder stops even the superuser from writing there."""
    nowhere = tmp_path / "file"
    nowhere.touch()
    no_temporary_folder = f"import tempfile; tempfile.tempdir = {str(nowhere)!r}; "
    for _ in range(2):
        assert answer(no_temporary_folder + ASK_PROBE, copy, nowhere) == "0.5 0"
    assert not list(copy.rglob("*.nbi"))


def test_two_processes_on_a_cold_cache(copy: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    both = answers([start(ASK_PROBE, copy, cache) for _ in range(2)])
    assert {text.split()[0] for text in both} == {"0.5"}
    assert answer(ASK_PROBE, copy, cache) == "0.5 1"


def test_lost_machine_code_is_compiled_anew(copy: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert answer(ASK_PROBE, copy, cache) == "0.5 0"
    for code in cache.rglob("*.nbc"):
        code.unlink()
    assert answer(ASK_PROBE, copy, cache).split()[0] == "0.5"


@pytest.mark.slow
def test_the_engine_sees_an_edit_in_a_rule(copy: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    events, revenue, hits = answer(ASK_ENGINE, copy, cache).split()
    assert (float(revenue) > 0.0, hits) == (True, "0")
    assert answer(ASK_ENGINE, copy, cache).split() == [events, revenue, "1"]
    edit(copy / "simulator" / "model" / "customer.py", ORDER_RULE, OTHER_ORDER_RULE)
    edited = answer(ASK_ENGINE, copy, cache).split()
    assert edited == [events, str(2.0 * float(revenue)), "0"]


@pytest.mark.slow
def test_two_engines_on_a_cold_cache(copy: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    both = [text.split() for text in answers([start(ASK_ENGINE, copy, cache) for _ in range(2)])]
    assert both[0][:2] == both[1][:2]
    assert answer(ASK_ENGINE, copy, cache).split() == [*both[0][:2], "1"]
