"""Analyses of a store by their settings: what `keysim rerun` needs to make one again."""

from experiments.discovery.conditions import discover
from experiments.discovery.record import discovery_record, regret_record
from experiments.discovery.regret import regret
from experiments.records import Json
from experiments.responses import Response
from experiments.sensitivity.analysis import analyse
from experiments.sensitivity.record import sensitivity_record
from experiments.store import Store
from experiments.sweep import read_result
from simulator.errors import SimulatorError


def analysis_record(store: Store, settings: Json) -> Json:
    """The record of `keysim sensitivity`, `discover` or `regret` from a store and what the record says of itself.

    Raises:
        SimulatorError: The settings name no such command.
    """
    command, result = settings.get("command"), read_result(store)
    if command == "regret":
        return regret_record(store, regret(result, settings["outcome"]))
    response = Response(outcome=settings["outcome"], strategy=settings["strategy"], baseline=settings["baseline"])
    if command == "sensitivity":
        return sensitivity_record(store, analyse(result, response, settings["method"]))
    if command == "discover":
        chosen = {name: settings[name] for name in ("by", "density", "most_boxes")}
        return discovery_record(store, discover(result, response, **chosen))
    raise SimulatorError(f"no analysis is called '{command}'")
