"""The pages of all names in results and triggers: outcomes.md, events.md, triggers.md in docs/reference."""

from experiments.reference_pages.fields import UNITS
from experiments.reference_pages.markdown import cell, code, table
from simulator.catalogue import CAUSES, EVENTS, OUTCOMES, STATUSES, TIERS, TIMELINE, TIMERS, Outcome
from simulator.scenario import triggers
from simulator.scenario.metrics import GAUGES
from simulator.units import FORMS

WRITTEN = "This page is written by `python -m experiments.reference_pages`; a test compares it with the code.\n"
BETTER = {1: "more", -1: "less", 0: ""}

OUTCOMES_HEADER = f"""# Outcomes and timeline

What one run is measured by. An outcome that is not defined in a run (the month of a first key account that never
came) is missing there; means are over the runs in which it is defined. How and when each is computed is told in
[the model](../explanation/model/outcomes.md).

{WRITTEN}"""

EVENTS_HEADER = f"""# Events

The event log has one line for everything that happens: `time` (days), `event`, `account`, `seller`, `amount`,
`cause`. Account and seller are numbers from 0; -1, or an empty cell in a file, means that none is concerned. Lines of
one instant stand in the order in which they happened.

{WRITTEN}"""

TRIGGERS_HEADER = f"""# Triggers

A trigger is a condition on the firm's gauges, such as `customers >= 40 and on_time >= 90 %`. It ends a phase (`until`),
opens or closes the key-account department (`open_when`, `close_when`), or puts a rule for bad times into force
(`contingency`, `when`). Triggers are looked at once a month, at its end, after the month's payments; the department's
also at the start.

{WRITTEN}"""


def outcomes_page() -> str:
    """Names of all outcomes and of the columns of the timeline."""
    return (
        OUTCOMES_HEADER
        + "\n## Outcomes\n\n"
        + _outcome_table(OUTCOMES)
        + "\n## Timeline\n\nOne row per month; row 0 is the start, row m the end of month m.\n\n"
        + _outcome_table(TIMELINE)
    )


def _outcome_table(named: dict[str, Outcome]) -> str:
    rows = [
        [code(name), cell(one.title), one.unit.replace("_", " "), BETTER[one.better], cell(one.meaning)]
        for name, one in named.items()
    ]
    return table(("name", "title", "unit", "better", "meaning"), rows)


def events_page() -> str:
    """Codes of the event log, and the order within one instant."""
    kinds = [[str(int(k)), code(k.name), cell(e.meaning), cell(e.amount), cell(e.cause)] for k, e in EVENTS.items()]
    timers = [[str(int(timer)), code(timer.name), cell(meaning)] for timer, meaning in TIMERS.items()]
    text = EVENTS_HEADER + "\n## Kinds of event\n\n" + table(("code", "event", "meaning", "amount", "cause"), kinds)
    text += "\n## Causes\n\n" + table(("code", "cause", "answers", "meaning"), _cause_rows())
    text += (
        "\n## Order within one instant\n\n"
        "What is planned for the same instant comes by timer, then by entity (account, seat, slot, event), then by\n"
        "the order of planning. What is due at once (a granted resource, a woken seller, a new order) comes before\n"
        "whatever else is planned for the instant.\n\n"
    ) + table(("order", "timer", "what it does"), timers)
    states = [[str(int(status)), code(status.name), cell(meaning)] for status, meaning in STATUSES.items()]
    tiers = [[str(int(tier)), code(tier.name), cell(meaning)] for tier, meaning in TIERS.items()]
    text += "\n## States of an account\n\n" + table(("code", "state", "meaning"), states)
    return text + "\n## Tiers\n\n" + table(("code", "tier", "meaning"), tiers)


def _cause_rows() -> list[list[str]]:
    return [
        [str(int(cause)), code(cause.name), cell(question), cell(meaning)]
        for question, causes in CAUSES.items()
        for cause, meaning in causes.items()
    ]


def triggers_page() -> str:
    """Gauges that a trigger may look at, and its grammar."""
    gauges = [
        [code(name), UNITS[gauge.quantity], cell(gauge.meaning), cell(FORMS[gauge.quantity].expected)]
        for name, gauge in GAUGES.items()
    ]
    grammar = [line for line in (triggers.__doc__ or "").splitlines() if " = " in line]
    text = TRIGGERS_HEADER + "\n## Gauges\n\n" + table(("gauge", "unit", "meaning", "write"), gauges)
    text += "\n## Grammar\n\n```text\n" + "\n".join(line.strip() for line in grammar) + "\n```\n\n"
    operators = ", ".join(code(sign) for sign in triggers.COMPARISONS)
    text += (
        f"Comparisons: {operators}. `and` binds closer than `or`, `not` closer than both; brackets group.\n"
        f"Words of the grammar may be in capitals. A trigger has at most {triggers.LONGEST_TRIGGER} characters and "
        f"{triggers.DEEPEST_NESTING} levels of brackets.\n"
    )
    return text + READING


READING = """
## What the gauges hold

- `on_time` begins at 1, before anything was delivered; `win_rate`, `reference`, `revenue` and `largest_share` begin
  at 0.
- `customers` counts at the moment of the look; `key_accounts`, `mid_accounts` and `largest_share` are counted at the
  same month end, just before.
- `revenue` is a moving average with a memory of one year: it takes about two years to show a new level.
- A phase cannot be left twice in one month: at each month end at most one phase ends.
"""
