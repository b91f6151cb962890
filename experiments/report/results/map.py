"""The page of a map: who wins where, and how surely the border is known."""

from collections.abc import Iterator

from experiments.amounts import short, with_currency
from experiments.breakeven.axes import Axis, MapDesign
from experiments.breakeven.explore import Cell as MapCell
from experiments.breakeven.line import Crossing
from experiments.breakeven.record import design_from_record
from experiments.breakeven.words import crossing_text, difference_title
from experiments.records import Json
from experiments.report.charts.regions import regions_picture
from experiments.report.page import Cell, Folded, Page, Part, Pictures, Section, Table, Tone, Words
from experiments.report.results.common import (
    ANSWER,
    Result,
    amount,
    answer_words,
    estimate,
    limits_section,
    origin_section,
    study_section,
)
from simulator.catalogue import OUTCOMES

TONES: dict[str, Tone] = {"ahead": "good", "behind": "bad"}


def map_result_page(result: Result) -> Page:
    """A map, from its record."""
    record = result.record
    design = design_from_record(record["provenance"]["inputs"]["map"])
    cells = [_cell(design, place, each) for place, each in enumerate(record["cells"])]
    return Page(
        title=record["map"],
        subtitle=f"{difference_title(design)}, over {design.x.title} and {design.y.title}; {record['runs']:,} runs, "
        "both strategies in the same luck",
        sections=[
            Section(title=ANSWER, parts=[*answer_words([record["answer"]]), *_map_parts(design, cells, record)]),
            Section(title="Where both break even", parts=list(_line_parts(design, record["line"]))),
            Section(
                title="All cells", parts=[Folded(title="Every cell with its bounds", parts=[_table(design, cells)])]
            ),
            limits_section(list(_limits(record))),
            study_section(design.plan),
            origin_section(result, _settings(record)),
        ],
    )


def _cell(design: MapDesign, place: int, found: Json) -> MapCell:
    row, column = divmod(place, design.shape[1])
    known = "mean" in found
    return MapCell(
        row=row,
        column=column,
        lucks=found["lucks"],
        state=found["state"],
        estimate=estimate(found) if known else None,
        std=amount(found["std"]) if known else 0.0,
        error=found.get("error", ""),
    )


def _map_parts(design: MapDesign, cells: list[MapCell], record: Json) -> Iterator[Part]:
    yield Pictures(
        pictures=[regions_picture(design, cells, record["line"])],
        legend=(f"{design.strategy} wins", f"{design.baseline} wins"),
        caption="The stronger the colour, the larger the difference. Hatched with a dot: not decided; = level; x "
        "failed. Diamonds: where both break even, with a 95 % band.",
    )


def _line_parts(design: MapDesign, line: Json) -> Iterator[Part]:
    yield Words(text="Read one way and the other: across each row, and up each column. In brackets the 95 % band.")
    for name, own, other in (("y", design.y, design.x), ("x", design.x, design.y)):
        key = "x" if name == "y" else "y"
        rows = [
            (own.text(found[name]), "; ".join(_crossing(other, each, key) for each in found["crossings"]) or "nowhere")
            for found in line[f"by_{name}"]
        ]
        yield Table(header=(f"at {own.title}", f"break-even {other.title}"), rows=rows, labels=2)


def _crossing(axis: Axis, found: Json, key: str) -> str:
    low, high = found["interval"]
    at = Crossing(at=found[key], low=float("-inf") if low is None else low, high=float("inf") if high is None else high)
    return crossing_text(axis, at)


def _table(design: MapDesign, cells: list[MapCell]) -> Table:
    outcome = OUTCOMES[design.outcome]
    rows: list[tuple[str | Cell, ...]] = []
    for cell in cells:
        amounts = ("-", "-")
        if cell.estimate is not None:
            ends = (cell.estimate.low, cell.estimate.high)
            low, high = (short(end, outcome.unit, signed=True) for end in ends)
            amounts = (short(cell.estimate.mean, outcome.unit, signed=True), f"{low} to {high}")
        words = {"ahead": f"{design.strategy} wins", "behind": f"{design.baseline} wins"}.get(cell.state, cell.state)
        places = (design.x.text(design.x.levels[cell.column]), design.y.text(design.y.levels[cell.row]))
        rows.append((*places, *amounts, f"{cell.lucks:,}", Cell(text=words, tone=TONES.get(cell.state, "quiet"))))
    header = (design.x.title, design.y.title, "difference", "bounds", "lucks", "verdict")
    return Table(header=header, rows=rows, caption=with_currency(outcome.title, outcome.unit, f"({design.currency})"))


def _limits(record: Json) -> Iterator[str]:
    yield (
        "A cell is given to a strategy when its sign is known: all cells and looks together are wrong "
        f"with a chance of at most {100 * record['alpha']:g} %. Cells that are not decided are not draws: the lucks "
        "spent there do not tell the sign."
    )
    yield (
        "The difference is a mean over lucks. In a cell that a strategy wins, single lucks may well go the other "
        "way. The break-even line lies between the grid's levels by interpolation; a finer --grid and a larger "
        "--budget narrow it."
    )


def _settings(record: Json) -> Iterator[tuple[str, object]]:
    yield "seed", str(record["seed"])
    yield "runs, of a budget", f"{record['runs']:,} of {record['budget']:,}"
    yield "looks", record["looks"]
    yield "alpha", record["alpha"]
    yield "engine", record["engine"]
