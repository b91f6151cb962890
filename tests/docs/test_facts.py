"""What pages list is complete: extras, versions, folders of tests, pages that programs write."""

import re
import sys
import tomllib
from importlib import util

import pytest
import yaml

from experiments.execute import RUNS_WORTH_PROCESSES
from simulator.simulate import MOST_ACCOUNTS_TOGETHER, MOST_RUNS_TOGETHER
from tests.docs.blocks import ROOT, read

PACKAGES = ("simulator", "experiments")
PROJECT = tomllib.loads(read("pyproject.toml"))["project"]


@pytest.mark.parametrize("page", ["docs/reference/versions.md"])
def test_every_extra_is_told(page: str) -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", read(page), re.MULTILINE))
    assert told >= set(PROJECT["optional-dependencies"])


def test_the_citation_names_this_version() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert f"(version {PROJECT['version']})" in read("docs/how-to/cite.md")


def test_every_folder_of_tests_is_on_the_map() -> None:
    told = set(re.findall(r"^\| `tests/(\w+)/` \|", read("CONTRIBUTING.md"), re.MULTILINE))
    folders = {path.parent.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").rglob("test_*.py")}
    assert told >= folders


def test_every_package_is_on_the_map() -> None:
    guide = read("CONTRIBUTING.md")
    simulator, experiments = ({path.parent.name for path in (ROOT / name).glob("*/__init__.py")} for name in PACKAGES)
    assert [name for name in simulator if f"`simulator/{name}/`" not in guide] == []
    part = guide[guide.index("| part |") : guide.index("[How the code is laid out]")]
    assert [name for name in experiments if f"`{name}/`" not in part] == []
    told = re.findall(r"`(\w+\.py)`", part)
    assert [name for name in told if not (ROOT / "experiments" / name).is_file()] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_layers_are_those_of_the_contract(package: str) -> None:
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    [layers] = [one["layers"] for one in contracts if one["id"] == f"{package}-layers"]
    tables = re.findall(r"^\| layer \|.*\n(?:\|.*\n)+", read("docs/explanation/architecture.md"), re.MULTILINE)
    contract = re.findall(r"\w+", " ".join(layers))
    [table] = [each for each in tables if f"`{package}.{contract[0]}`" in each]
    assert re.findall(rf"`{package}\.(\w+)`", table) == contract


def test_every_confined_library_is_told() -> None:
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    page = read("docs/explanation/architecture.md")
    confined = [name for one in contracts if one["type"] == "forbidden" for name in one["forbidden_modules"][:1]]
    assert [name for name in confined if f"| {name}" not in page.lower()] == []


def test_every_writer_of_pages_is_told() -> None:
    specification = util.spec_from_file_location("regenerate", ROOT / "docs" / "regenerate.py")
    assert specification is not None
    assert specification.loader is not None
    module = util.module_from_spec(specification)
    sys.modules["regenerate"] = module
    specification.loader.exec_module(module)
    guide = read("CONTRIBUTING.md")
    commands = [command.replace("-c KEYSIM", "keysim").removesuffix(" --quiet") for command in module.WRITERS.values()]
    assert [command for command in commands if f"`{command}`" not in guide and f"`python {command}`" not in guide] == []


def test_how_many_runs_go_together_is_as_the_pages_say() -> None:
    names = ("explanation/performance", "how-to/run-on-a-laptop")
    page, laptop = (" ".join(read(f"docs/{name}.md").split()) for name in names)
    assert (MOST_RUNS_TOGETHER, MOST_ACCOUNTS_TOGETHER) == (16, 10_000)
    assert "up to sixteen, or ten thousand accounts" in page
    assert "Up to sixteen runs (or ten thousand accounts, if that is less)" in page
    assert f"({RUNS_WORTH_PROCESSES:,} runs and more)" in laptop
