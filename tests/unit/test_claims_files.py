"""The twelve claim files: complete, fair in their form, and they run; a wrong claim is found wrong."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from experiments.claims.load import LoadedClaim, bundled_claims, load_claim, load_claims
from experiments.claims.page import claims_page
from experiments.claims.record import claims_record
from experiments.claims.runs import ClaimRuns, content_of, run_claims
from experiments.claims.verdicts import JudgedClaim, judge_claims
from experiments.cli import main
from experiments.records import json_text

FILES = bundled_claims()
INTRODUCTION_ENDS = "not\nabout the world.\n"
OWN = """\
claim: X{number}
title: More sellers spend {expected}
says: A firm with one more seller spends {expected}.
mechanism: sellers
worlds: {{default: worlds/industrial_supplier.yaml}}
run: {{horizon: 1 year, seed: 5}}
reading: Nothing to add.
tests:
  only:
    question: Does one more seller cost {expected}?
    measure: spend
    expected: {expected}
    arm: {{levers: {{reps: 3}}}}
    against: {{levers: {{reps: 2}}}}
"""


@pytest.fixture(scope="module")
def claims() -> list[LoadedClaim]:
    """All claims that come with keysim."""
    return load_claims(FILES)


@pytest.fixture(scope="module")
def runs(claims: list[LoadedClaim]) -> ClaimRuns:
    """Every cell of every claim, twice."""
    return run_claims(claims, replications=2, engine="compiled", workers=2)


@pytest.fixture(scope="module")
def judged(claims: list[LoadedClaim], runs: ClaimRuns) -> list[JudgedClaim]:
    """What two replications say."""
    return judge_claims(claims, runs)


def _texts(claim: LoadedClaim) -> Iterator[str]:
    yield claim.claim.reading
    yield claim.claim.says
    yield from (test.question for test in claim.claim.tests.values())


def test_all_twelve_claims_are_there(claims: list[LoadedClaim]) -> None:
    assert [claim.claim.claim for claim in claims] == [f"C{number}" for number in range(1, 13)]
    for file, claim in zip(FILES, claims, strict=True):
        assert file.stem.startswith(f"c{int(claim.claim.claim[1:]):02d}_")


def test_every_claim_runs_in_two_worlds_and_cites_evidence(claims: list[LoadedClaim]) -> None:
    for claim in claims:
        assert set(claim.claim.worlds) == {"default", "contrarian"}
        assert claim.claim.evidence
        assert all(text.strip() for text in _texts(claim))


def test_the_firms_of_a_test_differ(claims: list[LoadedClaim]) -> None:
    for claim in claims:
        for design in claim.designs:
            contents = [content_of(cell) for cell in design.cells]
            assert len(set(contents)) == len(contents), f"{claim.claim.claim} {design.test}"


def test_every_claim_has_a_test_whose_sign_is_open(claims: list[LoadedClaim]) -> None:
    for claim in claims:
        assert not all(test.built_in for test in claim.claim.tests.values()), claim.claim.claim


def test_every_claim_runs(runs: ClaimRuns, judged: list[JudgedClaim]) -> None:
    assert not runs.failures
    assert sum(len(claim.findings) for claim in judged) >= 80
    for claim in judged:
        for finding in claim.findings:
            assert len(finding.means) in {1, 2, 4}


def test_two_lucks_decide_nearly_nothing(judged: list[JudgedClaim]) -> None:
    decided = [finding for claim in judged for finding in claim.findings if finding.verdict != "undecided"]
    assert len(decided) <= 3


def test_the_page_holds_every_claim_and_every_number_from_the_runs(judged: list[JudgedClaim]) -> None:
    page = claims_page(judged, command="keysim claims", settings="2 replications", currency="CNY")
    for claim in judged:
        assert f"## {claim.loaded.claim.claim} {claim.loaded.claim.title}" in page
    assert page.count("| undecided |") >= 80
    assert page.endswith("\n")
    assert not re.search(r"\bnan\b", page)


def _without_results(page: str) -> list[str]:
    """The lines of a page of claims that come from the claim files alone; what runs decide is taken out."""
    kept = []
    for line in page.split(INTRODUCTION_ENDS)[1].splitlines():
        if line.startswith("| "):
            cells = line.strip("| ").split(" | ")
            kept.append(" | ".join(cells[:3] if len(cells) > 4 else cells[:1]))
        elif line and not line.startswith(("**Verdict", "- Note")):
            kept.append(line)
    return kept


def test_the_page_of_findings_is_of_these_claim_files(judged: list[JudgedClaim], repo_root: Path) -> None:
    """Its numbers need 400 replications, and are not run here; its claims, tests, readings and evidence are."""
    written = (repo_root / "docs/findings/claims.md").read_text(encoding="utf-8")
    fresh = claims_page(judged, command="keysim claims", settings="2 replications", currency="CNY")
    assert _without_results(written) == _without_results(fresh)
    assert f"over all {sum(len(claim.findings) for claim in judged)} tests of the page" in written


def test_a_finding_of_another_claim_file_is_seen(judged: list[JudgedClaim]) -> None:
    page = claims_page(judged, command="keysim claims", settings="2 replications", currency="CNY")
    rest = _without_results(page)
    for claim in judged:
        for test in claim.loaded.claim.tests.values():
            assert _without_results(page.replace(" ".join(test.question.split()), "another question")) != rest


def test_the_record_is_json(judged: list[JudgedClaim], runs: ClaimRuns) -> None:
    text = json_text(claims_record(judged, runs, "compiled", None))
    assert '"C12"' in text


def test_a_wrong_claim_is_contradicted_and_its_opposite_supported(tmp_path: Path) -> None:
    loaded = []
    for number, expected in enumerate(("higher", "lower")):
        file = tmp_path / f"own{number}.yaml"
        file.write_text(OWN.format(number=number, expected=expected), encoding="utf-8")
        loaded.append(load_claim(file))
    found = run_claims(loaded, replications=4, engine="compiled")
    assert len(found.cells) == 2, "equal cells are run once"
    assert [claim.verdict for claim in judge_claims(loaded, found)] == ["supported", "contradicted"]


def test_the_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(OWN.format(number=1, expected="higher"), encoding="utf-8")
    loaded = [load_claim(file)]
    alone, together = (run_claims(loaded, replications=3, engine="compiled", workers=n) for n in (1, 2))
    first, second = (claims_record(judge_claims(loaded, each), each, "compiled", None) for each in (alone, together))
    assert json_text(first) == json_text(second)


def test_the_command_tests_one_claim_and_writes_its_page(tmp_path: Path) -> None:
    page, record = tmp_path / "page.md", tmp_path / "record.json"
    options = ["--only", "C11", "--replications", "2", "--page", str(page), "--json", str(record)]
    told = CliRunner().invoke(main, ["claims", *options])
    assert told.exit_code == 0, told.output
    assert "C11 Cooperation needs matching status" in told.output
    assert list(json.loads(record.read_text(encoding="utf-8"))["claims"]) == ["C11"]
    assert "keysim claims --only C11 --replications 2" in page.read_text(encoding="utf-8")


def test_the_command_refuses_an_unknown_claim() -> None:
    told = CliRunner().invoke(main, ["claims", "--only", "c13"])
    assert told.exit_code == 2
    assert "no claim file begins with 'c13'" in told.output
