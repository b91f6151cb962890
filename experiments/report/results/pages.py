"""Which page shows which result; the kind is told from the record."""

from collections.abc import Callable, Mapping, Sequence

from experiments.records import Json
from experiments.report.page import Page
from experiments.report.results.calibrate import calibration_result_page
from experiments.report.results.common import Result
from experiments.report.results.decide import decision_result_page
from experiments.report.results.discover import discovery_result_page
from experiments.report.results.map import map_result_page
from experiments.report.results.optimise import optimum_result_page
from experiments.report.results.regret import regret_result_page
from experiments.report.results.sensitivity import sensitivity_result_page
from simulator.errors import SimulatorError

PAGES: Mapping[str, Callable[[Result], Page]] = {
    "sensitivity": sensitivity_result_page,
    "map": map_result_page,
    "discover": discovery_result_page,
    "regret": regret_result_page,
    "optimise": optimum_result_page,
    "decide": decision_result_page,
    "calibrate": calibration_result_page,
}
# Keys that only the record of one command has.
KEYS = {"map": "map", "optimisation": "optimise", "decision": "decide", "models": "calibrate"}


def kind_of(record: Json) -> str | None:
    """The command that wrote a record, if it is one that has a page.

    Examples:
        >>> kind_of({"decision": "winner"}), kind_of({"command": "regret"}), kind_of({"points": 3})
        ('decide', 'regret', None)
    """
    named = record.get("command")
    found = named if isinstance(named, str) else next((kind for key, kind in KEYS.items() if key in record), None)
    return found if found in PAGES else None


def result_page(record: Json, commands: Sequence[str]) -> Page:
    """The page of a result.

    Args:
        record: What the command wrote, read back from JSON.
        commands: What makes it again.

    Raises:
        SimulatorError: It is no result that has a page, or it lacks what its command writes.
    """
    kind = kind_of(record)
    if kind is None:
        raise SimulatorError(f"holds no result of {', '.join(list(PAGES)[:-1])} or {list(PAGES)[-1]}")
    try:
        return PAGES[kind](Result(record=record, commands=commands))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        said = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else str(error)
        raise SimulatorError(f"is not what keysim {kind} writes today ({said}); make the result again") from error
