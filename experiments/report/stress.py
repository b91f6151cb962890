"""The STRESS-DES checklist of a study: one template, for the page of the docs and for every report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from experiments.assumptions import Premises
from experiments.comparison import UNEQUAL_SPEND, Comparison
from experiments.report.page import TEMPLATES, Folded, Table
from simulator.catalogue import OUTCOMES
from simulator.scenario.schema import Scenario
from simulator.units import format_quantity

TEMPLATE = "stress-des.md.j2"
EQUAL_MEANS = "Whether they spent the same is told with the results"
_LINK = re.compile(r"\[([^\]]*)\]\(([^)#]*)[^)]*\)")
_ROW = re.compile(r"\| (\S+) ([^|]*) \| (.*) \|")


@dataclass(frozen=True, kw_only=True)
class Study:
    """What differs between two studies with the same model."""

    title: str
    file: str
    strategies: tuple[str, ...]
    baseline: str
    main: str
    means: str
    horizon: str
    replications: int
    values: int
    published: int
    vendors: int
    guesses: int
    set: int
    command: str


def study_of(scenario: Scenario, known: Premises, *, file: str, command: str, means: str = EQUAL_MEANS) -> Study:
    """Takes from a scenario what its checklist tells.

    Args:
        scenario: The study's scenario.
        known: What its files say.
        file: Its name.
        command: What makes the results again.
        means: Whether the strategies spend the same, in words.
    """
    return Study(
        title=scenario.title,
        file=file,
        strategies=tuple(scenario.strategies),
        baseline=scenario.baseline,
        main=OUTCOMES[scenario.outcomes[0]].title,
        means=means,
        horizon=format_quantity(scenario.run.horizon, "duration"),
        replications=scenario.run.replications,
        values=len(known.world),
        published=known.count("S"),
        vendors=known.count("V"),
        guesses=known.count("G"),
        set=known.count("set"),
        command=command,
    )


def spending_words(comparison: Comparison) -> str:
    """Whether the strategies spent the same per month, in words."""
    unequal = [name for name, spending in comparison.spending.items() if spending.is_unequal]
    if not unequal:
        return f"They spend the same per month, to {100 * UNEQUAL_SPEND:.0f} %"
    return f"{', '.join(unequal)} spend more than {100 * UNEQUAL_SPEND:.0f} % more or less per month than the baseline"


def stress_markdown(study: Study, *, bundled: bool = False) -> str:
    """The checklist as a page of the docs.

    Args:
        study: What it describes.
        bundled: Whether that is the study of the documentation.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # Markdown, no HTML: nothing to escape
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"), undefined=StrictUndefined, keep_trailing_newline=True
    )
    text: str = environment.get_template(TEMPLATE).render(study=study, bundled=bundled)
    return text


def stress_parts(study: Study) -> Iterator[Folded]:
    """The checklist for a report: one table per group of items, links told as files of the documentation."""
    for group in stress_markdown(study).split("\n## ")[1:]:
        title, _, body = group.partition("\n")
        rows = [(f"{number} {item}", _plain(answer)) for number, item, answer in _ROW.findall(body)]
        yield Folded(title=title, parts=[Table(header=("item", "answer"), rows=rows, labels=2)])


def _plain(markdown: str) -> str:
    """Markdown as text.

    Examples:
        >>> _plain("[The model](model.md#a) and `--set`")
        'The model (docs/explanation/model.md) and --set'
    """
    return _LINK.sub(_file, markdown).replace("`", "")


def _file(found: re.Match[str]) -> str:
    folder = "docs/explanation/"
    return f"{found[1]} ({folder}{found[2]})".replace(f"{folder}../", "docs/")
