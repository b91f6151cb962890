"""Random scenarios: any world, any strategy that goes with it. Needs hypothesis (in the extra `test`).

Each block is picked by a number that hypothesis draws, and 0 leaves it out: so that drawing is fast, values are
spread evenly, and a failure shrinks to the few blocks that it takes.

Example:
    >>> from hypothesis import given, settings
    >>> from simulator.testing.scenarios import STRATEGY, scenarios
    >>> @settings(max_examples=3)
    ... @given(scenarios())
    ... def check(scenario):
    ...     assert list(scenario.strategies) == [STRATEGY]
    >>> check()
"""

from hypothesis import strategies as st

from simulator.scenario.schema import Scenario
from simulator.testing.picking import Built, Fields, Pick
from simulator.testing.segments import MAKERS, NAMES, segments
from simulator.testing.worlds import MECHANISMS, finance, outside_event
from simulator.units import DAYS_PER_MONTH

STRATEGY = "only"
# Days: some are no whole number of months, one ends before the first month does, one with a month end.
HORIZONS = (365.0, 730.0, 900.5, 400.0, 40.0, 3.5, 14 * DAYS_PER_MONTH)
STOCKS = ("brand", "quality", "service", "internal")
CONDITIONS = (
    "customers >= 1 and on_time >= 50 %",
    "customers >= 1",
    "cash < 20k or revenue >= 100k",
    "not key_accounts == 0",
    "largest_share > 0.5 or win_rate < 0.3",
    "reference >= 0.1 or mid_accounts >= 1",
    "brand >= 1 or quality > 0.5",
    "not (service < 1 or internal <= 0.5)",
    "cash < 0",
)
# One in so many numbers leaves its block out.
LEFT_OUT = 5
SEEDS = st.integers(0, 2**32 - 1)


def trigger(pick: Pick, horizon: float) -> str:
    """A condition, or a time before the horizon, or both."""
    time = f"time >= {pick.one_of((0.1, 0.3, 0.6)) * horizon:.3f} days"
    condition = pick.one_of(CONDITIONS)
    return pick.one_of((time, condition, f"{time} and {condition}"))


def targeting(pick: Pick, names: list[str]) -> Built:
    """Whom a phase pursues."""
    optional: Fields = {
        "size_exponent": pick.weight,
        "odds_exponent": pick.part,
        "effort_exponent": pick.part,
        "min_wallet": lambda: pick.amount(1e2, 3e4),
        "max_wallet": lambda: pick.amount(3e4, 1e6),
        "segments": lambda: [pick.one_of(names)],
    }
    return pick.block({}, optional, density=0.4)


def shared_levers(pick: Pick, names: list[str]) -> Fields:
    """Levers of a phase that a contingency rule may replace."""
    return {
        "targeting": lambda: targeting(pick, names),
        "effort": lambda: pick.one_of(
            ({"hunt": 1.0}, {"hunt": 0.5, "grow": 0.5}, {"hunt": 0.2, "grow": 1.0}, {"hunt": pick.part(), "grow": 0.5})
        ),
        "reps": lambda: pick.one_of((1, 2, 2, 3, 3, 0)),
        "desks": lambda: pick.one_of(("unlimited", 1, 2, 4)),
        "budget": lambda: pick.block({}, dict.fromkeys(STOCKS, lambda: pick.between(0.0, 2e3))),
        "price": lambda: pick.between(0.7, 1.4),
        "concession_cap": pick.part,
    }


def phase(pick: Pick, names: list[str], horizon: float) -> Built:
    """Levers of one phase."""
    rules = dict.fromkeys(("open_when", "close_when"), lambda: trigger(pick, horizon))
    optional: Fields = {
        "agents": lambda: pick.whole(0, 2),
        "department": lambda: pick.block({"managers": lambda: pick.whole(0, 3)}, dict(rules), density=0.4),
        "contacts": lambda: pick.between(1.0, 3.0),
        "alliances": lambda: True,
        "personal_share": pick.part,
        "key_priority": pick.switch,
        "term_cap": lambda: pick.days(0.0, 90.0),
    }
    return pick.block({}, shared_levers(pick, names) | optional, density=0.7)


def rule(pick: Pick, names: list[str], horizon: float) -> Built:
    """A rule for bad times."""
    return pick.block({"when": lambda: trigger(pick, horizon)}, shared_levers(pick, names), density=0.4)


@st.composite
def strategies(draw: st.DrawFn, names: list[str], horizon: float) -> Built:
    """One to three phases, and rules for bad times.

    Args:
        draw: Hypothesis's way to draw.
        names: Names of the world's segments.
        horizon: Length of the run in days.
    """
    picks = [Pick(seed) for seed in draw(st.lists(SEEDS, min_size=1, max_size=3))]
    listed = [phase(pick, names, horizon) for pick in picks]
    for pick, begun in zip(picks, listed[:-1], strict=False):
        begun["until"] = trigger(pick, horizon)
    if not any(begun.get("reps", 1) or begun.get("agents", 0) for begun in listed):
        listed[0]["reps"] = 1
    rules = [rule(Pick(seed), names, horizon) for seed in draw(st.lists(SEEDS, max_size=2))]
    return {"phases": listed, "contingency": rules}


@st.composite
def worlds(draw: st.DrawFn) -> Built:
    """A small market with any mechanisms."""
    drawn = draw(st.fixed_dictionaries(dict.fromkeys((*NAMES, *MECHANISMS, "finance"), SEEDS)))
    named = {name: drawn[name] for name in NAMES if name == MAKERS or drawn[name] % 2}
    kept = {name: build for name, build in MECHANISMS.items() if drawn[name] % LEFT_OUT}
    events = draw(st.lists(SEEDS, max_size=4))
    return {
        "segments": segments(named),
        **{name: build(Pick(drawn[name])) for name, build in kept.items()},
        "finance": finance(Pick(drawn["finance"])),
        "events": [outside_event(Pick(seed), list(named)) for seed in events],
    }


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A valid scenario of one strategy, small enough to run in a few hundredths of a second on either engine."""
    horizon = draw(st.sampled_from(HORIZONS))
    world = draw(worlds())
    return Scenario.model_validate(
        {
            "world": world,
            "run": {"horizon": horizon, "seed": draw(st.integers(0, 2**63 - 1))},
            "baseline": STRATEGY,
            "strategies": {STRATEGY: draw(strategies(list(world["segments"]), horizon))},
        }
    )
