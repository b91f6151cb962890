"""The two parameters of a map: named as a factor of a study, or as a path with a range, and laid out as a grid."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import log

import numpy as np

from experiments.breakeven.axis_options import named_axis, option_fault, text_of
from experiments.decide import FIRST_LOOK
from experiments.design import Scale
from experiments.plan import Factor, Plan, checked, filled, node_of
from experiments.study.levels import reading_at
from experiments.study.load import plan_of
from experiments.study.reading import read_study
from simulator.catalogue import OUTCOMES
from simulator.errors import closest, printable
from simulator.results import FloatArray
from simulator.scenario.node import Node
from simulator.units import Kind, format_quantity

WHOLE_STUDY = ("design", "points", "rows", "replications")  # what a map does in its own way


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One parameter of the map.

    Attributes:
        name: The factor's name.
        path: Where it stands, for people.
        kind: What kind of quantity it is.
        scale: On `log`, equal steps are equal factors.
        levels: Its values in base units, rising.
    """

    name: str
    path: str
    kind: Kind
    scale: Scale
    levels: tuple[float, ...]

    @property
    def title(self) -> str:
        """Its name in words."""
        return self.name.replace("_", " ")

    @property
    def coordinates(self) -> FloatArray:
        """Where the levels stand on the scale of the axis."""
        return np.array([self.place(level) for level in self.levels])

    def place(self, level: float) -> float:
        """Where a value stands on the scale of the axis."""
        return log(level) if self.scale == "log" else level

    def level(self, coordinate: float) -> float:
        """The value that stands at a place of the axis."""
        return float(np.exp(coordinate)) if self.scale == "log" else coordinate

    def text(self, level: float, digits: int = 3) -> str:
        """A value as people write it.

        Examples:
            >>> Axis(name="growth", path="", kind="fraction", scale="log", levels=(0.01, 0.1)).text(0.0316)
            '3.16 %'
        """
        return format_quantity(level, self.kind, digits)


@dataclass(frozen=True, kw_only=True)
class MapDesign:
    """What a map looks at: cells in rows of x, from the least y to the largest.

    `plan` holds the grid as points (y moves slowest, x fastest), the two strategies and the outcomes that are kept.
    """

    plan: Plan
    x: Axis
    y: Axis
    strategy: str
    baseline: str
    outcome: str
    currency: str

    @property
    def shape(self) -> tuple[int, int]:
        """Rows (levels of y) and columns (levels of x)."""
        return len(self.y.levels), len(self.x.levels)


def map_design(
    file: str,
    x: str,
    y: str,
    *,
    grid: int | None = None,
    outcome: str | None = None,
    strategy: str | None = None,
    baseline: str | None = None,
    overrides: Iterable[str] = (),
    seed: int | None = None,
) -> MapDesign:
    """Lays out a map.

    Args:
        file: A study or a scenario, a path or the name of a bundled one.
        x: A factor of the study, or `PATH=LOW:HIGH` or `PATH=LOW:HIGH:log`.
        y: The same for the other axis.
        grid: Steps per axis that has a range; by default the study's, else 7.
        outcome: What is mapped; by default the scenario's first outcome.
        strategy: Who is compared; may be left out where there are two.
        baseline: Compared with whom; by default the scenario's baseline.
        overrides: Texts such as `world.finance.opening_cash=2M`, laid over the scenario.
        seed: Takes the place of the file's own.

    Raises:
        ScenarioError: With all faults of the files, or of the options.

    Examples:
        >>> slots, cash = "world.sponsors.executive_slots=2:6", "world.finance.opening_cash=6M:20M"
        >>> design = map_design("chase_or_build", slots, cash, grid=3)
        >>> design.shape, [design.y.text(level) for level in design.y.levels]
        ((3, 3), ['6M', '13M', '20M'])
    """
    root = read_study(file)
    study = root if root.child("factors") is not None else node_of({"scenario": file}, "--x")
    named = dict(named_axis(option, text, study, grid) for option, text in (("--x", x), ("--y", y)))
    if len(named) < 2:
        raise option_fault("--y", "is the same as --x")
    kept = {name: node for name, node in study.block.items() if name not in WHOLE_STUDY}
    plan = plan_of(replace(study, value={**kept, "factors": replace(study, value=named)}), overrides, seed=seed)
    scenario = checked(plan.root, [])
    ours, theirs = _pair(plan, strategy, baseline, scenario.baseline)
    chosen = outcome or scenario.outcomes[0]
    directed = [name for name, meaning in OUTCOMES.items() if meaning.better]
    if chosen not in directed:
        message = f"unknown outcome with a better direction '{printable(chosen)}'"
        raise option_fault("--outcome", message, closest(chosen, directed))
    columns, rows = (
        _axis(option, plan, factor, named) for option, factor in zip(("--x", "--y"), plan.factors, strict=True)
    )
    return MapDesign(
        plan=_as_grid(plan, (ours, theirs), chosen),
        x=columns,
        y=rows,
        strategy=ours,
        baseline=theirs,
        outcome=chosen,
        currency=scenario.world.currency,
    )


def _as_grid(plan: Plan, strategies: tuple[str, str], outcome: str) -> Plan:
    """The plan with rising levels, points row by row, and the two strategies alone."""
    ordered = tuple(_rising(factor) for factor in plan.factors)
    across, up = (len(factor.levels) for factor in ordered)
    rows = tuple((float(column), float(row)) for row in range(up) for column in range(across))
    return replace(
        plan,
        factors=ordered,
        rows=rows,
        strategies=strategies,
        outcomes=tuple(dict.fromkeys((*plan.outcomes, outcome))),
        replications=FIRST_LOOK,
    )


def _rising(factor: Factor) -> Factor:
    order = sorted(range(len(factor.levels)), key=lambda place: factor.shown[place])
    levels, shown = (tuple(values[place] for place in order) for values in (factor.levels, factor.shown))
    return replace(factor, levels=levels, shown=shown)


def _axis(option: str, plan: Plan, factor: Factor, nodes: dict[str, Node]) -> Axis:
    reading = reading_at(filled(plan.root), factor.paths[0])
    levels = sorted({each for each in factor.shown if isinstance(each, float)})
    if reading is None or not factor.is_number or len(levels) < 2 or len(levels) < len(factor.shown):
        raise option_fault(option, f"the factor {factor.name} needs two values or more, each another number")
    node = nodes[factor.name]
    return Axis(
        name=factor.name,
        path=text_of(node.child("path")) or ".".join(map(str, factor.paths[0])),
        kind=reading.kind,
        scale="log" if text_of(node.child("scale")) == "log" else "linear",
        levels=tuple(levels),
    )


def _pair(plan: Plan, strategy: str | None, baseline: str | None, usual: str) -> tuple[str, str]:
    """The two strategies of the map."""
    for option, name in (("--strategy", strategy), ("--baseline", baseline)):
        if name is not None and name not in plan.strategies:
            raise option_fault(option, f"unknown strategy '{printable(name)}'", closest(name, plan.strategies))
    theirs = baseline or (usual if usual in plan.strategies and usual != strategy else _first_but(plan, strategy))
    others = [name for name in plan.strategies if name != theirs]
    if strategy is None and len(others) != 1:
        message = f"is missing: name one of {', '.join(others)}" if others else "a map needs two strategies"
        raise option_fault("--strategy", message)
    ours = strategy or others[0]
    if ours == theirs:
        raise option_fault("--strategy", f"'{printable(ours)}' is the baseline too")
    return ours, theirs


def _first_but(plan: Plan, strategy: str | None) -> str:
    return next((name for name in plan.strategies if name != strategy), plan.strategies[0])
