"""What can be opened without a file: the scenarios, the claims and the lessons that come with keysim.

A test of a claim runs two firms. Where both live in the same world, the lab compares just these two (`arm` and
`against`). Where it is the world that differs, there is no choice between strategies to show: the lab then asks the
main question, chase or build, in the world of the arm or in that of the other firm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from experiments.claims.load import CONDITIONS, FIRM, Design, LoadedClaim, bundled_claims, load_claim
from experiments.claims.schema import Change, Contrast
from experiments.lab.document import Document, from_scenario, open_file
from experiments.lab.view import DEFAULT_SOURCE
from simulator.bundled import bundled_scenarios
from simulator.catalogue import OUTCOMES
from simulator.errors import Fault, ScenarioError, closest, printable
from simulator.scenario.schema import Scenario
from simulator.scenario.yaml_source import parse_yaml, read_source

CLAIM = "claim"
SIDES = ("arm", "against")


@dataclass(frozen=True, kw_only=True)
class Preset:
    """One thing to open: where it stands in a link, what it is called, what to know before."""

    source: str
    title: str
    says: str = ""


def scenario_presets() -> list[Preset]:
    """The scenarios that stand at the top of the bundled folder, the main question first."""
    found = [_preset(file) for file in sorted(bundled_scenarios().glob("*.yaml"))]
    return sorted(filter(None, found), key=lambda preset: preset.source != DEFAULT_SOURCE)


def lesson_presets() -> list[Preset]:
    """The lessons, where there are any."""
    files = sorted((bundled_scenarios() / "lessons").glob("**/*.yaml"))
    return [preset for preset in map(_preset, files) if preset is not None]


def claim_presets() -> dict[str, Preset]:
    """Each claim by the name of its file."""
    return {name: _claim_preset(name, file) for name, file in _claim_files().items()}


def test_presets(claim: str) -> list[Preset]:
    """What one claim's tests have to show, world by world.

    Args:
        claim: Name of its file, such as `c05_department`.
    """
    return [
        Preset(
            source=":".join((CLAIM, claim, design.test, design.world, cell)), title=title, says=_sides(design.contrast)
        )
        for design in _loaded(claim).designs
        for cell, title in _cells(design)
    ]


def open_preset(source: str) -> Document:
    """Opens what a source names: a claim's test, or else a file.

    Raises:
        ScenarioError: With all that is wrong with it.
    """
    if not source.startswith(f"{CLAIM}:"):
        return open_file(source)
    parts = source.split(":")
    if len(parts) != 5:
        raise _unknown(source, "expected claim:FILE:TEST:WORLD:PART")
    _, claim, test, world, cell = parts
    if claim not in _claim_files():
        raise _unknown(source, f"unknown claim '{printable(claim)}'", closest(claim, _claim_files()))
    loaded = _loaded(claim)
    for design in loaded.designs:
        if (design.test, design.world) == (test, world) and cell in dict(_cells(design)):
            return from_scenario(source, _scenario(loaded, design, cell))
    raise _unknown(source, "the claim has no such test, world or part")


def _unknown(source: str, message: str, hint: str = "") -> ScenarioError:
    return ScenarioError([Fault(file=printable(source), message=message, hint=hint)])


@cache
def _preset(file: Path) -> Preset | None:
    """A scenario file as a preset, read once; none if it is something else."""
    try:
        node, _ = parse_yaml(read_source(file), str(file))
    except (OSError, ScenarioError):
        return None
    if node is None or not {"strategies", "extends"} & node.block.keys() or "factors" in node.block:
        return None
    title, says = (node.at((name,)).value for name in ("title", "description"))
    source = file.relative_to(bundled_scenarios()).with_suffix("").as_posix()
    return Preset(
        source=source,
        title=title if isinstance(title, str) else source,
        says=says if isinstance(says, str) else "",
    )


def _claim_files() -> dict[str, Path]:
    return {file.stem: file for file in bundled_claims()}


@cache
def _claim_preset(name: str, file: Path) -> Preset:
    """A claim by its words alone, read once; its tests are read when somebody asks for them."""
    node, _ = parse_yaml(read_source(file), str(file))
    claim, title, says = ("" if node is None else str(node.at((each,)).value) for each in ("claim", "title", "says"))
    return Preset(source=name, title=f"{claim}: {title}", says=says.strip())


@lru_cache(maxsize=32)
def _loaded(claim: str) -> LoadedClaim:
    return load_claim(_claim_files()[claim])


def _cells(design: Design) -> Iterator[tuple[str, str]]:
    """The parts of a test that can be opened: its name in a link, and its name for people."""
    conditions = CONDITIONS if design.contrast.where is not None else ("",)
    for place, condition in enumerate(conditions):
        cells = design.cells[2 * place : 2 * place + 2]
        suffix = f", {condition}" if condition else ""
        title = f"{' '.join(design.contrast.question.split())} ({design.world} world{suffix}"
        if len(cells) == 2 and cells[0].world == cells[1].world:
            yield condition or "both", f"{title})"
        else:
            for side, _ in zip(SIDES, cells, strict=False):
                yield f"{condition}{'-' if condition else ''}{side}", f"{title}; the world of '{side}')"


def _sides(contrast: Contrast) -> str:
    """What makes the firms of a test, in the words of its file."""
    sides = {"arm": contrast.arm, "against": contrast.against}
    return "; ".join(f"{name}: {_words(change)}" for name, change in sides.items() if change is not None)


def _words(change: Change) -> str:
    parts = [change.strategy] if change.strategy else []
    parts += [
        f"{path} = {value}"
        for block in (change.levers, change.world, change.every_segment)
        for path, value in _flat(block)
    ]
    return ", ".join(parts) or "as the strategy's file has it"


def _flat(block: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in block.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _scenario(loaded: LoadedClaim, design: Design, cell: str) -> Scenario:
    condition, _, side = cell.rpartition("-")
    first = 2 if "elsewhere" in {condition, side} else 0
    cells = design.cells[first : first + 2]
    title = f"{loaded.claim.claim}: {' '.join(design.contrast.question.split())}"
    run = loaded.claim.run.model_copy(update={"horizon": cells[0].run.horizon})
    if side in SIDES:
        world = cells[SIDES.index(side)].world
        question = open_file(DEFAULT_SOURCE).scenario
        return question.model_copy(update={"title": title, "world": world, "run": run})
    measure = design.contrast.measure
    outcomes = tuple(dict.fromkeys((*([measure] if measure in OUTCOMES else []), *cells[0].outcomes)))
    strategies = {name: each.strategies[FIRM] for name, each in zip(reversed(SIDES), reversed(cells), strict=True)}
    return Scenario(
        title=title, world=cells[0].world, run=run, baseline="against", strategies=strategies, outcomes=outcomes
    )
