"""From the moments of a life to a story: scenes in words, and one sentence for the routine between them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from experiments.amounts import short
from experiments.stories.calendar import year_of
from experiments.stories.details import DETAILS
from experiments.stories.moments import Life, Moment
from experiments.stories.phrases import percent
from experiments.stories.routine import Routine
from experiments.stories.scenes import FIXED, TELLERS, Scene, opened
from simulator.events import EventKind
from simulator.scenario.schema import Scenario

ANSWERS = (EventKind.INVITED, EventKind.NOT_INVITED, EventKind.DECLINED)
# What falls on the end of the run belongs to its last day.
A_MOMENT = 0.001


class Episode(NamedTuple):
    """One entry of a story: when, and the scene."""

    time: float
    scene: Scene


def story_of(life: Life, scenario: Scenario, *, full: bool = False) -> tuple[Episode, ...]:
    """Tell a life.

    Args:
        life: What an observer kept.
        scenario: The scenario, for the names of the phases.
        full: Whether every order, visit and call is told, instead of being counted.

    Returns:
        Episodes in the order of time; the last one is the end of the run.
    """
    phases = tuple(phase.name for phase in scenario.strategies[life.strategy].phases)
    return tuple(_episodes(life, phases, full))


def _episodes(life: Life, phases: Sequence[str], full: bool) -> Iterator[Episode]:
    last_day = life.end - A_MOMENT
    routine = Routine()
    for place, moment in enumerate(life.moments):
        if not routine.is_empty and year_of(moment.time) > year_of(routine.until):
            yield Episode(min(routine.until, last_day), routine.scene(life))
            routine = Routine()
        scene = _scene(moment, _together(life.moments, place), phases, full)
        if scene is None:
            routine.add(moment)
            continue
        if not routine.is_empty:
            yield Episode(min(routine.until, last_day), routine.scene(life))
            routine = Routine()
        yield Episode(min(moment.time, last_day), scene)
    if not routine.is_empty and not full:
        yield Episode(min(routine.until, last_day), routine.scene(life))
    yield Episode(last_day, _closing(life))


def _together(moments: Sequence[Moment], place: int) -> tuple[dict[EventKind, Moment], dict[EventKind, Moment]]:
    """What falls on the same instant, before and after a moment."""
    now = moments[place].time
    near = range(max(0, place - 4), min(len(moments), place + 5))
    before = {moments[k].kind: moments[k] for k in near if k < place and moments[k].time == now}
    after = {moments[k].kind: moments[k] for k in near if k > place and moments[k].time == now}
    return before, after


def _scene(
    moment: Moment,
    together: tuple[dict[EventKind, Moment], dict[EventKind, Moment]],
    phases: Sequence[str],
    full: bool,
) -> Scene | None:
    """A moment in words; None if it is routine, or told with another one."""
    before, after = together
    kind = moment.kind
    if "recommended to" in moment.facts or _is_told_elsewhere(kind, before, after, phases):
        return None
    if kind == EventKind.WINDOW_OPENED:
        answer = next((after[one] for one in ANSWERS if one in after), None)
        return opened(moment, answer, after.get(EventKind.PURSUIT_STARTED))
    if kind == EventKind.PHASE_BEGAN:
        name = phases[int(moment.amount)]
        return Scene(f"the firm begins phase {int(moment.amount) + 1}{f' ({name})' if name else ''}", (), "firm")
    teller = TELLERS.get(kind) or (DETAILS.get(kind) if full else None)
    return teller(moment) if teller else FIXED.get(kind)


def _is_told_elsewhere(
    kind: EventKind, before: dict[EventKind, Moment], after: dict[EventKind, Moment], phases: Sequence[str]
) -> bool:
    if kind == EventKind.PURSUIT_STARTED:
        return EventKind.WINDOW_OPENED in before
    if kind == EventKind.SELLER_LEFT:
        return EventKind.HANDED_OVER in after or EventKind.CUSTOMER_LOST in after
    if kind == EventKind.TIER_CHANGED:
        return EventKind.BECAME_KEY in after
    return kind == EventKind.PHASE_BEGAN and len(phases) == 1


def _closing(life: Life) -> Scene:
    """How it stands when the time is over."""
    last = life.standings[-1]
    if life.insolvent_at < life.horizon:
        return Scene("the story ends here", (), "firm")
    if not last.share:
        return Scene("end of the run: no customer", (), "firm")
    reasons = (f"runs at {short(last.run_rate, 'money')} a year, share of wallet {percent(last.share)}",)
    return Scene("end of the run: a customer", reasons, "firm")
