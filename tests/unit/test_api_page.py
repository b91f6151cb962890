"""The page of the Python interface: what it names is there, and every function on it shows an example."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

MODULE = re.compile(r"^\.\. automodule:: (\S+)\n   :members: ?(.*)$", re.MULTILINE)
PAGE = (Path(__file__).parents[2] / "docs/reference/api.md").read_text(encoding="utf-8")
MODULES = MODULE.findall(PAGE)
# Where the example stands in the docstring of the module: its functions are strategies of hypothesis.
BY_MODULE = ("simulator.testing.scenarios",)


def on_the_page() -> Iterator[tuple[ModuleType, str]]:
    """Every name on the page, with its module; a module without a list shows all public names that are its own."""
    for module_name, listed in MODULES:
        module = import_module(module_name)
        own = [name for name, value in vars(module).items() if getattr(value, "__module__", "") == module_name]
        for name in listed.split(", ") if listed else own:
            if not name.startswith("_"):
                yield module, name


def test_the_page_lists_modules_by_name_and_in_its_table() -> None:
    assert len(MODULES) > 20
    table = PAGE[: PAGE.index("## ")]
    for name in ("simulate", "replication", "decide", "sweep", "sensitivity", "breakeven", "discovery", "optimisation"):
        assert f".{name}" in table
        assert any(name in module_name for module_name, _ in MODULES)


@pytest.mark.parametrize(("module", "name"), [pytest.param(*each, id=each[1]) for each in on_the_page()])
def test_what_the_page_names_is_there_and_shown(module: ModuleType, name: str) -> None:
    found = getattr(module, name)
    assert found.__doc__
    if inspect.isfunction(found) and module.__name__ not in BY_MODULE:
        assert ">>>" in found.__doc__, "a public function carries a doctest"


@pytest.mark.parametrize("name", BY_MODULE)
def test_examples_of_scenarios_made_at_random_stand_in_their_module(name: str) -> None:
    assert ">>>" in (import_module(name).__doc__ or "")
