"""The page of all oracles: docs/reference/oracles.md, the same to the byte on every run."""

from tests.oracles.catalogue import CHAPTERS, oracles_of
from tests.oracles.registry import FALSE_ALARM, LIMIT, Oracle, Row

HEADER = """# Oracles

Special cases of the model whose answers are known. With all other mechanisms at their null value, the
simulator has to reproduce each; these are the figures of the reference engine.

A row is right if theory and simulation differ by less than {limit:.2f} standard errors of its own sampling.
With a new seed a right engine fails a row with probability {alarm:g}, and any of the {count} rows below with
probability {family:.1g}. The seeds are fixed, so the page is the same on every run. Rows without a z have no
sampling error and agree to the last bits of a float.

The page is written by `python -m tests.oracles`; the tests compare it with what the engine gives.
"""
COLUMNS = "| what | formula | theory | simulation | standard error | z |\n|---|---|---:|---:|---:|---:|\n"


def line(row: Row) -> str:
    """One row of a table."""
    formula = row.formula.replace("|", "\\|")
    error, z = ("exact", "") if row.is_exact else (f"{row.standard_error:.3g}", f"{row.z:+.2f}")
    return f"| {row.name} | {formula} | {row.theory:.6g} | {row.simulation:.6g} | {error} | {z} |\n"


def section(one: Oracle) -> str:
    """What the page says about one oracle."""
    rows = "".join(line(row) for row in one.rows)
    return f"\n### {one.title}\n\nSetting: {one.setting}.\n\nSource: {one.source}.\n\n{COLUMNS}{rows}"


def count_statistical(page_oracles: list[Oracle]) -> int:
    """Rows that chance can move."""
    return sum(not row.is_exact for each in page_oracles for row in each.rows)


def page() -> str:
    """The whole page."""
    everything = [each for module in CHAPTERS.values() for each in oracles_of(module)]
    count = count_statistical(everything)
    text = HEADER.format(limit=LIMIT, alarm=FALSE_ALARM, count=count, family=count * FALSE_ALARM)
    for chapter, module in CHAPTERS.items():
        text += f"\n## {chapter}\n" + "".join(section(each) for each in oracles_of(module))
    return text
