"""The levers of a strategy that a search may move: those factors of a study that lie in it alone."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from experiments.design import Scale
from experiments.plan import Factor, Plan, checked, filled, node_of
from experiments.study.levels import reading_at
from experiments.study.load import plan_of
from experiments.study.reading import read_study
from simulator.errors import Fault, ScenarioError, closest, printable
from simulator.scenario.node import COMMAND_LINE, Node, Path
from simulator.scenario.overlay import override
from simulator.scenario.schema import Scenario
from simulator.units import Kind, format_quantity

OPTIMISED_ELSEWHERE = ("design", "points", "rows", "replications", "strategies")


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One lever: a range from low to high, or listed values.

    Attributes:
        factor: Where its values go.
        kind: What kind of quantity it is; none if its values are no numbers.
        low: Least value of a range.
        high: Largest value of a range.
        scale: On `log`, equal steps are equal factors.
        own: What the file has there, as a coordinate; none if that is not among the lever's values.
    """

    factor: Factor
    kind: Kind | None
    low: float = 0.0
    high: float = 0.0
    scale: Scale = "linear"
    own: float | None = None

    @property
    def is_listed(self) -> bool:
        """Whether it takes listed values; its coordinates are their positions then."""
        return bool(self.factor.levels)

    def text(self, coordinate: float) -> str:
        """What a coordinate stands for, as people write it."""
        if self.is_listed:
            value = self.value(coordinate)
            return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False).replace('"', "")
        return format_quantity(coordinate, self.kind or "number", 3)

    def value(self, coordinate: float) -> Any:
        """What a coordinate puts into the scenario."""
        return self.factor.value(coordinate)

    def start(self) -> float:
        """Where the search begins: what the file has there, else the first value."""
        return self.own if self.own is not None else self.low


@dataclass(frozen=True, kw_only=True)
class LeverSpace:
    """Everything that a search may move, and what stays.

    Attributes:
        plan: The strategy alone, with one point: where the search begins.
        levers: In the order of the study.
        strategy: Whose levers they are.
        currency: Of all money.
        left_out: Factors of the study that are no levers of the strategy; they stay as the scenario has them.
    """

    plan: Plan
    levers: tuple[Lever, ...]
    strategy: str
    currency: str
    left_out: tuple[str, ...]


def lever_space(
    file: str, *, strategy: str | None = None, overrides: Iterable[str] = (), seed: int | None = None
) -> LeverSpace:
    """The levers that a study names.

    Args:
        file: A study file, or the name of a bundled one.
        strategy: Whose levers; may be left out where all levers are those of one strategy.
        overrides: Texts such as `world.finance.opening_cash=2M`, laid over the scenario.
        seed: Takes the place of the file's own.

    Raises:
        ScenarioError: With all faults of the study; or it holds no lever.

    Examples:
        >>> space = lever_space("studies/levers")
        >>> space.strategy, space.levers[0].factor.name
        ('build_base', 'size_exponent')
    """
    root = read_study(file)
    if root.child("factors") is None:
        raise ScenarioError([root.fault((), "expected a study; it names no factors that could be moved")])
    kept = {name: node for name, node in root.block.items() if name not in OPTIMISED_ELSEWHERE}
    sample = {"design": "latin_hypercube", "points": 1}
    whole = replace(root, value={**kept, **{name: node_of(each, root.file) for name, each in sample.items()}})
    plan = plan_of(whole, overrides, seed=seed)
    name = _whose(plan, strategy)
    base = checked(plan.root, [])
    mine = [factor for factor in plan.factors if _owners(factor) == {name}]
    levers = tuple(_lever(plan, base, factor, root.at(("factors", factor.name))) for factor in mine)
    start = tuple(lever.start() for lever in levers)
    return LeverSpace(
        plan=replace(plan, factors=tuple(each.factor for each in levers), rows=(start,), strategies=(name,)),
        levers=levers,
        strategy=name,
        currency=base.world.currency,
        left_out=tuple(factor.name for factor in plan.factors if _owners(factor) != {name}),
    )


def _owners(factor: Factor) -> set[str]:
    """The strategies that a factor lies in; an empty name stands for the world."""
    return {str(path[1]) if path[0] == "strategies" else "" for path in factor.paths}


def _whose(plan: Plan, asked: str | None) -> str:
    found = [_owners(factor) for factor in plan.factors]
    owners = sorted({name for names in found if len(names) == 1 for name in names} - {""})
    if asked is not None and asked not in plan.strategies:
        raise _fault(f"unknown strategy '{printable(asked)}'", closest(asked, plan.strategies))
    if not owners or (asked is not None and asked not in owners):
        name = asked or "NAME"
        raise _fault(f"the study has no lever of {name}: no factor whose paths all lie in strategies.{name}")
    if asked is None and len(owners) > 1:
        raise _fault(f"is missing: the study has levers of {', '.join(owners)}")
    return asked or owners[0]


def _lever(plan: Plan, base: Scenario, factor: Factor, node: Node) -> Lever:
    reading = reading_at(filled(plan.root), factor.paths[0])
    if factor.levels:
        there = (float(place) for place in range(len(factor.levels)) if _lies_there(plan, base, factor, place))
        return Lever(factor=factor, kind=reading.kind if reading else None, own=next(there, None))
    if reading is None:
        raise ScenarioError([node.fault(("factors", factor.name), "no number is due at this path")])
    written = node.plain()
    block: dict[str, Any] = written if isinstance(written, dict) else {}
    scale: Scale = "log" if block.get("scale") == "log" else "linear"
    low, high = reading.bounds(block["low"], block["high"], scale)
    number = _number_at(base, factor.paths[0])
    inside = number is not None and low <= number <= high
    return Lever(factor=factor, kind=reading.kind, low=low, high=high, scale=scale, own=number if inside else None)


def _number_at(base: Scenario, path: Path) -> float | None:
    """The number that the scenario has at a path, its default included."""
    here: Any = base
    for name in path:
        inside = isinstance(here, Mapping) or isinstance(name, int)
        here = here[name] if inside else getattr(here, str(name), None)
    return float(here) if isinstance(here, int | float) else None


def _lies_there(plan: Plan, base: Scenario, factor: Factor, place: int) -> bool:
    """Whether a listed value is what the scenario has already."""
    try:
        return replace(plan, factors=(factor,), rows=((float(place),),)).scenario(0) == base
    except ScenarioError:
        return False


def tuned(space: LeverSpace, row: tuple[float, ...]) -> dict[str, Any]:
    """The strategy with a setting laid in, as a strategy file has it."""
    root, faults = space.plan.root, list[Fault]()
    for lever, coordinate in zip(space.levers, row, strict=True):
        for path in lever.factor.paths:
            root = override(root, path, node_of(lever.factor.value(coordinate), COMMAND_LINE), faults)
    plain: dict[str, Any] = filled(root).at(("strategies", space.strategy)).plain()  # type: ignore[assignment]
    return plain


def strategy_text(space: LeverSpace, row: tuple[float, ...]) -> str:
    """The strategy with a setting laid in, as the text of a strategy file."""
    import yaml

    plain = tuned(space, row)
    title = f"{plain.get('title') or space.strategy}, levers chosen by keysim optimise"
    kept = {name: value for name, value in plain.items() if name != "description"} | {"title": title}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=110)


def _fault(message: str, hint: str = "") -> ScenarioError:
    return ScenarioError([Fault(file="--strategy", message=message, hint=hint)])
