"""The report as a page: the same bytes, whole by itself, readable by everybody, with the right numbers in it."""

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner, Result

from experiments import cli
from experiments.report.page import Cell, Folded, Page, Section, Table, Words, page_html
from experiments.report.palette import COLOURS
from experiments.report.svg import VARIABLES, head, panel, picture
from tests.support.tiny_study import SCENARIO

CHINESE = "大客户营销:先追大客户,还是先打基础?"
SVG = re.compile(r"<svg .*?</svg>", re.DOTALL)
WORDS_OF_UNITS = ("CNY", "lucks", "per luck", "standard deviations", " %", "% of", "customers", "key accounts")
VOID = {"meta", "link", "br", "img", "hr", "input"}
AWKWARD = "a<b>&\"c$d'"


class Reader(HTMLParser):
    """Collects what a page holds, and refuses tags that do not close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open += [] if tag in VOID else [tag]
        for name, value in attrs:
            self.ids += [value or ""] if name == "id" else []
            self.references += [value or ""] if name in {"href", "src", "xlink:href", "srcset", "data"} else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open = self.open if tag in VOID else self.open[:-1]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def keysim(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, [*arguments, "--quiet"])


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    (folder / "tiny.yaml").write_text(SCENARIO.replace("Five accounts", CHINESE), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def page(tiny: Path) -> str:
    """The report on the main question, of few replications."""
    target = tiny / "main.html"
    result = keysim("report", "chase_or_build", "-o", str(target), "--replications", "8", "--workers", "1")
    assert result.exit_code == 0, result.output
    return target.read_text(encoding="utf-8")


def test_the_same_bytes_again_for_any_number_of_workers_and_beside_compare(page: str, tiny: Path) -> None:
    again, beside = tiny / "again.html", tiny / "beside.html"
    few = ("chase_or_build", "--replications", "8")
    assert keysim("report", *few, "-o", str(again), "--workers", "2").exit_code == 0
    assert keysim("compare", *few, "--report", str(beside), "--workers", "2").exit_code == 0
    assert again.read_text(encoding="utf-8") == page
    assert beside.read_text(encoding="utf-8") == page


def test_the_page_needs_nothing_else(page: str) -> None:
    reader = read(page)
    assert not reader.tags & {"script", "link", "img", "iframe", "object", "embed"}
    assert reader.references
    assert [each for each in reader.references if not each.startswith("#")] == []
    assert [each[1:] for each in reader.references if each[1:] not in reader.ids] == []
    assert re.findall(r"@import|url\((?!#)", page) == []
    assert set(re.findall(r"https?://[^\s\"<]*", page)) == {"http://www.w3.org/2000/svg"}


def test_every_name_within_the_page_is_unique(page: str) -> None:
    ids = read(page).ids
    assert len(ids) == len(set(ids)) > 20


def test_every_picture_says_what_it_shows_and_in_which_unit(page: str) -> None:
    pictures = SVG.findall(page)
    assert len(pictures) >= 18
    for text in pictures:
        root = ElementTree.fromstring(text)
        title, description, *_ = root
        assert (title.tag[-5:], description.tag[-4:]) == ("title", "desc")
        assert len(title.text or "") > 5
        assert len(description.text or "") > 10
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        drawn = " ".join(part.text or "" for part in root.iter("{http://www.w3.org/2000/svg}text"))
        assert any(unit in drawn for unit in WORDS_OF_UNITS), title.text


def test_every_colour_of_a_picture_follows_light_and_dark(page: str) -> None:
    style = page[page.index("<style>") : page.index("</style>")]
    for variable in set(re.findall(r"var\(--([a-z0-9-]+)", page)):
        defined = len(re.findall(rf"--{variable}:", style))
        assert defined == 3, f"{variable}: in light, dark and print"
    for text in SVG.findall(page):
        assert re.findall(r"(?<!, )#[0-9a-f]{6}\b", text) == []


def test_the_verdict_comes_first_and_in_the_words_of_compare(page: str) -> None:
    printed = CliRunner().invoke(cli.main, ["compare", "chase_or_build", "--replications", "8", "--quiet"]).stdout
    verdict = " ".join(printed.split()).removeprefix("Verdict Result ")
    sentence = verdict[: verdict.index(" Also ")]
    assert sentence in page
    assert page.index(sentence) < page.index("<h2>Outcomes</h2>")
    assert page.index("<h2>") < page.index("<svg")


def test_the_report_tells_how_to_make_it_again(page: str, tiny: Path) -> None:
    assert "keysim report chase_or_build --replications 8 --seed 20261123 -o report.html" in page
    changed = tiny / "changed.html"
    options = ("--set", "world.finance.opening_cash=2M", "--indifference", "value=1M", "--seed", "5")
    result = keysim("report", "chase_or_build", "--replications", "2", *options, "-o", str(changed))
    assert result.exit_code == 0
    text = changed.read_text(encoding="utf-8")
    assert "--seed 5 --set world.finance.opening_cash=2M --indifference value=1000000.0" in text
    assert "set on the command line" in text


@pytest.mark.parametrize("replications", ["1", "2", "9"])
def test_few_lucks_and_a_title_in_chinese_are_shown(tiny: Path, replications: str) -> None:
    target = tiny / f"tiny-{replications}.html"
    result = keysim("report", str(tiny / "tiny.yaml"), "-o", str(target), "--replications", replications)
    assert result.exit_code == 0, result.output
    text = target.read_text(encoding="utf-8")
    read(text)
    assert f"<h1>{CHINESE}</h1>" in text
    assert f"<title>{CHINESE}</title>" in text


def test_a_market_that_never_buys_has_a_report_too(tiny: Path) -> None:
    file, target = tiny / "quiet.yaml", tiny / "quiet.html"
    text = SCENARIO.replace("reviews_per_year: 6", "reviews_per_year: 0")
    file.write_text(text.replace("  finance:", "  selling: {cold_success: 0}\n  finance:"), encoding="utf-8")
    result = keysim("report", str(file), "-o", str(target))
    assert result.exit_code == 0, result.output
    page = target.read_text(encoding="utf-8")
    assert "no account was key in any luck" in page
    assert re.findall(r"\b(?:nan|None|inf)\b", SVG.sub("", page[page.index("<main>") :])) == []


def test_names_of_strategies_are_never_read_as_markup(tiny: Path) -> None:
    file, target = tiny / "awkward.yaml", tiny / "awkward.html"
    name = "'" + AWKWARD.replace("'", "''") + "'"
    text = SCENARIO.replace("  two:", f"  {name}:").replace("  three:", "  先打基础:")
    file.write_text(text, encoding="utf-8")
    result = keysim("report", str(file), "-o", str(target))
    assert result.exit_code == 0, result.output
    page = target.read_text(encoding="utf-8")
    assert "b" not in read(page).tags
    pictures = [ElementTree.fromstring(text) for text in SVG.findall(page)]
    drawn = {part.text for root in pictures for part in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {AWKWARD, "先打基础"} <= drawn


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "x.pdf"], "-o: 'x.pdf' must end in .html"),
        (["-o", "no/such/x.html"], "lies in a folder that does not exist"),
        (["--study", "missing.db"], "--study: 'missing.db' does not exist"),
        (["--study", __file__], "--study: "),
        (["--indifference", "valu=1"], "unknown outcome 'valu'; did you mean 'value'?"),
    ],
)
def test_bad_input_is_one_clear_line_and_status_2(arguments: list[str], message: str) -> None:
    result = keysim("report", "chase_or_build", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_picture_is_the_same_bytes_and_has_no_font_of_its_own() -> None:
    def drawn() -> str:
        axes = panel(300, 200)
        axes.plot([0.0, 1.0], [0.123456789, 1.0], color=COLOURS[1])
        axes.fill_between([0.0, 1.0], [0.0, 1.0], color=COLOURS[0], alpha=0.2)
        head(axes, "大客户 < $x$", "0.00219 #0072b2")
        return picture(axes, "one", title="A & B", description="<none>").svg

    text = drawn()
    assert text == drawn()
    root = ElementTree.fromstring(text)
    assert "大客户 < $x$" in {part.text for part in root.iter("{http://www.w3.org/2000/svg}text")}
    assert ">0.00219 #0072b2</text>" in text  # words are nobody's place or colour
    assert "font-family" not in text
    assert "var(--series-2, #d55e00)" in text
    assert [tag for tag in re.findall(r"<[^>]*>", text) if re.search(r"\d\.\d{3}", tag)] == []
    assert all(colour.lower() in VARIABLES for colour in COLOURS)


def test_parts_of_a_page_are_shown_as_text() -> None:
    table = Table(header=("a", "<b>"), rows=[("x", Cell(text="1 < 2", tone="good"))], caption="c & d")
    section = Section(
        title="One & two", parts=[Words(text="<script>", label="Why"), Folded(title="more", parts=[table])]
    )
    text = page_html(Page(title="t", subtitle="s", sections=[section]))
    assert read(text).tags >= {"details", "table", "caption"}
    assert "<script>" not in text
    assert "1 &lt; 2" in text
    assert '<section id="one-two">' in text


def test_a_fan_shows_values_that_happened() -> None:
    from experiments.report.charts.fan import LEVELS, fan_of

    curves = np.array([[k, 10 * k] for k in range(1, 21)], dtype=float)
    assert fan_of(curves)[:, 0].tolist() == [1, 5, 10, 15, 19]
    assert len(LEVELS) == 5
