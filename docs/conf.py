"""Sphinx configuration: MyST Markdown, the furo theme, and nothing that needs the network."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # where the extension `mathml` stands

project = "keysim"
author = "keysim contributors"
copyright = "2026, keysim contributors"
version = release = installed_version("keysim")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "mathml"]
html_math_renderer = "mathml"
myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True
# Links between pages are checked; names in annotations are those of other libraries or of modules without a page.
nitpick_ignore_regex = [("py:.*", ".*")]

# No "members" here: it would overrule the lists on the page.
autodoc_default_options = {"member-order": "bysource"}
autodoc_typehints_format = "short"
default_role = "literal"  # names in docstrings stand in single backticks
napoleon_google_docstring = True
napoleon_numpy_docstring = False

pygments_style = "friendly"  # shows what a patch takes away and adds
html_theme = "furo"
html_title = "keysim"
html_static_path = ["_static"]
html_css_files = ["mathml.css"]
