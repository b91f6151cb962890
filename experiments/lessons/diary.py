"""The diary of the first lesson: which account and which seller did what, on which days."""

from collections.abc import Callable, Iterator

from experiments.report.lesson_plots import Row
from simulator.events import EventKind
from simulator.results import EventLog
from simulator.scenario.load import load_scenario
from simulator.simulate import simulate

SCENARIO = "lessons/01_by_hand"
MARKS = {
    EventKind.WON: "won",
    EventKind.BID_LOST: "bid lost",
    EventKind.LEAD_EXPIRED: "lead expired",
    EventKind.ORDERED: "order",
}
ENDS = (EventKind.WON, EventKind.BID_LOST)

Span = tuple[str, float, float]


def diary(say: Callable[..., str]) -> list[Row]:
    """One row for the seller and one for each account.

    Args:
        say: Gives the words in the language of the figure.
    """
    scenario = load_scenario(SCENARIO)
    log = simulate(scenario, scenario.baseline, record_events=True).events
    assert log is not None
    accounts = range(scenario.world.segments["workshops"].accounts)
    rows = [[*_spans(log, account, scenario.run.horizon)] for account in accounts]
    pursuits = [span for row in rows for span in row if span[0] == "pursuit"]
    return [
        _row(say, say("seller"), pursuits, []),
        *(
            _row(say, say("account {}", account), [span for span in row if span[0] != "pursuit"], _days(log, account))
            for account, row in zip(accounts, rows, strict=True)
        ),
    ]


def _row(say: Callable[..., str], label: str, spans: list[Span], days: list[tuple[str, float]]) -> Row:
    return Row(
        label=label,
        spans=[(say(kind), begin, end) for kind, begin, end in spans],
        days=[(say(kind), day) for kind, day in days],
    )


def _spans(log: EventLog, account: int, horizon: float) -> Iterator[Span]:
    opened = started = won = -1.0
    for day, event in _of(log, account):
        if event == EventKind.INVITED:
            opened = day
        elif event in {EventKind.PURSUIT_STARTED, EventKind.LEAD_EXPIRED}:
            yield "window open", opened, day
            started = day
        elif event in ENDS:
            yield "pursuit", started, day
        if event == EventKind.WON:
            won = day
    if won >= 0:
        yield "customer", won, horizon


def _days(log: EventLog, account: int) -> list[tuple[str, float]]:
    return [(MARKS[EventKind(event)], day) for day, event in _of(log, account) if event in MARKS]


def _of(log: EventLog, account: int) -> list[tuple[float, int]]:
    chosen = log.account == account
    return list(zip(log.time[chosen].tolist(), log.event[chosen].tolist(), strict=True))
