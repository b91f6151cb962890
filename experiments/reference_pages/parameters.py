"""The page of all parameters: docs/reference/parameters.md."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from experiments.reference_pages.default_world import DefaultWorld
from experiments.reference_pages.fields import Parameter, blocks_of, parameters_of
from experiments.reference_pages.markdown import cell, code, table
from simulator.scenario.block import Block
from simulator.scenario.declared import DISTRIBUTIONS, DeclaredDistribution
from simulator.scenario.schema import RunSettings, Scenario
from simulator.scenario.strategy import Contingency, Strategy
from simulator.scenario.world import World

HEADER = """# Parameters

Every parameter of a scenario, by block. How they act is told in [the model](../explanation/model.md).

- *Unit and range*: the base unit, in which a bare number is read. Write `6 weeks`, `0.4 per year`, `1.2M`, `35 %` and
  it is converted. *may differ* means that the value may differ between accounts: a number, or a
  [distribution](#distributions). Money is in the currency of the world. `[` and `]` include the limit, `(` and `)`
  exclude it; without a range any number is accepted. Infinity (`unlimited`) is accepted where it is the default, and
  for log-odds.
- *Default*: what holds if no file says otherwise. *required*: some file has to say it. *null*: the default switches
  the mechanism off. A block that a world does not mention is off.
- *Default world*: what `worlds/industrial_supplier.yaml` sets (of its segments the first that names it), with the
  source as its author gives it: **S** published research, **V** figures of vendors, **G** a guess, to be varied
  before a verdict is trusted. The remarks in that file say more. No letter: not said, or a matter of definition.
  The defaults themselves are switches or round numbers and claim no source.

A path such as `world.finance.opening_cash` is what `--set` and error messages use. This page is written by
`python -m experiments.reference_pages` from the schema; a test compares the two.
"""
WORLD_HEADS = ("parameter", "meaning", "unit and range", "default", "default world")
PLAIN_HEADS = WORLD_HEADS[:-1]
# The null value itself, which the schema's descriptions name before what it means; the default says it already.
REPEATED = re.compile(r"^(inf|-inf|0|1|no)(, |$)")
# Where the default world has an example of a block that stands under names or may be left out.
EXAMPLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "segments.NAME": tuple(
        ("segments", name) for name in ("machine_builders", "packaging", "medical_devices", "dealers")
    ),
    "segments.NAME.dealer": (("segments", "dealers", "dealer"),),
    "segments.NAME.entry_gate": (("segments", "medical_devices", "entry_gate"),),
}
# How the name of a block that may stand many times is written in a path.
MANY = {"segments": "segments.NAME", "events": "events.N", "phases": "phases.N", "contingency": "contingency.N"}


# What a parameter means where the schema leaves it to its block.
EXPLAINED = {
    "": "text for people",
    "phases.N": "name for people",
    "phases.N.budget": "money per month for this stock",
    "contingency.N": "replaces the phase's own, as there; none leaves it",
}


@dataclass(frozen=True, kw_only=True)
class Section:
    """One block of the schema and where it stands."""

    path: str
    block: type[Block]


def sections(block: type[Block], path: str = "") -> Iterator[Section]:
    """A block, then the blocks within it, each with its path."""
    yield Section(path=path, block=block)
    for name, inner in blocks_of(block):
        own = MANY.get(name, name)
        yield from sections(inner, f"{path}.{own}" if path else own)


def page() -> str:
    """The whole page."""
    known = DefaultWorld()
    text = HEADER
    text += "\n## Scenario\n\n" + _scenario_part()
    text += "\n## World\n\nPaths below are within `world`.\n"
    text += "".join(_world_section(each, known) for each in sections(World))
    text += "\n## Strategy\n\nPaths below are within `strategies.NAME`. N counts from 0.\n"
    text += "".join(_section(each) for each in sections(Strategy) if not _is_told(each))
    return text + _distributions()


def _is_told(section: Section) -> bool:
    """Whether a block's parameters stand under the phases already."""
    return section.path.startswith("contingency.N.")


def _scenario_part() -> str:
    rows = [(f"`{each.name}`", each) for each in parameters_of(Scenario)]
    rows += [(f"`run.{each.name}`", each) for each in parameters_of(RunSettings)]
    explained = {
        "title": "name for people, in any script",
        "description": "text for people",
        "baseline": "strategy that the others are compared with",
        "outcomes": "[outcomes](outcomes.md) that a comparison shows; the first decides the verdict",
    }
    shown = [_row(name, each, explained.get(each.name, "")) for name, each in rows]
    return (
        "Beside these a scenario has `world` (a world, or the name of its file), `strategies` (blocks or file names\n"
        "by name) and, in every kind of file, `extends` (the name of a file that this one changes).\n\n"
    ) + table(PLAIN_HEADS, shown)


def _row(name: str, parameter: Parameter, meaning: str = "") -> list[str]:
    unit = f"{parameter.unit}, {cell(parameter.bounds)}" if parameter.bounds else parameter.unit
    return [name, cell(parameter.meaning) or meaning, unit, _default(parameter)]


def _default(parameter: Parameter) -> str:
    """The default, and whether it is the null value; what that means, where the schema says more than the number."""
    if not parameter.null:
        return cell(parameter.default)
    words = REPEATED.sub("", parameter.null)
    return f"{cell(parameter.default)} (null{': ' if words else ''}{cell(words)})"


def _heading(section: Section, top: str) -> str:
    lines = (section.block.__doc__ or "").strip().splitlines()
    first, rest = lines[0], [line.strip() for line in lines[1:] if line.strip()]
    text = f"\n### {code(section.path) or top}\n\n{cell(first)}\n\n"
    return text + ("\n".join(["```text", *rest, "```", "", ""]) if rest else "")


def _section(section: Section) -> str:
    meaning = EXPLAINED.get(section.path, "")
    rows = [_row(code(each.name), each, meaning) for each in parameters_of(section.block)]
    if section.block is Contingency:
        rows += [[code(name), meaning, "block", "none"] for name, _ in blocks_of(section.block)]
    return _heading(section, "The strategy itself") + (table(PLAIN_HEADS, rows) if rows else "")


def _world_section(section: Section, known: DefaultWorld) -> str:
    places = EXAMPLES.get(section.path, (tuple(section.path.split(".")) if section.path else (),))
    rows = []
    for each in parameters_of(section.block):
        row = _row(code(each.name), each, "text for people")
        rows.append([*row, _example(known, places, each.name)])
    return _heading(section, "The world itself") + (table(WORLD_HEADS, rows) if rows else "")


def _example(known: DefaultWorld, places: tuple[tuple[str, ...], ...], name: str) -> str:
    if name in {"title", "description"}:
        return ""
    for place in places:
        value = known.value(*place, name)
        if value:
            origin = known.origin(*place, name)
            return cell(value) + (f" **{origin}**" if origin else "")
    return ""


def _distributions() -> str:
    text = (
        "\n## Distributions\n\n"
        "Where the unit says *may differ*, a block with the key `distribution` gives a law:\n"
        "`wallet: {distribution: lognormal, median: 400k, sigma: 1.3}`. Amounts are in the unit of the parameter. A\n"
        "law whose values could leave the range of the parameter is refused.\n\n"
    )
    rows = [[code(name), cell(_first_line(law)), _law_parameters(law)] for name, law in DISTRIBUTIONS.items()]
    return text + table(("law", "meaning", "parameters"), rows)


def _first_line(law: type[DeclaredDistribution]) -> str:
    return (law.__doc__ or "").strip().splitlines()[0]


def _law_parameters(law: type[DeclaredDistribution]) -> str:
    """The parameters of a law; one that is read in the unit of its field has no unit of its own."""
    names = [each for each in parameters_of(law) if each.name != "distribution"]
    return ", ".join(code(each.name) + (f" {cell(each.bounds)}" if each.bounds else "") for each in names)
