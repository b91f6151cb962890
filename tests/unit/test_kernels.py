"""The decorators work wherever the program is installed, with or without a place for machine code."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from numba import njit

from simulator.kernels import compiled, kernel

SCRIPT = "from simulator.randomness import Stream, draw; print(draw(2026, 0, Stream.WALLET, 5, 0))"


@kernel
def half(x: float) -> float:
    return x / 2.0


@compiled
def quarter(x: float) -> float:
    return half(half(x))


def test_a_kernel_is_plain_python_to_python_and_machine_code_to_compiled_callers() -> None:
    assert type(half).__name__ == "function"
    assert quarter(3.0) == half(half(3.0)) == 0.75


def test_compiled_code_raises_where_python_does() -> None:
    @compiled
    def reciprocal(x: float) -> float:
        return 1.0 / x

    with pytest.raises(ZeroDivisionError):
        reciprocal(0.0)


def test_kernels_are_inlined_into_any_numba_function() -> None:
    assert njit(lambda x: half(x) + 1.0)(4.0) == 3.0


def test_a_kernel_that_calls_kernels_is_linked_whole() -> None:
    @kernel
    def eighth(x: float) -> float:
        return half(half(half(x)))

    assert njit(lambda x: eighth(x) + eighth(2.0 * x))(8.0) == 3.0


def test_without_numbas_inner_parts_rules_are_compiled_in_its_usual_way(tmp_path: Path) -> None:
    """Another numba may lack what `simulator.callees` builds on."""
    code = """
import sys
import numba
sys.modules["numba._dynfunc"] = None
del numba._dynfunc
from simulator.callees import OPTIONS
from simulator.model.choice import logistic
print(sorted(OPTIONS), numba.njit(lambda x: logistic(x))(0.0))
"""
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["['no_cfunc_wrapper',", "'no_cpython_wrapper']", "0.5"]


def draw_from(root: Path, home: Path) -> str:
    """Makes one draw in a fresh process that sees the packages of root and keeps its files under home."""
    places = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "PYTHONPATH": str(root)}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    command = [sys.executable, "-W", "error", "-B", "-c", SCRIPT]
    answer = subprocess.run(command, env={**inherited, **places}, cwd=root, capture_output=True, text=True, check=False)
    assert answer.stderr == ""
    return answer.stdout.strip()


def copy_of_the_generator(repo_root: Path, root: Path) -> Path:
    package = root / "simulator"
    package.mkdir(parents=True)
    for name in ("callees.py", "kernels.py", "randomness.py"):
        shutil.copy(repo_root / "simulator" / name, package / name)
    (package / "__init__.py").touch()
    return package


def test_works_where_nothing_can_be_written(repo_root: Path, tmp_path: Path) -> None:
    """A file in the place of each cache folder stops even the superuser from writing there."""
    package = copy_of_the_generator(repo_root, tmp_path / "tree")
    (package / "__pycache__").touch()
    no_folder = tmp_path / "no_folder"
    no_folder.touch()
    assert draw_from(tmp_path / "tree", home=no_folder) == "0.899792708806871"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["no_folder", "tree"]


def test_machine_code_is_kept_where_it_can_be(repo_root: Path, tmp_path: Path) -> None:
    package = copy_of_the_generator(repo_root, tmp_path / "tree")
    assert draw_from(tmp_path / "tree", home=tmp_path) == "0.899792708806871"
    assert list((package / "__pycache__").glob("*.nbi"))
