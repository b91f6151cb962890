"""What no single field can know: contradictions between the parts of a scenario."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, isinf

from simulator.catalogue import OUTCOMES
from simulator.errors import closest, printable
from simulator.scenario.metrics import GAUGES, Gauge, Metric
from simulator.scenario.node import Path
from simulator.scenario.strategy import Contingency, Phase, Strategy, Targeting
from simulator.scenario.triggers import COMPARISONS, Operation, compares, compile_trigger
from simulator.scenario.world import Segment, World
from simulator.units import format_quantity


@dataclass(frozen=True)
class Finding:
    """A contradiction, told at the path of the value that should change."""

    path: Path
    message: str
    hint: str = ""


def check_world(world: World) -> Iterator[Finding]:
    """Contradictions within a world."""
    yield from check_names(world.segments, "segments")
    for name, segment in world.segments.items():
        here: Path = ("segments", name, "references_from")
        if name in segment.references_from:
            yield Finding((*here, name), "a segment always counts for itself, with 1; remove this line")
        yield from _unknown(segment.references_from, world.segments, here, "segment", by_name=True)
        yield from _check_orders(segment, ("segments", name))
    for position, event in enumerate(world.events):
        place: Path = ("events", position, "segments")
        yield from _unknown(event.segments or (), world.segments, place, "segment")
    if world.tiers.mid_share > world.tiers.key_share:
        yield Finding(
            ("tiers", "mid_share"),
            "must not be above key_share",
        )
    if world.relationship.first_share > world.relationship.share_max:
        yield Finding(("relationship", "first_share"), "must not be above share_max")
    choice = world.choice
    if isinf(choice.intercept) and choice.switching_cost == -choice.intercept:
        yield Finding(("choice", "switching_cost"), "is infinite against an infinite intercept: no chance follows")


def _check_orders(segment: Segment, path: Path) -> Iterator[Finding]:
    if segment.dealer is None and segment.orders_per_year is None:
        yield Finding((*path, "orders_per_year"), "is missing; only dealers have none")
    for name in ("orders_per_year", "order_value"):
        if segment.dealer is not None and getattr(segment, name) is not None:
            yield Finding((*path, name), "a dealer's orders follow from its stock; remove this, or set it to null")


def check_strategy(
    strategy: Strategy, *, segments: Iterable[str] | None = None, horizon: float = inf, accounts: float = inf
) -> Iterator[Finding]:
    """Contradictions within a strategy, and with segments, horizon and number of accounts where these are known."""
    for place, lever in _levers(strategy):
        yield from _check_levers(lever, place, segments)
    reach = Reach(horizon=horizon, accounts=accounts)
    for place, trigger in _triggers(strategy):
        if not can_hold(trigger, reach):
            yield Finding(place, f"'{printable(trigger)}' can never hold: {_why_never(trigger, reach)}")
    yield from _check_order(strategy.phases)
    if not any(phase.reps or phase.agents for phase in strategy.phases):
        yield Finding(("phases", 0, "reps"), "there is no seller in any phase")


def _check_order(phases: Sequence[Phase]) -> Iterator[Finding]:
    for position, phase in enumerate(phases[:-1]):
        if phase.until is None:
            yield Finding(("phases", position + 1), "can never start, as the phase before it has no 'until'")
            break
    if phases[-1].until is not None:
        yield Finding(("phases", len(phases) - 1, "until"), "no phase follows; remove 'until', or add a phase")


def _levers(strategy: Strategy) -> Iterator[tuple[Path, Phase | Contingency]]:
    """The phases and the rules for bad times, each with its place."""
    for position, phase in enumerate(strategy.phases):
        yield ("phases", position), phase
    for position, rule in enumerate(strategy.contingency):
        yield ("contingency", position), rule


def _triggers(strategy: Strategy) -> Iterator[tuple[Path, str]]:
    """All triggers of a strategy, each with its place."""
    for place, lever in _levers(strategy):
        if isinstance(lever, Contingency):
            yield (*place, "when"), lever.when
            continue
        department = lever.department
        for path, trigger in (
            (("until",), lever.until),
            (("department", "open_when"), department.open_when),
            (("department", "close_when"), department.close_when),
        ):
            if trigger is not None:
                yield (*place, *path), trigger


def check_scenario(names: Iterable[str], baseline: str | None, outcomes: Iterable[str]) -> Iterator[Finding]:
    """Contradictions between the strategies' names, the baseline and the outcomes."""
    names = list(names)
    yield from check_names(names, "strategies")
    if baseline is not None and baseline not in names:
        known = ", ".join(map(printable, names))
        message = f"unknown strategy '{printable(baseline)}', known are {known}"
        yield Finding(("baseline",), message, closest(baseline, names))
    outcomes = list(outcomes)
    yield from _unknown(outcomes, OUTCOMES, ("outcomes",), "outcome")
    for position, outcome in enumerate(outcomes):
        if outcome in outcomes[:position]:
            yield Finding(("outcomes", position), f"'{printable(outcome)}' stands twice")


def check_names(names: Iterable[str], block: str) -> Iterator[Finding]:
    """Names that a path or `--set` could not reach."""
    for name in names:
        if "." in name or "=" in name or name != name.strip() or len(name) > 60:
            rule = "a name has at most 60 characters and holds neither '.' nor '='"
            yield Finding((block, name), f"'{printable(name)}' is no name; {rule}")


def _check_levers(levers: Phase | Contingency, place: Path, segments: Iterable[str] | None) -> Iterator[Finding]:
    targeting, effort = levers.targeting, levers.effort
    if targeting is not None:
        yield from _check_targeting(targeting, (*place, "targeting"), segments)
    has_sellers = levers.reps != 0 or (isinstance(levers, Phase) and levers.agents != 0)
    if has_sellers and effort is not None and effort.hunt == 0.0 == effort.grow:
        yield Finding((*place, "effort"), "is all zero: the sellers would do nothing")


def _check_targeting(targeting: Targeting, place: Path, segments: Iterable[str] | None) -> Iterator[Finding]:
    if targeting.min_wallet > targeting.max_wallet:
        most = format_quantity(targeting.max_wallet, "money")
        yield Finding((*place, "min_wallet"), f"is above max_wallet ({most})")
    if targeting.segments == ():
        yield Finding((*place, "segments"), "is empty: no account would be pursued; null means all")
    if segments is not None and targeting.segments is not None:
        yield from _unknown(targeting.segments, segments, (*place, "segments"), "segment")


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far the gauges of a run can go: what is a share ends at 1, and no firm has more customers than accounts."""

    horizon: float
    accounts: float

    def of(self, gauge: Gauge) -> tuple[float, float]:
        """The lowest and the highest that a gauge can read."""
        if gauge.metric == Metric.TIME:
            return 0.0, self.horizon
        if gauge.metric == Metric.CASH:
            return -inf, inf
        if gauge.quantity == "fraction":
            return 0.0, 1.0
        return 0.0, self.accounts if gauge.metric in COUNTS else inf


COUNTS = (Metric.CUSTOMERS, Metric.KEY_ACCOUNTS, Metric.MID_ACCOUNTS)


def _why_never(trigger: str, reach: Reach) -> str:
    """The limits of the gauges that a trigger names, in words."""
    metrics = {metric for operation, metric, _ in compile_trigger(trigger) if operation in COMPARISONS.values()}
    named = {name: gauge for name, gauge in GAUGES.items() if gauge.metric in metrics}
    if set(named) == {"time"}:
        return f"the run ends after {format_quantity(reach.horizon, 'duration')}"
    limits = []
    for name, gauge in named.items():
        low, high = (format_quantity(limit, gauge.quantity) for limit in reach.of(gauge))
        limits.append(f"{name} stays within {low} and {high}")
    return ", ".join(limits)


def can_hold(trigger: str, reach: Reach) -> bool:
    """Whether a trigger may hold at some time of a run, each gauge by itself going wherever it can.

    >>> five_years = Reach(horizon=1825.0, accounts=600)
    >>> can_hold("time >= 6 years", five_years), can_hold("time >= 6 years or cash < 0", five_years)
    (False, True)
    >>> can_hold("customers >= 601", five_years), can_hold("on_time > 1", five_years)
    (False, False)
    """
    gauges = {gauge.metric: gauge for gauge in GAUGES.values()}
    stack: list[set[bool]] = []
    for operation, metric, value in compile_trigger(trigger):
        if operation == Operation.NOT:
            stack.append({not result for result in stack.pop()})
        elif operation in {Operation.AND, Operation.OR}:
            right, left = stack.pop(), stack.pop()
            join = min if operation == Operation.AND else max
            stack.append({join(a, b) for a in left for b in right})
        else:
            low, high = reach.of(gauges[Metric(metric)])
            stack.append({compares(operation, reading, value) for reading in (low, min(max(value, low), high), high)})
    return True in stack[0]


def _unknown(
    names: Iterable[str], known: Iterable[str], path: Path, what: str, *, by_name: bool = False
) -> Iterator[Finding]:
    known = list(known)
    for position, name in enumerate(names):
        if name not in known:
            place = (*path, name if by_name else position)
            yield Finding(place, f"unknown {what} '{printable(name)}'", closest(name, known))
