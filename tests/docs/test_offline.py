"""The built site can be read without a network: no page loads anything from another host."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT

pytest.importorskip("sphinx", reason="builds the site: pip install 'keysim[docs]'")
pytest.importorskip("latex2mathml", reason="builds the site: pip install 'keysim[docs]'")

OUTSIDE = r"(?:https?:)?//[^\s\"'()<>]+"
# A browser loads these at once; what an `a` leads to, it loads only if the reader asks for it.
LOADING = re.compile(
    rf"<(?:script|link|img|iframe|source|video|audio|embed|object|use|image)\b[^>]*?"
    rf"(?:src|href|data|srcset)\s*=\s*[\"']?\s*({OUTSIDE})",
    re.IGNORECASE,
)
STYLED = re.compile(rf"(?:@import\s+|url\(\s*)(?:url\(\s*)?[\"']?({OUTSIDE})", re.IGNORECASE)
FORMULAS = "# A page\n\nThe mean $\\hat\\mu_n$:\n\n$$\n\\frac{a}{b}\n$$\n"


def outside(site: Path) -> list[str]:
    """What the pages, styles and pictures of a site would load from another host."""
    found = []
    for file in sorted(site.rglob("*")):
        if file.suffix in {".html", ".css", ".svg"}:
            text = file.read_text(encoding="utf-8")
            found += [f"{file.name}: {at}" for pattern in (LOADING, STYLED) for at in pattern.findall(text)]
    return found


def build(source: Path, target: Path) -> None:
    """The site of some pages, built as the documentation is."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", "-c", "docs", str(source), str(target)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_a_page_with_formulas_loads_nothing_from_outside(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/index.md").write_text(FORMULAS, encoding="utf-8")
    build(tmp_path / "pages", tmp_path / "site")
    page = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert page.count("<math") == 2
    assert "<mfrac>" in page
    assert outside(tmp_path / "site") == []


@pytest.mark.slow
def test_no_page_of_the_site_loads_anything_from_outside(tmp_path: Path) -> None:
    build(ROOT / "docs", tmp_path)
    assert len(list(tmp_path.rglob("*.html"))) > 50
    assert outside(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        '<script defer="defer" src="https://cdn.example.org/mathjax.js"></script>',
        '<link rel="stylesheet" href="//fonts.example.org/css?family=A">',
        "<img alt='a' src='http://example.org/a.png'>",
        "<style>@import url(https://example.org/a.css);</style>",
        "<style>@font-face {src: url('https://example.org/a.woff2')}</style>",
    ],
)
def test_what_would_be_loaded_is_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.html").write_text(f'<a href="https://example.org">a link may stay</a>{text}', encoding="utf-8")
    assert len(outside(tmp_path)) == 1
