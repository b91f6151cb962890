"""The lesson shows the columns of the export that its first command writes. (Following it: tests/docs.)"""

from pathlib import Path

from experiments.calibration.example import HEADER


def test_the_lesson_shows_the_names_of_the_columns(repo_root: Path) -> None:
    page = (repo_root / "docs/tutorials/from-export-to-verdict.md").read_text(encoding="utf-8")
    assert f"```text\n{';'.join(HEADER)}\n```" in page
