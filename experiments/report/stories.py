"""One account's life under each strategy, side by side, for a terminal."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from experiments.amounts import short
from experiments.report.terminal import heading
from experiments.stories.calendar import date, span
from experiments.stories.moments import Life
from experiments.stories.partings import parting_text, partings
from experiments.stories.phrases import percent
from experiments.stories.scenes import Scene, Tone
from experiments.stories.story import Episode
from simulator.scenario.schema import Scenario

STYLES: dict[Tone, str] = {"good": "bold green", "bad": "bold red", "plain": "bold", "firm": "italic", "routine": ""}
# Characters that a column of a story needs to be read with ease.
NARROWEST = 30
WIDTH_OF_DATE = 11

HOW_TO_READ = (
    "A thing happens when its draw lies below its chance. The draw belongs to the account and the occasion (its k-th "
    "bid, its k-th order), so it is the same under every strategy; only the chance differs. Odds times all factors are "
    "the odds of the chance: 0.5 are one to two, a chance of 33 %. Decisive is what, taken away alone, would have "
    "turned the same draw the other way."
)


def story_tables(
    lives: Sequence[Life], stories: Sequence[Sequence[Episode]], scenario: Scenario, replication: int, width: int
) -> Iterator[RenderableType]:
    """Lays out lives side by side, as many as fit, in the order of time.

    Args:
        lives: One account under each strategy.
        stories: The story of each life.
        scenario: The scenario.
        replication: Which luck.
        width: Columns of the terminal.

    Yields:
        A heading, what the account is, then tables.
    """
    yield heading(scenario.title or "One account")
    yield _portrait(lives[0], scenario, replication)
    beside = max(1, (width - WIDTH_OF_DATE) // (NARROWEST + 1))
    for first in range(0, len(lives), beside):
        chosen = slice(first, first + beside)
        yield _side_by_side(lives[chosen], stories[chosen])
    yield from _partings(lives)
    yield Text(HOW_TO_READ, style="dim")


def _partings(lives: Sequence[Life]) -> Iterator[Text]:
    found = list(partings(lives))
    if not found:
        return
    text = heading("Where the same draw decided differently")
    for first, other, parting in found:
        text.append(f"\n{date(parting.first.time)}: {parting_text(first, other, parting)}", style="not bold")
    yield text


def _portrait(life: Life, scenario: Scenario, replication: int) -> Text:
    portrait = life.portrait
    text = Text(f"Account {portrait.account} ({portrait.segment}), replication {replication}, ")
    text.append(f"seed {scenario.run.seed}; money in {scenario.world.currency}\n")
    seen = f" (sellers see {short(portrait.observed_wallet, 'money')})"
    text.append(f"wallet {short(portrait.wallet, 'money')} a year")
    text.append(f"{seen if portrait.observed_wallet != portrait.wallet else ''}, ")
    text.append(f"{portrait.orders_per_year:.1f} orders a year at full share, ")
    if portrait.reviews_per_year > 0:
        text.append(f"looks for a supplier every {span(365 / portrait.reviews_per_year)} or so, ")
    text.append(f"influence {portrait.influence:.2f}")
    return text


def _side_by_side(lives: Sequence[Life], stories: Sequence[Sequence[Episode]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False, expand=True)
    table.add_column("when", no_wrap=True, width=WIDTH_OF_DATE - 1, style="dim")
    for life in lives:
        table.add_column(Text(life.strategy, style="bold"), ratio=1, overflow="fold")
    year = ""
    for day, cells in _rows(stories):
        if year and day.split()[0] != year:
            table.add_section()
        year = day.split()[0]
        table.add_row(Text(day), *cells)
    table.add_section()
    table.add_row("in all", *(_sum(life) for life in lives))
    return table


def _rows(stories: Sequence[Sequence[Episode]]) -> Iterator[tuple[str, list[Text]]]:
    """One row for each day on which something happens under some strategy."""
    days: dict[str, list[list[Scene]]] = {}
    everything = sorted(
        (episode.time, place, k) for place, story in enumerate(stories) for k, episode in enumerate(story)
    )
    for time, place, k in everything:
        cells = days.setdefault(date(time), [[] for _ in stories])
        cells[place].append(stories[place][k].scene)
    for day, cells in days.items():
        yield day, [_cell(scenes) for scenes in cells]


def _cell(scenes: Sequence[Scene]) -> Text:
    text = Text()
    for scene in scenes:
        if text:
            text.append("\n")
        text.append(scene.title, style=STYLES[scene.tone])
        for reason in scene.reasons:
            text.append(f"\n{reason}", style="dim")
    return text


def _sum(life: Life) -> Text:
    """What the account has brought in the end."""
    text = Text(f"{short(life.invoiced, 'money')} invoiced; ")
    text.append(f"adds {short(life.contribution, 'money', signed=True)} to the value of the firm")
    last = life.standings[-1]
    if last.share:
        text.append(f"; share of wallet {percent(last.share)}")
    return text
