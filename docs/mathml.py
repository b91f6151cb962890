"""A Sphinx extension: formulas become MathML when the site is built, so that reading them needs no network.

Every current browser draws MathML by itself; Sphinx's own way would load a script from another host into each page.
"""

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator


def inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Writes a formula within a sentence."""
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def display(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Writes a formula that stands by itself."""
    formula = convert(node.astext(), display="block")
    translator.body.append(
        translator.starttag(node, "div", CLASS="math notranslate nohighlight") + formula + "</div>\n"
    )
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Makes MathML the way in which pages show formulas."""
    app.add_html_math_renderer("mathml", (inline, None), (display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
