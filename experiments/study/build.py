"""The plan of a study that was read: what its names and paths stand for, each value tried, faults noted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

from experiments.comparison import RISKS
from experiments.design import MOST_POINTS
from experiments.plan import Factor, Plan, checked, filled
from experiments.study.block import OWN_COLUMNS, FactorBlock, StudyBlock
from experiments.study.levels import Reading, reading_at, shown
from experiments.study.ranges import Ranged, Sample, rows_of
from simulator.catalogue import OUTCOMES
from simulator.errors import Fault, MisfitError, ScenarioError, closest, in_order, printable
from simulator.scenario.changes import expanded, part_of
from simulator.scenario.node import COMMAND_LINE, Broken, Node, Path
from simulator.scenario.overlay import override
from simulator.scenario.schema import Scenario
from simulator.scenario.sources import Sources

_SINGULAR = {"strategies": "strategy", "outcomes": "outcome"}


@dataclass
class Builder:
    """Makes the plan of a study that is sound in itself, and notes what does not fit its scenario."""

    root: Node
    study: StudyBlock
    tree: Node
    base: Scenario
    sources: Sources
    sample: Sample | None = None
    faults: list[Fault] = field(default_factory=list)

    def plan(self, seed: int | None, replications: int | None) -> Plan:
        """The plan; a seed and a number of replications given here take the place of the study's own.

        Raises:
            ScenarioError: With all that does not fit.
        """
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
            rows=tuple(rows_of(study, list(ranges.values()), chosen, self.sample)),
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

    def _factor(self, name: str, block: FactorBlock) -> Ranged:
        """One factor; its values are tried one by one, with all else as the scenario has it."""
        here = ("factors", name)
        node = self.root.at(here)
        if not name.isidentifier() or name in OUTCOMES or name in OWN_COLUMNS:
            rule = "a name of letters, digits and '_' that is no outcome"
            self.faults.append(node.fault(here, f"'{printable(name)}' cannot head a column of a table; use {rule}"))
        paths = tuple(path for place in block.places for path in self._paths(place, here))
        if not paths:
            return Ranged(Factor(name=name, paths=()))
        reading = reading_at(filled(self.tree), paths[0])
        if block.has_range:
            return self._ranged(name, block, paths, reading)
        nodes = [part_of(each, paths[0], self.sources) for each in self._values(name)]
        for each in nodes:
            self._try(paths, each, here)
        levels = tuple(each.plain() for each in nodes)
        written = tuple(shown(each.plain(), reading) for each in self._values(name))
        whole = reading is not None and reading.whole
        return Ranged(Factor(name=name, paths=paths, levels=levels, shown=written, whole=whole))

    def _values(self, name: str) -> list[Node]:
        """The values that a factor is given: under `values`, or in the rows of a list."""
        if self.study.design != "list":
            return self.root.at(("factors", name, "values")).items
        rows = self.root.at(("rows",)).items
        return [node for row in rows if (node := row.child(name)) is not None]

    def _ranged(self, name: str, block: FactorBlock, paths: tuple[Path, ...], reading: Reading | None) -> Ranged:
        here = ("factors", name)
        low, high = (self.root.at((*here, end)) for end in ("low", "high"))
        if reading is None:
            told = len(self.faults)
            self._try(paths, low, here)
            if len(self.faults) == told:
                self.faults.append(low.fault((*here, "low"), "no number is due at this path; list its 'values'"))
            return Ranged(Factor(name=name, paths=paths))
        try:
            least, most = reading.bounds(block.low, block.high, block.scale)
        except MisfitError as error:
            self.faults.append(low.fault(here, error.message, error.hint))
            return Ranged(Factor(name=name, paths=paths))
        for end, number in ((low, least), (high, most)):
            self._try(paths, replace(end, value=int(number) if reading.whole else number), here)
        found = Ranged(Factor(name=name, paths=paths, whole=reading.whole), least, most, block.scale)
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

    def _check_size(self, ranges: dict[str, Ranged]) -> None:
        count = prod(max(1, len(each.factor.levels)) for each in ranges.values())
        if self.study.design == "full_factorial" and self.sample is None and count > MOST_POINTS:
            message = f"the full factorial has {count:,} points, and {MOST_POINTS:,} are the most"
            self.faults.append(self.root.at(("design",)).fault(("design",), message, "latin_hypercube"))
