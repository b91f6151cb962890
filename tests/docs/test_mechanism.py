"""The page on adding a mechanism: its patches fit this tree, and in a copy of it all proofs of the page hold."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, blocks_of, read

PAGE = "docs/how-to/add-a-mechanism.md"
PARTS = ("simulator", "experiments", "tests", "scenarios", "docs", "pyproject.toml", "conftest.py")
PROOFS = (
    ("pytest", "-q", "tests/nulls", "-k", "shutdown or not off_means_off"),
    ("pytest", "-q", "tests/conformance/test_generated.py"),
    ("pytest", "-q", "tests/unit/test_reference_pages.py"),
)
ORACLE = "from tests.oracles.ordering import yearly_shutdown as one; print([r for r in one.rows if not r.holds])"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the tree, without what git would not keep."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "_build", ".*"))
        else:
            shutil.copy(source, tmp_path / part)
    return tmp_path


def patch(tree: Path) -> None:
    """Apply every patch of the page, in its order."""
    patches = "".join(block.text for block in blocks_of(PAGE, read(PAGE)) if block.language == "diff")
    assert patches.count("--- a/") >= 7
    # A line or two of context may have moved since the page was written.
    command = ["git", "apply", "-C1", "-"]
    run = subprocess.run(command, cwd=tree, input=patches, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{PAGE} does not fit this tree any more:\n{run.stderr}"


def ran(tree: Path, *arguments: str) -> str:
    """What Python prints in the copy; fails if Python does."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command: Sequence[str] = (sys.executable, *arguments)
    run = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{arguments}\n{run.stdout[-3000:]}{run.stderr[-3000:]}"
    return run.stdout


def test_the_patches_fit_this_tree(copied: Path) -> None:
    patch(copied)
    changed = (copied / "simulator/scenario/world.py").read_text(encoding="utf-8")
    assert "    shutdown: Days" in changed


@pytest.mark.slow
def test_the_mechanism_works_as_the_page_says(copied: Path) -> None:
    patch(copied)
    ran(copied, "-m", "experiments.reference_pages")
    assert ran(copied, "-c", ORACLE) == "[]\n"
    for proof in PROOFS:
        printed = ran(copied, "-m", *proof)
        assert re.search(r"\d+ passed", printed), printed
    [command] = re.findall(r"^\$ keysim (compare .*shutdown.*)$", read(PAGE), re.MULTILINE)
    keysim = ("-c", "from experiments.cli import main; main()")
    assert "Verdict" in ran(copied, *keysim, *command.split(), "--replications", "3")
