"""What the page on policies says of its own numbers holds. (That they are what its code prints: tests/docs.)"""

import re
from pathlib import Path


def test_the_policy_gains_as_the_text_says(repo_root: Path) -> None:
    page = (repo_root / "docs" / "how-to" / "write-a-policy.md").read_text(encoding="utf-8")
    gain = re.search(r"references_first - chase_big: \S+ \((\S+) to", page)
    assert gain is not None
    assert float(gain[1].replace(",", "")) > 0.0
