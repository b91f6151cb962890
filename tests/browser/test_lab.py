"""The lab in a real browser: a lever moves the verdict, a bad file is told, a saved one opens, the film plays."""

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from click.testing import CliRunner

pytest.importorskip("streamlit", reason="the lab needs streamlit: pip install 'keysim[lab]'")

from experiments import cli
from experiments.execute import available_cores
from tests.browser.lab_server import served

CASH = "world.finance.opening_cash"
FEW = "run.replications=15"
MILLISECONDS = 120_000  # the longest wait for anything; a busy machine may be slow, and waiting costs nothing else
MOVES = 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def lab(browser: Any, folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of desktop size that notes whom it speaks to and what goes wrong in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS)
    page.hosts, page.errors = set(), []
    page.on("request", lambda request: page.hosts.add(urlsplit(request.url).hostname))
    page.on("websocket", lambda socket: page.hosts.add(urlsplit(socket.url).hostname))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    context.close()
    assert page.errors == []
    assert page.hosts <= {"127.0.0.1", None, ""}


def opened(page: Any, lab: str, *changes: str, source: str = "chase_or_build") -> str:
    """Opens a view and gives its verdict, once the page is at rest."""
    page.goto(f"{lab}/?{urlencode({'open': source, 'set': [FEW, *changes]}, doseq=True)}")
    page.locator("[data-verdict]").wait_for()
    at_rest(page)
    return verdict(page)


def verdict(page: Any) -> str:
    """The words of the verdict as they are written: the style sheet may come after them and shows some in capitals."""
    return str(page.locator("[data-verdict]").text_content())


def changed_verdict(page: Any, before: str) -> str:
    """The verdict once it is another one and the page is at rest."""
    page.wait_for_function(
        "before => { const now = document.querySelector('[data-verdict]'); return now && now.textContent !== before }",
        arg=before,
    )
    at_rest(page)
    return verdict(page)


def at_rest(page: Any) -> None:
    """Waits until the script has ended; where it may not have begun yet, wait for a sign of its work first."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def show_part(page: Any, name: str) -> None:
    page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name, exact=True)).first.click()


def hand_over(page: Any, file: Path) -> None:
    """Hands a file over once the page has done with showing where to: it may draw that anew until then."""
    show_part(page, "A file")
    page.get_by_test_id("stFileUploader").wait_for()
    at_rest(page)
    page.locator('input[type="file"]').set_input_files(str(file))
    page.get_by_test_id("stFileUploader").get_by_text(file.name).first.wait_for()


def test_a_lever_moves_the_verdict_and_the_link_brings_it_back(page: Any, lab: str) -> None:
    first = opened(page, lab)
    page.get_by_text("Money", exact=True).click()
    cash = page.get_by_role("slider", name="Opening cash")
    for _ in range(5):
        cash.press("ArrowLeft")
    page.wait_for_url(re.compile(re.escape(urlencode({"set": f"{CASH}=3M"}))))
    page.get_by_text("Opening cash: 8M → 3M").wait_for()  # drawn after the verdict of the same run of the script
    poorer = changed_verdict(page, first)
    page.reload()
    page.get_by_text("Opening cash: 8M → 3M").wait_for()
    assert changed_verdict(page, first) == poorer
    page.locator(".vega-embed svg").nth(4).wait_for()


def test_a_bad_file_is_told_with_its_line(page: Any, lab: str, folder: Path) -> None:
    before = opened(page, lab)
    file = folder / "faulty.yaml"
    file.write_text("extends: chase_or_build\nrun: {sed: 7}\n", encoding="utf-8")
    hand_over(page, file)
    told = page.get_by_text("faulty.yaml:2: run.sed: unknown name 'sed'; did you mean 'seed'?")
    told.wait_for()
    at_rest(page)
    assert verdict(page) == before


def test_what_is_saved_opens_again_and_compares_alike(page: Any, lab: str, folder: Path) -> None:
    shown = opened(page, lab, f"{CASH}=3M", "strategies.build_base.phases.0.reps=7")
    show_part(page, "Save and share")
    page.get_by_text("As a command").wait_for()  # the last of this part: no button is drawn anew under the pointer
    at_rest(page)
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    downloaded = folder / "downloaded.yaml"
    download.value.save_as(downloaded)
    page.get_by_role("textbox", name="Or write it to").fill("written")
    page.get_by_role("button", name="Write", exact=True).click()
    page.get_by_text("Wrote written.yaml").wait_for()
    assert (folder / "written.yaml").read_bytes() == downloaded.read_bytes()
    hand_over(page, downloaded)
    page.wait_for_url(re.compile("uploaded"))
    page.get_by_text("Open: downloaded.yaml").wait_for()
    page.get_by_text("Opening cash: 8M → 3M").wait_for(state="detached")  # the file has it so: nothing is changed
    at_rest(page)
    assert verdict(page) == shown
    assert compared(downloaded, folder)[0] in shown


def compared(file: Path, folder: Path) -> list[str]:
    """The result that the command line tells of a file."""
    record = folder / "record.json"
    assert CliRunner().invoke(cli.main, ["compare", str(file), "--quiet", "--json", str(record)]).exit_code == 0
    remarks = json.loads(record.read_text(encoding="utf-8"))["verdict"]
    return [remark["text"] for remark in remarks if remark["topic"] == "Result"]


@pytest.mark.slow
def test_the_verdict_renews_in_under_a_second(page: Any, lab: str, record_property: Any) -> None:
    """From the key that moves a lever to the new words, at 100 lucks; the quickest of some, on a machine at rest."""
    if os.getloadavg()[0] > available_cores() / 2:
        pytest.skip("the machine is busy with something else")
    opened(page, lab, "run.replications=100")
    page.get_by_text("Money", exact=True).click()
    margin = page.get_by_role("slider", name="Gross margin")
    seconds = []
    for _ in range(MOVES):
        before = verdict(page)
        at_rest(page)
        begin = time.perf_counter()
        margin.press("ArrowLeft")
        changed_verdict(page, before)
        seconds.append(time.perf_counter() - begin)
    record_property("seconds", seconds)
    print(f"\nThe verdict renewed after {', '.join(f'{each:.2f}' for each in seconds)} s")
    assert min(seconds) < 1.0


@pytest.mark.slow
def test_the_film_plays(page: Any, lab: str) -> None:
    opened(page, lab)
    show_part(page, "Replay")
    film = page.frame_locator("iframe")
    film.get_by_text("month 60 of 60", exact=True).wait_for()
    at_rest(page)
    customers = film.locator(".numbers").first
    at_the_end = customers.inner_text()
    # Slow, and any month of its first half will do: a busy machine may miss many months between two looks.
    film.locator("#speed").select_option("slow")
    film.get_by_role("button", name="Play").click()
    film.get_by_text(re.compile(r"^month ([1-9]|[12]\d) of 60$")).wait_for()
    film.get_by_role("button", name="Pause").click()
    film.get_by_role("button", name="Play").wait_for()
    assert customers.inner_text() != at_the_end
    stopped = int(film.locator("#month").inner_text().split()[1])
    film.locator("#slider").press("ArrowRight")
    film.get_by_text(f"month {stopped + 1} of 60", exact=True).wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_all_of_it_in_one_column(browser: Any, lab: str, scheme: Any) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=scheme, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS)
    opened(page, lab)
    page.locator(".vega-embed svg").nth(4).wait_for()
    page.wait_for_function("document.scrollingElement.scrollWidth <= 390")
    background = page.locator('[data-testid="stApp"]').evaluate("each => getComputedStyle(each).backgroundColor")
    dark = sum(map(int, re.findall(r"\d+", background)[:3])) < 384
    assert dark == (scheme == "dark")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_text("How buyers choose").wait_for()
    context.close()
