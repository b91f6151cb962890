"""Writes the page of all oracles; fails if one does not hold. Run `python -m tests.oracles` at the root."""

import sys
from pathlib import Path

from tests.oracles.catalogue import ORACLES
from tests.oracles.page import page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "oracles.md"


def main() -> int:
    """Compute every oracle, write the page, tell what does not hold."""
    failures = []
    for number, each in enumerate(ORACLES, start=1):
        print(f"{number}/{len(ORACLES)} {each.title}", file=sys.stderr)
        failures += [f"{each.title}: {row}" for row in each.rows if not row.holds]
    PAGE.write_text(page(), encoding="utf-8")
    print("\n".join(failures) or f"{PAGE.name}: all oracles hold")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
