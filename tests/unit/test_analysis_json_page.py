"""The page on the JSON of the analyses: it names every key that they write."""

import re
from pathlib import Path


def test_the_page_of_the_json_names_every_key(repo_root: Path) -> None:
    page = (repo_root / "docs/reference/analysis-json.md").read_text(encoding="utf-8")
    source = "".join(
        (repo_root / "experiments" / name).read_text(encoding="utf-8")
        for name in ("sensitivity/record.py", "discovery/record.py")
    )
    keys = set(re.findall(r'"(\w+)": ', source))
    assert len(keys) > 40
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []
