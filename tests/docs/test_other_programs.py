"""The R of the page on other programs gives what Python gives. Runs where R is installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from experiments.statistics import mean_estimate
from tests.docs.blocks import blocks_of, read
from tests.docs.story import Story, renewed

PAGE = "docs/how-to/use-results-elsewhere.md"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_the_same_paired_difference(tmp_path: Path) -> None:
    text = read(PAGE)
    blocks = blocks_of(PAGE, text)
    story = Story(tmp_path, quick=True)
    renewed(text, blocks, story)
    [program] = [block.text for block in blocks if block.language == "r"]
    (tmp_path / "page.R").write_text(program, encoding="utf-8")
    run = subprocess.run(["Rscript", "page.R"], cwd=tmp_path, capture_output=True, text=True, check=True)
    low, high = (float(number) for number in re.search(r"interval:\n\s*(\S+)\s+(\S+)", run.stdout).groups())  # type: ignore[union-attr]
    estimate = mean_estimate(story.names["gain"])  # type: ignore[arg-type]
    assert (low, high) == pytest.approx((estimate.low, estimate.high), rel=1e-5)
