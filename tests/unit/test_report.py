"""What people see: 80 columns, no colour in a pipe, aligned Chinese, pictures byte for byte the same."""

from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from experiments.amounts import short, with_half_width
from experiments.comparison import Comparison, compare, summarise
from experiments.replication import Replications
from experiments.report.plots import comparison_figure, save_figure
from experiments.report.run_tables import run_tables
from experiments.report.tables import comparison_tables, run_summary_tables, verdict_block
from experiments.verdict import verdict
from simulator.catalogue import OUTCOMES
from tests.unit import fake_firm

LUCK = 1e7 * np.random.default_rng(1).normal(size=50)


def made_up(*names: str, title: str = "A made-up choice") -> tuple[Comparison, Replications]:
    runs = fake_firm.made_up_runs({name: {"value": LUCK + 1e6 * k} for k, name in enumerate(names)})
    return compare(fake_firm.scenario(*names, title=title), runs), runs


def printed(parts: Iterable[RenderableType], width: int = 80, *, terminal: bool = False) -> str:
    stream = StringIO()
    console = Console(file=stream, width=width, force_terminal=terminal, highlight=False)
    for part in parts:
        console.print(part)
    return stream.getvalue()


def all_parts(comparison: Comparison, width: int = 80) -> list[RenderableType]:
    return [*comparison_tables(comparison, width), verdict_block(verdict(comparison))]


@pytest.mark.parametrize("names", [("chase", "base"), ("先做大客户", "先打基础"), tuple("abcdefg")])
def test_everything_fits_into_80_columns_without_colour(names: tuple[str, ...]) -> None:
    text = printed(all_parts(made_up(*names, title="大客户营销:先打基础?")[0]))
    assert "\x1b" not in text
    assert max(map(cell_len, text.splitlines())) <= 80
    assert "…" not in text
    assert all(name in text for name in names)


def test_chinese_names_stay_aligned() -> None:
    text = printed(comparison_tables(made_up("先做大客户", "先打基础")[0], 80))
    lines = text.split("Each strategy by itself")[1].splitlines()[1:5]
    assert len({cell_len(line.rstrip()) for line in lines}) == 1


def test_markup_in_a_title_is_shown_as_it_is() -> None:
    comparison, _ = made_up("a[red]b", "c", title="[bold]not markup[/nonsense]")
    text = printed(all_parts(comparison))
    assert "[bold]not markup[/nonsense]" in text
    assert "a[red]b" in text


def test_strategies_that_do_not_fit_go_below() -> None:
    text = printed(comparison_tables(made_up(*(f"strategy_number_{k}" for k in range(5)))[0], 80))
    assert text.count("Each strategy by itself") > 1


def test_a_narrow_terminal_loses_columns_not_words() -> None:
    comparison, _ = made_up("chase", "base")
    text = printed(all_parts(comparison, width=60), width=60)
    assert max(map(cell_len, text.splitlines())) <= 60
    assert "better in" in text
    assert "pairing" not in text.split("in the same luck")[1]
    assert "value of the firm  " in text
    assert "pairing" in printed(all_parts(comparison))


def test_a_chart_of_the_differences_stands_below_them() -> None:
    comparison, _ = made_up("chase", "base")
    chart = printed(comparison_tables(comparison, 80)).split("worse ")[1].splitlines()
    value = next(line for line in chart if line.startswith("value of the firm"))
    assert value.index("●") > value.index("│")  # settled, and to the better side
    assert "insolvent" not in "".join(chart)  # it never varies


def test_a_terminal_gets_colour_sparingly() -> None:
    text = printed(all_parts(made_up("chase", "base")[0]), terminal=True)
    assert text.count("\x1b[32m") == 2  # the one verdict `better` and its bar
    assert "\x1b[31m" not in text


def test_a_run_shows_every_outcome_and_every_year() -> None:
    run = fake_firm.simulate(fake_firm.scenario("chase"), "chase")
    text = printed(run_tables(run, "标题", "CNY"))
    assert max(map(cell_len, text.splitlines())) <= 80
    assert all(outcome.title in text for outcome in OUTCOMES.values())
    assert [line.split()[0] for line in text.splitlines() if line[:1].isdigit()] == ["0", "12", "24"]


def test_flows_are_summed_over_the_year() -> None:
    run = fake_firm.simulate(fake_firm.scenario("chase"), "chase")
    cast("dict[str, np.ndarray]", run.timeline)["won"] = np.arange(25.0)
    year_end = next(line for line in printed(run_tables(run, "", "CNY")).splitlines() if line.startswith("12 "))
    assert "78" in year_end.split()  # 1 + 2 + ... + 12


def test_many_replications_of_one_strategy_fit_too() -> None:
    summaries = summarise(fake_firm.made_up_runs({"base": {"value": LUCK}}).outcomes["base"])
    text = printed(run_summary_tables("base", summaries, 50, "CNY"))
    assert max(map(cell_len, text.splitlines())) <= 80


@pytest.mark.parametrize("gain", [0.0, 1.0, np.nan])
def test_a_picture_of_constant_or_undefined_differences_is_no_error(tmp_path: Path, gain: float) -> None:
    runs = fake_firm.made_up_runs({"a": {"value": np.ones(3)}, "b": {"value": np.ones(3) + gain}})
    comparison = compare(fake_firm.scenario("a", "b"), runs)
    save_figure(comparison_figure(comparison, runs), tmp_path / "x.svg")


@pytest.mark.parametrize("suffix", [".svg", ".png"])
@pytest.mark.parametrize("title", ["Chase or build?", "大客户 $还是$ 基础?"])
def test_pictures_are_the_same_bytes_each_time(tmp_path: Path, suffix: str, title: str) -> None:
    comparison, runs = made_up("chase", "base", title=title)
    for name in ("one", "two"):
        save_figure(comparison_figure(comparison, runs), tmp_path / f"{name}{suffix}")
    content = (tmp_path / f"one{suffix}").read_bytes()
    assert content == (tmp_path / f"two{suffix}").read_bytes()
    assert len(content) > 5000


def test_a_picture_says_what_it_shows() -> None:
    comparison, runs = made_up("chase", "base", "mixed")
    left, right = comparison_figure(comparison, runs).axes
    assert left.get_ylabel() == "cumulative cash flow (CNY)"
    assert right.get_xlabel() == "difference in value of the firm (CNY)"
    legend = right.get_legend()
    assert legend is not None
    assert [text.get_text().split(":")[0] for text in legend.get_texts()] == ["base", "mixed"]


@pytest.mark.parametrize(
    ("number", "half_width", "unit", "text"),
    [
        (12_345_678.0, 1_234_567.0, "money", "12.3M ± 1.2M"),
        (999_600.0, 0.0, "money", "1.00M"),
        (-1_250.0, 40.0, "money", "-1.250k ± 0.040k"),
        (0.0, 0.037, "fraction", "0.0 ± 3.7 %"),
        (0.5, 1e-9, "fraction", "50.0 %"),
        (41.3, 2.2, "number", "41.3 ± 2.2"),
        (float("nan"), float("nan"), "months", "-"),
    ],
)
def test_means_and_half_widths_stand_on_the_same_place(number: float, half_width: float, unit: str, text: str) -> None:
    assert with_half_width(number, half_width, unit) == text  # type: ignore[arg-type]


def test_infinite_numbers_do_not_stop_a_table() -> None:
    assert short(float("inf"), "number") == "inf"
