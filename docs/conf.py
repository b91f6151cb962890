"""Sphinx configuration: MyST Markdown, the furo theme, and nothing that needs the network."""

from importlib.metadata import version as installed_version

project = "keysim"
author = "keysim contributors"
copyright = "2026, keysim contributors"
version = release = installed_version("keysim")

extensions = ["myst_parser"]
myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True

html_theme = "furo"
html_title = "keysim"
