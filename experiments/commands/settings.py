"""What all computing commands share: options, inputs checked before the work, replications, files."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.amounts import KIND_OF_UNIT
from experiments.commands.prepare import prepare
from experiments.commands.progress import progress_bar
from experiments.execute import available_cores
from experiments.replication import CURVES, FailedReplication, Measure, Replications, replicate, replicate_in_worlds
from experiments.world_draws import DrawnWorlds
from simulator.catalogue import OUTCOMES
from simulator.errors import Fault, MisfitError, ScenarioError, closest, printable
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine
from simulator.units import parse

STANDARD_OUTPUT = "-"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The options that every computing command has; None leaves the choice to the file or the machine."""

    seed: int | None
    replications: int | None
    workers: int | None
    engine: Engine
    overrides: Sequence[str]
    json_file: str | None
    quiet: bool

    @property
    def prints(self) -> bool:
        """Whether people read standard output (and no program does)."""
        return self.json_file != STANDARD_OUTPUT

    def load(self, file: Path) -> Scenario:
        """The scenario of a file with the overrides, the seed and the replications asked for.

        Raises:
            ScenarioError: With all faults of the file and of the options.
        """
        scenario = load_scenario(file, self.overrides)
        check_writable("--json", self.json_file)
        asked = {"seed": self.seed, "replications": self.replications}
        changes = {name: value for name, value in asked.items() if value is not None}
        return scenario.model_copy(update={"run": scenario.run.model_copy(update=changes)})

    def replicate(
        self,
        scenario: Scenario,
        strategies: Sequence[str],
        columns: Sequence[str] = CURVES,
        measure: Measure | None = None,
        worlds: DrawnWorlds | None = None,
    ) -> Replications:
        """All replications of the strategies, with a progress bar; failed ones are told on standard error.

        Args:
            scenario: What runs; it says how many replications, with which seed.
            strategies: Which of its strategies.
            columns: Columns of the timeline to keep.
            measure: Makes arrays of a run beyond its outcomes.
            worlds: The same scenario in several worlds, among which the replications are shared out.
        """
        prepare(self.engine, quiet=self.quiet)
        run, workers = scenario.run, self.workers or available_cores()
        with progress_bar(wanted=not self.quiet) as progress:
            common: Any = {
                "seed": run.seed,
                "engine": self.engine,
                "workers": workers,
                "columns": columns,
                "measure": measure,
                "progress": progress,
            }
            if worlds is not None:
                lucks, differs = run.replications // len(worlds.scenarios), worlds.uncertainty
                runs = replicate_in_worlds(worlds.scenarios, strategies, lucks=lucks, uncertainty=differs, **common)
            else:
                runs = replicate(scenario, strategies, replications=run.replications, **common)
        _tell_failures(runs.failures)
        return runs


def bad_input(option: str, message: str, hint: str = "") -> ScenarioError:
    """An error of the command line, told like an error of a file.

    Examples:
        >>> print(bad_input("--strategy", "unknown name 'bse'", hint="base"))
        --strategy: unknown name 'bse'; did you mean 'base'?
    """
    return ScenarioError([Fault(file=option, message=message, hint=hint)])


@contextmanager
def told_of(option: str) -> Iterator[None]:
    """Tells a value that does not fit as bad input of an option.

    Raises:
        ScenarioError: In place of a `MisfitError`.
    """
    try:
        yield
    except MisfitError as error:
        raise bad_input(option, error.message, error.hint) from error


def check_name(option: str, kind: str, name: str, known: Iterable[str]) -> None:
    """Refuses a name that is not known.

    Raises:
        ScenarioError: With what was probably meant.
    """
    names = list(known)
    if name not in names:
        hint = closest(name, names)
        message = f"unknown {kind} '{printable(name)}'"
        raise bad_input(option, message if hint else f"{message}, known are {', '.join(names)}", hint)


def check_writable(option: str, file: Path | str | None, suffixes: tuple[str, ...] = ()) -> None:
    """Refuses, before the work begins, a file that could not be written after it.

    Raises:
        ScenarioError: The suffix means nothing, or the folder does not exist.
    """
    if file is None or str(file) == STANDARD_OUTPUT:
        return
    path = Path(file)
    shown = printable(str(path))
    if suffixes and path.suffix not in suffixes:
        raise bad_input(option, f"'{shown}' must end in {' or '.join(suffixes)}")
    if path.is_dir():
        raise bad_input(option, f"'{shown}' is a folder")
    if not path.parent.is_dir():
        raise bad_input(option, f"'{shown}' lies in a folder that does not exist")


def read_zones(texts: Iterable[str]) -> dict[str, float]:
    """Reads options such as `value=1M`: by outcome, the largest difference that does not matter.

    Raises:
        ScenarioError: One is not OUTCOME=AMOUNT.
    """
    return dict(map(_zone, texts))


def _zone(text: str) -> tuple[str, float]:
    outcome, equals, amount = text.partition("=")
    if not equals:
        raise bad_input("--indifference", f"'{text}' is not OUTCOME=AMOUNT")
    check_name("--indifference", "outcome", outcome, OUTCOMES)
    try:
        return outcome, parse(amount, KIND_OF_UNIT[OUTCOMES[outcome].unit])
    except MisfitError as error:
        raise bad_input("--indifference", error.message, error.hint) from error


def write_text(file: Path | str, text: str) -> None:
    """Writes a text as UTF-8 with plain line ends; `-` is standard output."""
    if str(file) == STANDARD_OUTPUT:
        sys.stdout.write(text)
    else:
        Path(file).write_text(text, encoding="utf-8", newline="\n")


def _tell_failures(failures: Sequence[FailedReplication]) -> None:
    """Tells how many replications failed, and the first one in full."""
    if failures:
        first = failures[0]
        place = f"{first.strategy}, replication {first.replication}"
        message = f"keysim: {len(failures)} runs failed; the first: {place}\n{first.trace.rstrip()}"
        print(message, file=sys.stderr)
