"""From claim files to scenarios: every cell of every test, checked, with each fault at its file and line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from experiments.claims.schema import Claim, Contrast
from simulator.bundled import bundled_scenarios
from simulator.errors import Fault, ScenarioError, in_order, printable
from simulator.scenario.node import Broken, Node
from simulator.scenario.overlay import fill_phases, merge
from simulator.scenario.schema import Scenario
from simulator.scenario.sources import Sources
from simulator.scenario.translate import faults_of
from simulator.scenario.validate import validate
from simulator.scenario.yaml_source import parse_yaml, read_source

FIRM = "firm"  # the one strategy of each cell's scenario
CONDITIONS = ("where", "elsewhere")


@dataclass(frozen=True, kw_only=True)
class Design:
    """One test of a claim in one world, as the scenarios that it runs.

    `cells` are arm and against; under two conditions arm and against of the first, then of the second; the arm
    alone where a level stands in for another firm. Each has one strategy, named `FIRM`.
    """

    test: str
    contrast: Contrast
    world: str
    cells: tuple[Scenario, ...]


@dataclass(frozen=True, kw_only=True)
class LoadedClaim:
    """A claim and everything that it runs."""

    claim: Claim
    file: str
    designs: tuple[Design, ...]


def bundled_claims() -> list[Path]:
    """The claim files that come with keysim, in order."""
    return sorted((bundled_scenarios() / "claims").glob("*.yaml"))


def load_claims(files: Iterable[Path]) -> list[LoadedClaim]:
    """Reads claim files.

    Raises:
        ScenarioError: With all the faults of all the files.
    """
    loaded: list[LoadedClaim] = []
    faults: list[Fault] = []
    for file in files:
        try:
            loaded.append(load_claim(file))
        except ScenarioError as error:
            faults.extend(error.faults)
    if faults:
        raise ScenarioError(faults)
    return loaded


def load_claim(file: Path) -> LoadedClaim:
    """Reads one claim file and builds the scenarios of its tests.

    Raises:
        ScenarioError: With all its faults.
    """
    root = _read(file)
    try:
        claim = Claim.model_validate(root.plain())
    except ValidationError as error:
        raise ScenarioError(faults_of(error, Claim, root, ())) from None
    builder = _Builder(root, claim)
    designs = tuple(builder.designs())
    if builder.faults:
        raise ScenarioError(in_order(builder.faults))
    return LoadedClaim(claim=claim, file=str(file), designs=designs)


def _read(file: Path) -> Node:
    shown = printable(str(file))
    try:
        node, faults = parse_yaml(read_source(file), str(file))
    except OSError as error:
        raise ScenarioError([Fault(file=shown, message=error.strerror or "unreadable")]) from None
    if faults or node is None:
        raise ScenarioError(faults)
    if not isinstance(node.value, dict):
        raise ScenarioError([node.fault((), "expected a claim: a block of 'name: value' lines")])
    return node


class _Builder:
    """Lays the changes of a claim over its world and strategy files."""

    def __init__(self, root: Node, claim: Claim) -> None:
        self.root = root
        self.claim = claim
        self.sources = Sources()
        self.found: list[Fault] = []
        self.strategies: dict[str, Node] = {}

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the files and with what is laid over them."""
        return self.sources.faults + self.found

    def designs(self) -> Iterator[Design]:
        """Every test in every world; those with faults are left out."""
        worlds = {name: self._world(name) for name in self.claim.worlds}
        for test, contrast in self.claim.tests.items():
            for world, base in worlds.items():
                cells = [self._scenario(test, layers, base) for layers in _cells(contrast)]
                whole = [cell for cell in cells if cell is not None]
                if len(whole) == len(cells):
                    yield Design(test=test, contrast=contrast, world=world, cells=tuple(whole))

    def _world(self, name: str) -> Node:
        return self.sources.part(self._named(self.claim.worlds[name]), "world", ("worlds", name))

    def _strategy(self, layers: Iterable[str], test: Node) -> Node:
        """The strategy that the last layer names, else the claim's own."""
        name = self.claim.strategy
        for layer in layers:
            named = test.at((layer,)).child("strategy") if test.child(layer) else None
            name = str(named.value) if named is not None and named.value is not None else name
        if name not in self.strategies:
            node = self.sources.part(self._named(name), "strategy", ("strategy",))
            self.strategies[name] = fill_phases(node)
        return self.strategies[name]

    def _named(self, file: str) -> Node:
        return Node(value=file, file=self.root.file)

    def _scenario(self, test: str, layers: tuple[str, ...], base: Node) -> Scenario | None:
        """The scenario of one cell; none if anything is wrong with it."""
        node = self.root.at(("tests", test))
        world, strategy = base, self._strategy(layers, node)
        if isinstance(world.value, Broken) or isinstance(strategy.value, Broken):
            return None
        for layer in layers:
            change = node.child(layer)
            if change is not None:
                world, strategy = _laid(world, strategy, change)
        faults, scenario = validate(self._root(test, world, strategy), "scenario")
        self.found += [replace(fault, path=f"tests.{test}: {fault.path}") for fault in faults]
        return scenario if isinstance(scenario, Scenario) else None

    def _root(self, test: str, world: Node, strategy: Node) -> Node:
        file = self.root.file
        parts = {
            "title": Node(value=f"{self.claim.claim}: {test}", file=file),
            "world": world,
            "baseline": Node(value=FIRM, file=file),
            "strategies": Node(value={FIRM: strategy}, file=file),
        }
        run = self.root.child("run")
        default = {name: Node(value=getattr(self.claim.run, name), file=file) for name in ("horizon", "seed")}
        parts["run"] = merge(Node(value=default, file=file), run) if run else Node(value=default, file=file)
        return Node(value=parts, file=file)


def _cells(contrast: Contrast) -> Iterator[tuple[str, ...]]:
    """The layers of each cell, the outermost last."""
    arms = ("arm",) if contrast.against is None else ("arm", "against")
    conditions = CONDITIONS if contrast.where is not None else ("",)
    for condition in conditions:
        for arm in arms:
            yield tuple(filter(None, ("everywhere", condition, arm)))


def _laid(world: Node, strategy: Node, change: Node) -> tuple[Node, Node]:
    """A world and a strategy with one change laid over them."""
    over, each, levers = (change.child(name) for name in ("world", "every_segment", "levers"))
    world = merge(world, over) if over is not None else world
    segments = world.child("segments")
    if each is not None and segments is not None:
        laid = {name: merge(segment, each) for name, segment in segments.block.items()}
        world = world.with_child("segments", replace(segments, value=laid))
    phases = strategy.child("phases")
    if levers is not None and phases is not None:
        strategy = strategy.with_child(
            "phases", replace(phases, value=[merge(phase, levers) for phase in phases.items])
        )
    return world, strategy
