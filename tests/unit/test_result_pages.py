"""Reports on results: whole by themselves, the same bytes, the command's own words in them, faults told once."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from experiments import cli
from experiments.commands.result_report import typed_command
from experiments.report.page import Words, capitalised
from experiments.report.results.common import failures_words
from experiments.report.results.pages import PAGES, kind_of, result_page
from simulator.errors import SimulatorError
from tests.support.tiny_study import SCENARIO
from tests.unit.test_report_page import CHINESE, read

SAMPLED = """\
title: TITLE
scenario: tiny.yaml
strategies: [one, two]
factors:
  sigma: {path: "world.segments.*.wallet.sigma", low: 0.5, high: 1.5, steps: 3}
  cost: {path: world.finance.seller_cost_per_month, low: 0 per month, high: 20k per month, steps: 7}
design: full_factorial
replications: 6
seed: 11
"""
LEVERS = """\
title: TITLE
scenario: tiny.yaml
factors:
  size: {path: strategies.two.phases.0.targeting.size_exponent, low: 0, high: 1}
  reps: {path: strategies.two.phases.0.reps, low: 1, high: 4}
"""
# 40 accounts that order less and less often: enough for every model to be fitted to.
ORDERS = "account;date;amount\n" + "".join(
    f"客户{account};2024-{1 + month:02d}-{1 + (7 * account + month) % 28:02d};{50 + 13 * (account * month % 17)}\n"
    for account in range(40)
    for month in range(12)
    if month % (1 + account % 4) == 0 and month <= 3 + account % 9
)
FEW = "--workers 1 --quiet"
COMMANDS = {
    "sensitivity": "sensitivity study.yaml --method morris --points 3 --replications 3",
    "sobol": "sensitivity study.yaml --points 4 --replications 4",
    "map": "map study.yaml --x sigma --y cost --budget 3000",
    "discover": "discover store.db",
    "regret": "regret store.db",
    "optimise": "optimise levers.yaml --budget 200 --lucks 5 --fresh 20",
    "decide": "decide tiny.yaml --cap 60",
    "calibrate": "calibrate orders.csv",
}


def keysim(command: str) -> Result:
    return CliRunner().invoke(cli.main, command.split())


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    """What every command wrote; its report lies beside the JSON file, in the working folder."""
    folder = tmp_path_factory.mktemp("results")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        Path("tiny.yaml").write_text(SCENARIO.replace("Five accounts", CHINESE), encoding="utf-8")
        Path("study.yaml").write_text(SAMPLED.replace("TITLE", CHINESE), encoding="utf-8")
        Path("levers.yaml").write_text(LEVERS.replace("TITLE", CHINESE), encoding="utf-8")
        Path("orders.csv").write_text(ORDERS, encoding="utf-8")
        assert keysim(f"sweep study.yaml --store store.db {FEW}").exit_code == 0
        found = {}
        for name, command in COMMANDS.items():
            workers = FEW if name not in {"discover", "regret", "calibrate"} else "--quiet"
            result = keysim(f"{command} --json {name}.json --report {name}.html {workers}")
            assert result.exit_code == 0, (name, result.output)
            found[name] = json.loads(Path(f"{name}.json").read_text(encoding="utf-8"))
        yield found


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def sentences(record: dict[str, Any]) -> list[str]:
    """The answer as the command itself words it."""
    if "words" in record:
        return [record["chosen"]["reason"], *record["words"]["What remains a guess"]]
    if "sides" in record:
        return [line for side in record["sides"].values() for line in side["text"]]
    return [record["answer"], *record.get("notes", {}).values()] if "answer" in record else record["reading"]


def test_every_command_with_a_page_is_tested() -> None:
    assert {command.split()[0] for command in COMMANDS.values()} == set(PAGES)


@pytest.mark.parametrize("name", COMMANDS)
def test_page_of_a_result_is_whole_and_says_what_the_command_says(
    name: str, results: dict[str, dict[str, Any]]
) -> None:
    page = Path(f"{name}.html").read_text(encoding="utf-8")
    reader, text = read(page), text_of(page)
    assert len(set(reader.ids)) == len(reader.ids)
    assert "script" not in reader.tags
    assert all(reference.startswith("#") for reference in reader.references)
    assert "url(http" not in page
    assert "@import" not in page
    for said in sentences(results[name]):
        words = " ".join(said.split())
        assert words in text or capitalised(words) in text
    assert (CHINESE if name != "calibrate" else "orders.csv") in text
    assert "<svg" in page or name == "calibrate"
    for heading in ("The answer", "What the uncertainty means", "Where it comes from"):
        assert heading in text


@pytest.mark.parametrize("name", COMMANDS)
def test_report_on_the_file_is_the_same_page_and_the_same_bytes(
    name: str, results: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    for target in (first, second):
        result = keysim(f"report {name}.json -o {target}")
        assert (result.exit_code, result.output) == (0, f"wrote {target}\n")
    assert first.read_bytes() == second.read_bytes()
    code = re.compile(r"<pre><code>keysim.*?</code></pre>", re.DOTALL)
    beside = Path(f"{name}.html").read_text(encoding="utf-8")
    assert code.sub("", beside) == code.sub("", first.read_text(encoding="utf-8"))
    assert f"keysim report {name}.json -o report.html" in first.read_text(encoding="utf-8")


def test_page_beside_the_tables_holds_the_command_as_it_was_typed(results: dict[str, dict[str, Any]]) -> None:
    page = text_of(Path("map.html").read_text(encoding="utf-8"))
    assert "keysim map study.yaml --x sigma --y cost --budget 3000 --report report.html" in page
    assert "--workers" not in page
    assert "keysim decide tiny.yaml --cap 60 --report report.html" in text_of(Path("decide.html").read_text("utf-8"))
    with pytest.raises(RuntimeError):
        typed_command()


def test_amounts_in_a_page_are_those_of_the_record(results: dict[str, dict[str, Any]]) -> None:
    record = json.loads(json.dumps(results["decide"]))
    pair = next(iter(record["duels"]))
    record["duels"][pair] |= {"mean": 12.3e6, "interval": [11.1e6, 13.5e6]}
    said = repr(result_page(record, ()).sections)
    assert "+12.3M" in said
    assert "+11.1M to +13.5M" in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2]", "wrong.json: holds no result\n"),
        ("{", "wrong.json: is neither a store nor a result in JSON (Expecting property name"),
        ('{"points": 3}', "wrong.json: holds no result of sensitivity, map, discover, regret, optimise, decide or"),
        ('{"command": "regret"}', "wrong.json: is not what keysim regret writes today ('provenance' is missing)"),
        ('{"decision": "winner", "scenario": 3}', "wrong.json: is not what keysim decide writes today"),
    ],
)
def test_wrong_file_is_told_in_one_message(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(text, encoding="utf-8")
    result = keysim(f"report {file} -o {tmp_path / 'page.html'}")
    assert result.exit_code == 2
    assert message in result.output
    assert len(result.output.splitlines()) == 1
    assert not (tmp_path / "page.html").exists()


def test_options_of_runs_do_not_go_with_a_result(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    file.write_text("{}", encoding="utf-8")
    result = keysim(f"report {file} --seed 3")
    assert (result.exit_code, result.output) == (2, "--seed: does not go with a result: its runs are done\n")
    assert keysim(f"report {tmp_path / 'none.json'}").output.endswith("none.json: no such file\n")


@pytest.mark.parametrize("command", [*COMMANDS.values()])
def test_a_report_that_cannot_be_written_is_refused_before_the_work(command: str) -> None:
    result = keysim(f"{command} --report page.pdf")
    assert result.exit_code == 2
    assert "must end in .html" in result.output or "no such" in result.output or "does not exist" in result.output


def test_kind_is_told_from_the_record_alone(results: dict[str, dict[str, Any]]) -> None:
    assert {name: kind_of(record) for name, record in results.items()} == {
        name: command.split()[0] for name, command in COMMANDS.items()
    }
    assert kind_of({"command": ["a", "list"]}) is None
    with pytest.raises(SimulatorError, match="holds no result of"):
        result_page({"strategies": {}}, ())


def test_what_failed_is_told_with_its_error() -> None:
    failures = [{"point": 3, "block": 0, "error": "ArithmeticError: a made-up fault"}]
    (told,) = failures_words({"failures": failures})
    assert isinstance(told, Words)
    assert told.text.endswith("the first, at point 3: ArithmeticError: a made-up fault")
    assert failures_words({"failures": []}) == []
