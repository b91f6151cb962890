"""Whatever stands in a file or on the command line: a scenario or clear faults, never another exception."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import ScenarioError
from simulator.scenario.load import check_file, load_scenario
from simulator.scenario.schema import Scenario
from simulator.scenario.strategy import Strategy
from simulator.scenario.world import World

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
SOURCES = [file.read_bytes() for file in sorted(VALID.glob("*.yaml"))]
PARTS = sorted({line for source in SOURCES for line in source.splitlines()})
WORDS = [
    b": ",
    b"- ",
    b"{",
    b"}",
    b"[",
    b"]",
    b"&a ",
    b"*a",
    b"!!int ",
    b"\t",
    b"\n",
    b"'",
    b'"',
    b"#",
    b"|",
    b">",
    b"?",
]
WORDS += [
    b"null",
    b".nan",
    b".inf",
    b"-1",
    b"1e999",
    b"extends: ",
    b"120 %",
    b"\xff",
    b"\x00",
    b"\xe5",
    b"---\n",
    b"<<: ",
]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.sampled_from(["300k", "35 %", "6 weeks", "never", "time >= 2 years", "machinery", "lognormal", "", "unlimited"]),
    st.text(max_size=20),
)
NAMES = sorted(
    {
        *World.model_fields,
        *Strategy.model_fields,
        *Scenario.model_fields,
        "machinery",
        "distribution",
        "median",
    }
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=6),
    ),
    max_leaves=25,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    for source in VALID.glob("*.yaml"):
        (folder / source.name).write_bytes(source.read_bytes())
    return folder / "fuzzed.yaml"


def try_to_load(file: Path, content: bytes) -> None:
    """Loads the content as each kind of file; every fault must be one line."""
    file.write_bytes(content)
    faults = check_file(file)
    assert all(str(fault).isprintable() and fault.message for fault in faults)
    if not faults_of_scenario(file):
        scenario = load_scenario(file)
        assert Scenario.model_validate(scenario.model_dump()) == scenario


def faults_of_scenario(file: Path) -> str:
    """What is wrong with a file as a scenario, one line for each fault."""
    try:
        load_scenario(file)
    except ScenarioError as error:
        return str(error)
    return ""


def written(tree: object) -> str:
    """A tree in flow style, which any YAML reader takes."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{written(str(k))}: {written(v)}" for k, v in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(written, tree)) + "]"
    if isinstance(tree, str):
        return '"' + "".join(c if c.isalnum() else f"\\U{ord(c):08x}" for c in tree) + '"'
    return "null" if tree is None else str(tree).lower()


@given(st.binary(max_size=300))
def test_random_bytes(file: Path, content: bytes) -> None:
    try_to_load(file, content)


@given(st.lists(st.one_of(st.sampled_from(PARTS), st.sampled_from(WORDS), st.binary(max_size=3)), max_size=30))
def test_shuffled_lines(file: Path, parts: list[bytes]) -> None:
    try_to_load(file, b"\n".join(parts))


@settings(max_examples=200)
@given(st.data())
def test_mutated_files(file: Path, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SOURCES)))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 12)))
        content[start:end] = data.draw(st.one_of(st.sampled_from(WORDS), st.binary(max_size=4), st.just(b"")))
    try_to_load(file, bytes(content))


@settings(max_examples=100)
@given(TREES)
def test_any_tree(file: Path, tree: object) -> None:
    try_to_load(file, written(tree).encode("utf-8", errors="surrogatepass"))


@settings(max_examples=100)
@given(world=TREES, strategy=TREES, run=TREES)
def test_any_parts(file: Path, world: object, strategy: object, run: object) -> None:
    tree = {"world": world, "strategies": {"a": strategy, "b": {"phases": [strategy, run]}}, "run": run}
    try_to_load(file, b"extends: minimal.yaml\n" + "\n".join(f"{k}: {written(v)}" for k, v in tree.items()).encode())


@settings(max_examples=200)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.builds(
                "{}={}".format,
                st.lists(st.sampled_from([*NAMES, "chase", "0", "1", "-1", "phases"]), max_size=5).map(".".join),
                TREES.map(written) | st.text(max_size=10),
            ),
        ),
        max_size=3,
    )
)
def test_any_override(overrides: list[str]) -> None:
    for fault in check_file(VALID / "minimal.yaml", overrides):
        assert str(fault).isprintable()
