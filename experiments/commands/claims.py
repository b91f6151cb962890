"""`keysim claims`: are the claims about key accounts true in the model?"""

from collections.abc import Sequence
from pathlib import Path

from experiments.claims.load import LoadedClaim, bundled_claims, load_claims
from experiments.claims.page import claims_page
from experiments.claims.record import claims_record
from experiments.claims.runs import ClaimRuns, run_claims
from experiments.claims.tables import claims_tables
from experiments.claims.verdicts import JudgedClaim, judge_claims
from experiments.claims.wording import settings_text
from experiments.commands.prepare import prepare
from experiments.commands.progress import progress_bar
from experiments.commands.settings import STANDARD_OUTPUT, bad_input, check_writable, write_text
from experiments.execute import available_cores
from experiments.records import json_text
from experiments.report.terminal import console
from simulator.simulate import Engine


def claims(
    files: Sequence[Path],
    *,
    only: Sequence[str],
    replications: int | None,
    seed: int | None,
    workers: int | None,
    engine: Engine,
    json_file: str | None,
    page: Path | None,
    quiet: bool,
) -> int:
    """Runs and judges the claims, prints them, writes what was asked for; returns the exit status."""
    check_writable("--json", json_file)
    check_writable("--page", page, (".md",))
    loaded = load_claims(_chosen(files or bundled_claims(), only))
    count = replications or max(claim.claim.run.replications for claim in loaded)
    prepare(engine, quiet=quiet)
    with progress_bar(wanted=not quiet) as progress:
        runs = run_claims(
            loaded,
            replications=count,
            seed=seed,
            engine=engine,
            workers=workers or available_cores(),
            progress=progress,
        )
    judged = judge_claims(loaded, runs)
    settings = settings_text(count, seed, loaded)
    if json_file != STANDARD_OUTPUT and not quiet:
        _print(judged, settings, runs)
    if json_file is not None:
        write_text(json_file, json_text(claims_record(judged, runs, engine, seed)))
    if page is not None:
        command = _command(files, only, count, seed, page)
        write_text(page, claims_page(judged, command=command, settings=settings, currency=_currency(loaded)))
    return 1 if runs.failures else 0


def _chosen(files: Sequence[Path], only: Sequence[str]) -> list[Path]:
    """The files whose name begins with one of the names asked for; all if none is."""
    known = [file.stem for file in files]
    for name in only:
        if not any(stem.startswith(name.lower()) for stem in known):
            raise bad_input("--only", f"no claim file begins with '{name}', known are {', '.join(known)}")
    if not only:
        return list(files)
    return [file for file in files if any(file.stem.startswith(name.lower()) for name in only)]


def _print(judged: Sequence[JudgedClaim], settings: str, runs: ClaimRuns) -> None:
    output = console()
    for part in claims_tables(judged, settings, _currency([claim.loaded for claim in judged])):
        output.print(part)
        output.print()
    if runs.failures:
        output.print(f"{len(runs.failures)} runs failed; the first: {runs.failures[0].error}", markup=False)


def _currency(loaded: Sequence[LoadedClaim]) -> str:
    found = [cell.world.currency for claim in loaded for design in claim.designs for cell in design.cells]
    return ", ".join(dict.fromkeys(found))


def _command(files: Sequence[Path], only: Sequence[str], replications: int, seed: int | None, page: Path) -> str:
    """The command that writes the page again."""
    words = ["keysim claims", *map(str, files), *(f"--only {name}" for name in only)]
    words += [f"--replications {replications}"] + ([f"--seed {seed}"] if seed is not None else [])
    return " ".join([*words, f"--page {page.as_posix()}"])
