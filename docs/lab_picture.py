"""Takes the pictures of the lab again: `python docs/lab_picture.py`; it needs chromium, playwright and Pillow."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Locator, Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import ARGUMENTS, NAMES  # noqa: E402
from tests.browser.lab_server import served  # noqa: E402

FOLDER = ROOT / "docs" / "figures"
SIZE = {"width": 1280, "height": 1180}
COLOURS = 128  # a page has few; the file stays small
MILLISECONDS = 60_000


def main() -> None:
    """Serve the lab, take both pictures, end it."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    with TemporaryDirectory() as folder, served(Path(folder)) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        page = chromium.new_page(viewport=SIZE)
        page.set_default_timeout(MILLISECONDS)
        for query in ("?set=run.seed%3D1", ""):  # the first time, the compiled engine is still being loaded
            page.goto(address + query)
            page.locator(".vega-embed svg").nth(4).wait_for()
        take(page, page.get_by_test_id("stApp"), "lab.png")
        page.get_by_role("radio", name="Replay").or_(page.get_by_role("button", name="Replay")).first.click()
        page.frame_locator("iframe").locator("#month").wait_for()
        page.set_viewport_size({"width": SIZE["width"], "height": 2 * SIZE["height"]})
        take(page, page.locator("iframe"), "lab_replay.png")
        chromium.close()


def take(page: Page, part: Locator, name: str) -> None:
    """Write what a part of the page shows, in few colours."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.wait_for_function("document.querySelectorAll('[data-testid=stSkeleton]').length === 0")
    file = FOLDER / name
    part.screenshot(path=file, animations="disabled")
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


if __name__ == "__main__":
    main()
