"""What it all rests on: assumptions, where the result comes from, how to make it again."""

from collections.abc import Iterator, Sequence

from experiments.assumptions import SOURCES, Assumption
from experiments.provenance import environment, provenance
from experiments.report.material import Material
from experiments.report.page import Code, Folded, Section, Table, Words
from experiments.report.stress import spending_words, stress_parts, study_of


def assumptions_section(material: Material) -> Section:
    """Every number of the world with its source, and the levers in which the strategies differ."""
    known = material.premises
    counts = [(words, str(known.count(letter))) for letter, words in SOURCES.items() if known.count(letter)]
    words = (
        f"The files of the world set {len(known.world)} values. Where each comes from, as its author says; a value may "
        "have two sources, such as a sourced direction and a guessed size. What no file sets holds its default "
        "(docs/reference/parameters.md)."
    )
    return Section(
        title="Assumptions",
        parts=[
            Words(text=words),
            Table(header=("source", "values"), rows=counts),
            Folded(title="Where the strategies differ", parts=[_levers(material)]),
            Folded(
                title="All values of the world, with their sources",
                parts=[_values(block, each) for block, each in _blocks(known.world)],
            ),
        ],
    )


def _levers(material: Material) -> Table:
    levers = material.premises.levers
    names = list(dict.fromkeys(lever for named in levers.values() for lever in named))
    rows = [(lever, *(levers[each].get(lever, "-") for each in material.names)) for lever in names]
    differing = [row for row in rows if len(set(row[1:])) > 1]
    same = len(rows) - len(differing)
    return Table(
        header=("lever", *material.names),
        rows=differing,
        caption="As the files say it; - is not named there, so that the phase before or the default holds. "
        f"{same} levers are the same in all.",
    )


def _blocks(world: Sequence[Assumption]) -> Iterator[tuple[str, list[Assumption]]]:
    blocks: dict[str, list[Assumption]] = {}
    for each in world:
        blocks.setdefault(each.block, []).append(each)
    yield from blocks.items()


def _values(block: str, values: list[Assumption]) -> Table:
    rows = [(each.name, each.value, each.source or "-", each.remark) for each in values]
    return Table(header=("parameter", "value", "source", "remark"), rows=rows, labels=4, caption=block)


def provenance_section(material: Material) -> Section:
    """What made the result, and the command that makes it again."""
    comparison = material.comparison
    replications = comparison.replications + len({each.replication for each in comparison.failures})
    settings = {"seed": comparison.seed, "replications": replications, "engine": comparison.engine}
    origin = provenance(material.scenario, settings)
    rows = [
        ("scenario", material.file),
        ("seed", str(comparison.seed)),
        ("replications", f"{replications:,}"),
        ("engine", comparison.engine),
        ("keysim", origin["keysim_version"]),
        ("model (SHA-256 of its sources)", origin["model_sha256"]),
        ("inputs (SHA-256 of scenario and settings)", origin["inputs_sha256"]),
        *((f"made on: {name}", version) for name, version in environment().items()),
    ]
    return Section(
        title="Where it comes from",
        parts=[
            Words(
                text="This command makes the same report again: the same bytes on the same machine, for any number of "
                "workers."
            ),
            Code(text=material.command),
            Table(header=("", ""), rows=rows, labels=2),
        ],
    )


def stress_section(material: Material) -> Section:
    """The reporting guideline of the field, filled in for this study."""
    study = study_of(
        material.scenario,
        material.premises,
        file=material.file,
        command=material.command,
        means=spending_words(material.comparison),
    )
    words = (
        "The STRESS-DES checklist (Monks and others, Journal of Simulation 13, 2019, 55-67), filled in for this study. "
        "Files named here are in the documentation of keysim."
    )
    return Section(title="STRESS-DES checklist", parts=[Words(text=words), *stress_parts(study)])
