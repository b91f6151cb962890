"""With NUMBA_DISABLE_JIT=1 the same command gives the same bytes, without machine code."""

import os
import subprocess
import sys
from pathlib import Path

from simulator.scenario.load import load_scenario
from simulator.simulate import ENGINES, simulate
from simulator.testing import fingerprint

SCENARIO = Path(__file__).parent / "kitchen_sink.yaml"
SHORT = ("run.horizon=300 days",)
SCRIPT = f"""
import sys
import numba
from simulator.scenario.load import load_scenario
from simulator.simulate import simulate
from simulator.testing import fingerprint

scenario = load_scenario({str(SCENARIO)!r}, {SHORT!r})
for strategy in scenario.strategies:
    print(fingerprint(simulate(scenario, strategy, record_events=True)))
assert numba.config.DISABLE_JIT
assert "simulator.engines.compiled.entry" not in sys.modules, "machine code was asked for"
"""


def in_plain_python(code: str, repo_root: Path) -> str:
    """What a fresh process prints in which numba compiles nothing."""
    places = {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(repo_root)}
    command = [sys.executable, "-W", "error", "-B", "-c", code]
    answer = subprocess.run(command, env={**os.environ, **places}, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_the_same_bytes(repo_root: Path) -> None:
    scenario = load_scenario(SCENARIO, SHORT)
    found = in_plain_python(SCRIPT, repo_root).split()
    for engine in ENGINES:
        runs = (simulate(scenario, name, engine=engine, record_events=True) for name in scenario.strategies)
        assert [fingerprint(run) for run in runs] == found
    assert len(set(found)) == len(scenario.strategies)


def test_no_waiting_for_machine_code_is_announced(repo_root: Path) -> None:
    code = "from simulator.machine_code import is_ready, is_switched_off; print(is_switched_off(), is_ready())"
    assert in_plain_python(code, repo_root) == "True True\n"
