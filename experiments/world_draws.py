"""Worlds that are not known for sure: the draws that `keysim calibrate` writes beside a world file, and their use.

A draw gives other values to some numbers of the world. It takes the place only of numbers that still are what was
estimated: what the user has set himself is known to him, and stays.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.worlds import Uncertainty
from simulator.errors import Fault, ScenarioError, printable
from simulator.scenario.changes import laid_over
from simulator.scenario.node import Node
from simulator.scenario.schema import Scenario
from simulator.scenario.sources import Sources

SUFFIX = ".draws.json"
FORMAT = "keysim world draws 1"
FEWEST_LUCKS = 2  # in one world: else luck and world cannot be told apart

Values = Mapping[str, Any]
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class WorldDraws:
    """Numbers of a world by dotted path: as estimated, and in each draw."""

    estimates: Values
    draws: tuple[Values, ...]


@dataclass(frozen=True, kw_only=True)
class DrawnWorlds:
    """A scenario in several worlds.

    Attributes:
        scenarios: One for each world.
        patches: What each world changes in the scenario.
        varied: Paths that the draws vary.
        fixed: Paths that they would vary, had the user not set them.
        guessed: Paths that vary because the user gave a range.
        per_draw: How many successive worlds share a draw of what records tell, and differ in the guesses alone.
    """

    scenarios: tuple[Scenario, ...]
    patches: tuple[Values, ...]
    varied: tuple[str, ...]
    fixed: tuple[str, ...]
    guessed: tuple[str, ...] = ()
    per_draw: int = 1

    @property
    def uncertainty(self) -> Uncertainty:
        """What varies, in the words of a result."""
        return Uncertainty(records=bool(self.varied), guessed=self.guessed, per_draw=self.per_draw)


def draws_file(world: Path) -> Path:
    """The file of draws that belongs to a world file.

    Examples:
        >>> draws_file(Path("mine.yaml")).name
        'mine.draws.json'
    """
    return world.with_name(world.stem + SUFFIX)


def draws_text(found: WorldDraws, orders_sha256: str) -> str:
    """The draws as JSON, one draw on a line.

    Examples:
        >>> text = draws_text(WorldDraws(estimates={"a": 1}, draws=({"a": 2}, {"a": 3})), "5e")
        >>> json.loads(text)["draws"]
        [{'a': 2}, {'a': 3}]
    """
    lines = ",\n".join("  " + json.dumps(draw, ensure_ascii=False) for draw in found.draws)
    head = {"format": FORMAT, "orders_sha256": orders_sha256, "estimates": dict(found.estimates)}
    return json.dumps(head, ensure_ascii=False, indent=1)[:-2] + f',\n "draws": [\n{lines}\n ]\n}}\n'


def read_draws(file: Path) -> WorldDraws:
    """Reads a file of draws.

    Raises:
        ScenarioError: It is none.
    """
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        sound = record["format"] == FORMAT and all(set(draw) == set(record["estimates"]) for draw in record["draws"])
    except (OSError, ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        raise _fault(file, "holds no draws of a world; write it again with keysim calibrate --world")
    return WorldDraws(estimates=record["estimates"], draws=tuple(record["draws"]))


def has_draws(file: Path, overrides: Sequence[str]) -> bool:
    """Whether a file of draws lies beside the world file of a scenario, or beside one that it extends."""
    return bool(_beside(_world(file, overrides)))


def find_draws(file: Path, overrides: Sequence[str]) -> Path:
    """The file of draws beside the world file of a scenario, or beside one that it extends.

    Args:
        file: The scenario.
        overrides: What `--set` changes; the world may be among it.

    Raises:
        ScenarioError: There is none, or there are several.
    """
    world = _world(file, overrides)
    files = _beside(world)
    if len(files) == 1:
        return draws_file(Path(files[0]))
    shown = printable(world.file) if world else printable(str(file))
    if files:
        raise _fault(Path(shown), f"several files of draws lie beside its parts: {', '.join(files)}")
    message = f"no file of draws lies beside the world '{shown}'; keysim calibrate --world FILE.yaml writes both"
    raise ScenarioError([Fault(file="--uncertain", message=message)])


def _world(file: Path, overrides: Sequence[str]) -> Node | None:
    """The world of a scenario as its files have it."""
    sources = Sources()
    return laid_over(sources.load(str(file), "scenario"), overrides, sources).child("world")


def _beside(world: Node | None) -> list[str]:
    """The files of a world that have draws beside them."""
    return sorted({name for name in _files(world) if draws_file(Path(name)).is_file()}) if world else []


def _files(node: Node) -> Iterator[str]:
    yield node.file
    for child in (*node.block.values(), *node.items):
        yield from _files(child)


def drawn_worlds(scenario: Scenario, found: WorldDraws, count: int) -> DrawnWorlds:
    """The scenario in the worlds of the first draws.

    Args:
        scenario: As the user has it.
        found: Estimates and draws.
        count: How many worlds.

    Raises:
        ScenarioError: There are not so many draws, or none of the numbers is still the estimated one.
    """
    if count > len(found.draws):
        message = f"there are {len(found.draws)} draws, not {count}; keysim calibrate --draws {count} makes more"
        raise ScenarioError([Fault(file="--uncertain", message=message)])
    now = _plain(scenario)
    estimated = _plain(patched(scenario, _existing(now, found.estimates)))
    paths = tuple(path for path in _existing(now, found.estimates) if _at(now, path) == _at(estimated, path))
    if not paths:
        raise ScenarioError([Fault(file="--uncertain", message="none of the drawn numbers is in this world any more")])
    patches = tuple({path: draw[path] for path in paths} for draw in found.draws[:count])
    return DrawnWorlds(
        scenarios=tuple(patched(scenario, patch) for patch in patches),
        patches=patches,
        varied=paths,
        fixed=tuple(path for path in found.estimates if path not in paths),
    )


def guessed_worlds(scenario: Scenario, guesses: Sequence[Values], drawn: DrawnWorlds | None = None) -> DrawnWorlds:
    """The scenario in worlds that differ in guesses, and, if there are draws, in what records tell too.

    Args:
        scenario: As the user has it.
        guesses: Values of all guesses, one set for each world.
        drawn: Worlds by the records; their number divides that of the guesses. Where both know a number, the
            range of the user stands.
    """
    names = tuple(guesses[0])
    if drawn is None:
        patches = tuple(guesses)
        return _guessed(scenario, patches, DrawnWorlds(scenarios=(), patches=(), varied=(), fixed=()), names, 1)
    per_draw = len(guesses) // len(drawn.patches)
    kept = [{path: each for path, each in patch.items() if not _covered(path, names)} for patch in drawn.patches]
    patches = tuple({**kept[place // per_draw], **values} for place, values in enumerate(guesses))
    return _guessed(scenario, patches, replace(drawn, varied=tuple(kept[0])), names, per_draw)


def _guessed(
    scenario: Scenario, patches: tuple[Values, ...], drawn: DrawnWorlds, names: tuple[str, ...], per_draw: int
) -> DrawnWorlds:
    scenarios = tuple(patched(scenario, patch) for patch in patches)
    return replace(drawn, scenarios=scenarios, patches=patches, guessed=names, per_draw=per_draw)


def _covered(path: str, names: Sequence[str]) -> bool:
    """Whether a path is one of some others, or lies within one, or holds one."""
    return any(path == name or path.startswith(f"{name}.") or name.startswith(f"{path}.") for name in names)


def patched(scenario: Scenario, values: Values) -> Scenario:
    """A scenario with other values at some dotted paths of its world, checked again."""
    plain = _plain(scenario)
    for path, value in values.items():
        *folders, name = path.split(".")
        place = plain["world"]
        for folder in folders:
            place = place[folder]
        place[name] = value
    return Scenario.model_validate_json(json.dumps(plain))


def _existing(plain: Json, values: Values) -> Values:
    """Those values whose paths lead somewhere."""
    return {path: value for path, value in values.items() if _at(plain, path) is not None}


def _plain(scenario: Scenario) -> Json:
    plain: Json = json.loads(scenario.model_dump_json())
    return plain


def _at(plain: Json, path: str) -> Any:
    """What stands at a dotted path of the world; None if nothing does."""
    place: Any = plain["world"]
    for name in path.split("."):
        place = place.get(name) if isinstance(place, dict) else None
    return place


def _fault(file: Path, message: str) -> ScenarioError:
    return ScenarioError([Fault(file=printable(str(file)), message=message)])
