"""From a study file to a plan: read, lay each value over the scenario, check; all faults are told at once."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import prod
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from experiments.comparison import RISKS
from experiments.design import (
    MOST_POINTS,
    Scale,
    between,
    full_factorial,
    latin_hypercube,
    position,
    sobol,
    steps_between,
)
from experiments.plan import Factor, Plan, checked, expanded, filled
from experiments.study import SAMPLED, FactorBlock, StudyBlock
from experiments.study_levels import Reading, reading_at, shown
from simulator.catalogue import OUTCOMES
from simulator.errors import Fault, MisfitError, ScenarioError, closest, in_order, printable
from simulator.results import FloatArray
from simulator.scenario.node import COMMAND_LINE, Broken, Node, Path
from simulator.scenario.overlay import override, read_override
from simulator.scenario.schema import Scenario
from simulator.scenario.sources import Sources, find_file, nearest_file
from simulator.scenario.translate import faults_of
from simulator.scenario.validate import validate
from simulator.scenario.yaml_source import parse_yaml, read_source

_SINGULAR = {"strategies": "strategy", "outcomes": "outcome"}
OWN_COLUMNS = ("point", "strategy", "replication", "runs")

# Points in the unit cube, shape (points, factors), from the number of factors and a seed.
Sample = Callable[[int, int], FloatArray]


def load_study(
    file: str | os.PathLike[str],
    overrides: Iterable[str] = (),
    *,
    seed: int | None = None,
    replications: int | None = None,
    sample: Sample | None = None,
) -> Plan:
    """A study, ready to run.

    Args:
        file: A path, or the name of a bundled study such as `studies/chase_or_build`.
        overrides: Texts such as `world.finance.opening_cash=2M`, laid over the study's scenario.
        seed: Takes the place of the study's own.
        replications: Takes the place of the study's own.
        sample: Takes the place of the study's own design; a factor with `steps` then takes all values between.

    Raises:
        ScenarioError: With all the faults of the study and of the files that it names.

    Examples:
        >>> len(load_study("studies/chase_or_build"))
        32
    """
    return plan_of(read_study(os.fspath(file)), overrides, seed=seed, replications=replications, sample=sample)


def plan_of(
    root: Node,
    overrides: Iterable[str] = (),
    *,
    seed: int | None = None,
    replications: int | None = None,
    sample: Sample | None = None,
) -> Plan:
    """The plan of a study that was read already; see `load_study`."""
    study, faults = _block(root)
    sources = Sources()
    tree = _composed(root, sources, overrides)
    faults += sources.faults
    base = None
    if tree is not None and not sources.faults:
        found, base = validate(filled(tree), "scenario")
        faults += found
    if study is None or tree is None or not isinstance(base, Scenario) or faults:
        raise ScenarioError(faults)
    return _Builder(root, study, tree, base, sources, sample).plan(seed, replications)


def check_study(file: str | os.PathLike[str]) -> tuple[Fault, ...]:
    """All that is wrong with a study and with the files that it names."""
    try:
        load_study(file)
    except ScenarioError as error:
        return error.faults
    return ()


def is_study(file: str | os.PathLike[str]) -> bool:
    """Whether a file is a study: whether it names factors."""
    try:
        return read_study(os.fspath(file)).child("factors") is not None
    except ScenarioError:
        return False


def read_study(name: str) -> Node:
    """The tree of a study file, not yet checked.

    Raises:
        ScenarioError: There is no such file, or it is no YAML block.
    """
    file = find_file(name, FilePath())
    if file is None:
        hint = nearest_file(name, FilePath())
        raise ScenarioError([Fault(file=printable(name), message="no such file", hint=hint)])
    try:
        node, faults = parse_yaml(read_source(file), str(file))
    except OSError as error:
        raise ScenarioError([Fault(file=printable(str(file)), message=error.strerror or "unreadable")]) from None
    if faults or node is None:
        raise ScenarioError(faults)
    if not isinstance(node.value, dict):
        raise ScenarioError([node.fault((), "expected a study: a block of 'name: value' lines")])
    return node


def _block(root: Node) -> tuple[StudyBlock | None, list[Fault]]:
    try:
        return StudyBlock.model_validate(root.plain()), []
    except ValidationError as error:
        return None, faults_of(error, StudyBlock, root, ())


def _composed(root: Node, sources: Sources, overrides: Iterable[str]) -> Node | None:
    """The tree of the study's scenario; none if the study names no text."""
    named = root.child("scenario")
    if named is None or not isinstance(named.value, str):
        return None
    folder = FilePath(named.file).parent
    file = find_file(named.value, folder)
    if file is None:
        message = f"'{printable(named.value)}' does not exist"
        sources.faults.append(named.fault(("scenario",), message, nearest_file(named.value, folder)))
        return None
    tree = laid_over(sources.load(str(file), "scenario"), overrides, sources)
    return None if isinstance(tree.value, Broken) else tree


def laid_over(tree: Node, overrides: Iterable[str], sources: Sources) -> Node:
    """A composed tree with texts such as `world.finance.opening_cash=2M` laid over it; notes their faults."""
    for text in overrides:
        path, node, faults = read_override(text)
        sources.faults.extend(faults)
        if node is not None and not faults:
            tree = override(tree, path, part_of(node, path, sources), sources.faults)
    return tree


def part_of(node: Node, path: Path, sources: Sources) -> Node:
    """A value for a path; a text in place of a world or a strategy names a file, which is read."""
    if isinstance(node.value, str) and path == ("world",):
        return sources.part(node, "world", path)
    if isinstance(node.value, str) and path[:1] == ("strategies",) and len(path) == 2:
        return sources.part(node, "strategy", path)
    return node


@dataclass
class _Builder:
    """Makes the plan of a study that is sound in itself, and notes what does not fit its scenario."""

    root: Node
    study: StudyBlock
    tree: Node
    base: Scenario
    sources: Sources
    sample: Sample | None = None
    faults: list[Fault] = field(default_factory=list)

    def plan(self, seed: int | None, replications: int | None) -> Plan:
        study, run = self.study, self.base.run
        strategies = self._names("strategies", study.strategies, tuple(self.base.strategies))
        kept = tuple(dict.fromkeys((*self.base.outcomes, *RISKS)))
        outcomes = self._names("outcomes", study.outcomes, tuple(OUTCOMES)) if study.outcomes else kept
        chosen = next(each for each in (seed, study.seed, run.seed) if each is not None)
        ranges = {name: self._factor(name, block) for name, block in study.factors.items()}
        self._check_places()
        self._check_size(ranges)
        self._check_can_be_sampled()
        self.faults += self.sources.faults
        if self.faults:
            raise ScenarioError(in_order(self.faults))
        return Plan(
            title=study.title or self.base.title,
            tree=self._with_seed(chosen),
            factors=tuple(each.factor for each in ranges.values()),
            rows=tuple(_rows(study, list(ranges.values()), chosen, self.sample)),
            strategies=strategies,
            outcomes=outcomes,
            replications=next(each for each in (replications, study.replications, run.replications) if each),
            seed=chosen,
        )

    def _with_seed(self, seed: int) -> dict[str, Any]:
        """The tree as plain data, with the study's seed; how many replications is no part of it."""
        plain = self.tree.plain()
        tree: dict[str, Any] = plain if isinstance(plain, dict) else {}
        run = dict(tree.get("run") or {})
        run.pop("replications", None)
        return {**tree, "run": {**run, "seed": seed}}

    def _names(self, block: str, asked: Sequence[str] | None, known: Sequence[str]) -> tuple[str, ...]:
        """The names asked for, all if none; an unknown or repeated one is a fault."""
        for place, name in enumerate(asked or ()):
            node = self.root.at((block, place))
            if name not in known:
                message = f"unknown {_SINGULAR[block]} '{printable(name)}'"
                self.faults.append(node.fault((block, place), message, closest(name, known)))
            elif name in (asked or ())[:place]:
                self.faults.append(node.fault((block, place), f"'{printable(name)}' stands twice"))
        return tuple(asked or known)

    def _factor(self, name: str, block: FactorBlock) -> "_Ranged":
        """One factor; its values are tried one by one, with all else as the scenario has it."""
        here = ("factors", name)
        node = self.root.at(here)
        if not name.isidentifier() or name in OUTCOMES or name in OWN_COLUMNS:
            rule = "a name of letters, digits and '_' that is no outcome"
            self.faults.append(node.fault(here, f"'{printable(name)}' cannot head a column of a table; use {rule}"))
        paths = tuple(path for place in block.places for path in self._paths(place, here))
        if not paths:
            return _Ranged(Factor(name=name, paths=()))
        reading = reading_at(filled(self.tree), paths[0])
        if block.has_range:
            return self._ranged(name, block, paths, reading)
        nodes = [part_of(each, paths[0], self.sources) for each in self._values(name)]
        for each in nodes:
            self._try(paths, each, here)
        levels = tuple(each.plain() for each in nodes)
        written = tuple(shown(each.plain(), reading) for each in self._values(name))
        whole = reading is not None and reading.whole
        return _Ranged(Factor(name=name, paths=paths, levels=levels, shown=written, whole=whole))

    def _values(self, name: str) -> list[Node]:
        """The values that a factor is given: under `values`, or in the rows of a list."""
        if self.study.design != "list":
            return self.root.at(("factors", name, "values")).items
        rows = self.root.at(("rows",)).items
        return [node for row in rows if (node := row.child(name)) is not None]

    def _ranged(self, name: str, block: FactorBlock, paths: tuple[Path, ...], reading: Reading | None) -> "_Ranged":
        here = ("factors", name)
        low, high = (self.root.at((*here, end)) for end in ("low", "high"))
        if reading is None:
            told = len(self.faults)
            self._try(paths, low, here)
            if len(self.faults) == told:
                self.faults.append(low.fault((*here, "low"), "no number is due at this path; list its 'values'"))
            return _Ranged(Factor(name=name, paths=paths))
        try:
            least, most = reading.bounds(block.low, block.high, block.scale)
        except MisfitError as error:
            self.faults.append(low.fault(here, error.message, error.hint))
            return _Ranged(Factor(name=name, paths=paths))
        for end, number in ((low, least), (high, most)):
            self._try(paths, replace(end, value=int(number) if reading.whole else number), here)
        found = _Ranged(Factor(name=name, paths=paths, whole=reading.whole), least, most, block.scale)
        in_steps = self.study.design == "full_factorial" and self.sample is None
        return found.in_steps(block.steps or 2) if in_steps else found

    def _paths(self, place: str, here: Path) -> Iterator[Path]:
        """The paths of the scenario that a factor's path stands for."""
        node = self.root.at((*here, "path")) if "path" in self.root.at(here).block else self.root.at((*here, "paths"))
        path: Path = tuple(int(name) if name.isdecimal() else name.strip() for name in place.split("."))
        if path[0] not in {"world", "strategies"} and path != ("run", "horizon"):
            message = f"'{printable(place)}' may not vary; a factor is a path of the world or of a strategy"
            hint = closest(str(path[0]), ("world", "strategies"))
            rest = "".join(f".{name}" for name in path[1:])
            self.faults.append(node.fault((*here, "path"), message, f"{hint}{rest}" if hint else ""))
            return
        found = list(expanded(self.tree, path))
        if not found:
            self.faults.append(node.fault((*here, "path"), f"'{printable(place)}': no name stands for '*'"))
        yield from found

    def _try(self, paths: Iterable[Path], value: Node, here: Path) -> None:
        """Checks one value by itself and tells its faults at its line of the study."""
        faults: list[Fault] = []
        root = self.tree
        for path in paths:
            root = override(root, path, value, faults)
        try:
            if not isinstance(value.value, Broken):
                checked(root, faults)
        except ScenarioError as error:
            self.faults += {self._here(fault, value, here): None for fault in error.faults}

    def _here(self, fault: Fault, value: Node, here: Path) -> Fault:
        """A fault that a value of the study brings about, told at the value."""
        if fault.file == value.file:
            return fault
        if fault.file == COMMAND_LINE:
            return replace(fault, file=value.file, line=value.line)
        message = f"then {fault.path} {fault.message}"
        return replace(value.fault(here, message), hint=fault.hint)

    def _check_places(self) -> None:
        """Two factors must not set the same value, and every row of a list names every factor."""
        first: dict[str, str] = {}
        for name, block in self.study.factors.items():
            for place in block.places:
                if place in first:
                    message = f"'{printable(place)}' is set by the factor {first[place]} already"
                    self.faults.append(self.root.at(("factors", name)).fault(("factors", name), message))
                first.setdefault(place, name)
        for number, row in enumerate(self.study.rows or ()):
            node = self.root.at(("rows", number))
            for name in self.study.factors.keys() - row.keys():
                self.faults.append(node.fault(("rows", number), f"has no value for the factor {name}"))
            for name in row.keys() - self.study.factors.keys():
                message = f"unknown factor '{printable(name)}'"
                self.faults.append(node.fault(("rows", number, name), message, closest(name, self.study.factors)))

    def _check_can_be_sampled(self) -> None:
        if self.sample is not None and self.study.design == "list":
            message = "has no values to take points from: give each factor 'values', or 'low' and 'high'"
            self.faults.append(self.root.at(("design",)).fault(("design",), message))

    def _check_size(self, ranges: dict[str, "_Ranged"]) -> None:
        count = prod(max(1, len(each.factor.levels)) for each in ranges.values())
        if self.study.design == "full_factorial" and self.sample is None and count > MOST_POINTS:
            message = f"the full factorial has {count:,} points, and {MOST_POINTS:,} are the most"
            self.faults.append(self.root.at(("design",)).fault(("design",), message, "latin_hypercube"))


@dataclass(frozen=True)
class _Ranged:
    """A factor, and the range that its points come from if it has no levels."""

    factor: Factor
    low: float = 0.0
    high: float = 1.0
    scale: Scale = "linear"

    def in_steps(self, steps: int) -> "_Ranged":
        """The factor with the levels of a full factorial."""
        values = steps_between(self.low, self.high, steps, scale=self.scale, whole=self.factor.whole)
        levels = tuple(int(value) if self.factor.whole else value for value in values)
        return _Ranged(replace(self.factor, levels=levels, shown=tuple(values)))

    def coordinate(self, part: float) -> float:
        """What a part (0 to 1) of the cube's edge stands for."""
        if self.factor.levels:
            return float(position(part, len(self.factor.levels)))
        return between(self.low, self.high, part, scale=self.scale, whole=self.factor.whole)


def _own_sample(study: StudyBlock) -> Sample:
    sampler = latin_hypercube if study.design == "latin_hypercube" else sobol
    return partial(sampler, study.points or 1)


def _rows(
    study: StudyBlock, ranges: Sequence[_Ranged], seed: int, sample: Sample | None
) -> Iterator[tuple[float, ...]]:
    """The points of a design, one coordinate per factor."""
    if sample is not None or study.design in SAMPLED:
        for row in (sample or _own_sample(study))(len(ranges), seed).tolist():
            yield tuple(each.coordinate(part) for each, part in zip(ranges, row, strict=True))
    elif study.design == "list":
        for row_number in range(len(study.rows or ())):
            yield (float(row_number),) * len(ranges)
    else:
        for levels in full_factorial([len(each.factor.levels) for each in ranges]):
            yield tuple(map(float, levels))
