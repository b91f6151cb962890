"""The report on a sweep: where each strategy is better, over all points of the study."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from experiments.report.page import Cell, Code, Page, Section, Table, Words, capitalised
from experiments.report.parts.study import gains_parts, gains_words
from experiments.report.parts.verdict import TONES
from experiments.store import Store
from experiments.store_files import open_store
from experiments.sweep_gains import Gains, study_gains
from simulator.catalogue import OUTCOMES
from simulator.errors import SimulatorError

WORDS = ("better", "worse", "equal", "undecided", "more", "less")


def sweep_page(file: Path) -> Page:
    """All pairs of the study's strategies, at all points that have been run.

    Args:
        file: A store of a sweep.

    Raises:
        SimulatorError: It is no store, or its study compares nothing.
    """
    with closing(open_store(file)) as store:
        plan = store.plan
        if len(plan.strategies) < 2:
            raise SimulatorError(f"{file}: the study has one strategy alone, there is nothing to compare")
        named = plan.tree.get("baseline")
        baseline = named if named in plan.strategies else plan.strategies[0]
        all_gains = {
            (place, name, outcome): study_gains(store, name, baseline, outcome)
            for place, name in enumerate(plan.strategies)
            if name != baseline
            for outcome in plan.outcomes
        }
        currency = str((plan.tree.get("world") or {}).get("currency", "CNY"))
        sections = [
            _verdict(all_gains, plan.outcomes),
            *(
                Section(
                    title=f"{capitalised(OUTCOMES[outcome].title)}: {name} less {baseline}",
                    parts=list(gains_parts(gains, place, currency)),
                )
                for (place, name, outcome), gains in all_gains.items()
                if outcome == plan.outcomes[0]
            ),
            _provenance(store, file),
        ]
        subtitle = (
            f"{' · '.join(plan.strategies)}; {store.done_points()} of {len(plan)} points complete, {plan.replications} "
            f"replications each, all strategies in the same luck; money in {currency}"
        )
        return Page(title=plan.title or file.stem, subtitle=subtitle, sections=sections)


def _verdict(all_gains: dict[tuple[int, str, str], Gains], outcomes: tuple[str, ...]) -> Section:
    words = [
        Words(text=gains_words(gains), label="Result" if number == 0 else " ", strong=True)
        for number, gains in enumerate(each for (_, _, outcome), each in all_gains.items() if outcome == outcomes[0])
    ]
    limits = (
        "Each point is settled over all points of the study together (Holm). How often a strategy is better depends on "
        "which points the study looks at: it is no probability."
    )
    return Section(title="The verdict", parts=[*words, Words(text=limits, label="Limits"), _counts(all_gains)])


def _counts(all_gains: dict[tuple[int, str, str], Gains]) -> Table:
    shown = [word for word in WORDS if any(gains.count(word) for gains in all_gains.values())]
    rows: list[list[str | Cell]] = [
        [
            f"{gains.strategy} less {gains.baseline}",
            OUTCOMES[gains.outcome].title,
            *(_count(gains, word) for word in shown),
        ]
        for gains in all_gains.values()
    ]
    return Table(header=("pair", "outcome", *shown), rows=rows, labels=2, caption="Points at which the strategy is")


def _count(gains: Gains, word: str) -> Cell:
    count = gains.count(word)
    return Cell(text=str(count), tone=TONES.get(word, "") if count else "quiet")


def _provenance(store: Store, file: Path) -> Section:
    return Section(
        title="Where it comes from",
        parts=[
            Words(text="The store holds every run; this command writes the same report of it again."),
            Code(text=f"keysim report {file.as_posix()} -o report.html"),
            Table(header=("", ""), rows=list(_origin(store)), labels=2),
        ],
    )


def _origin(store: Store) -> Iterator[tuple[str, str]]:
    plan = store.plan
    yield "seed", str(plan.seed)
    yield "replications per point", f"{plan.replications:,}"
    yield "points that failed", str(len({failure.point for failure in store.failures()}))
    for factor in plan.factors:
        yield f"factor {factor.name}", ", ".join(".".join(map(str, path)) for path in factor.paths)
    yield "keysim", store.keysim_version
    yield "model (SHA-256 of its sources)", store.model_sha256
    yield "study (SHA-256 of its inputs)", plan.sha256
