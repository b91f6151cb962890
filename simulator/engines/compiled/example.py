"""The smallest run there is, from which the layout of all bundles is read."""

from typing import Any

from simulator.engines.compiled.layout import Machine
from simulator.engines.compiled.run import Template, compiled_parameters
from simulator.model.parameters import Parameters, parameters_of
from simulator.model.population import draw_population
from simulator.model.state import State
from simulator.scenario.schema import Scenario

SMALLEST: dict[str, Any] = {
    "world": {
        "segments": {"only": {"accounts": 1, "wallet": 1.0, "orders_per_year": 1.0, "reviews_per_year": 1.0}},
        "finance": {"opening_cash": 0.0},
    },
    "baseline": "only",
    "strategies": {"only": {"phases": [{}]}},
}


def smallest_scenario() -> Scenario:
    """One account, one seller, nothing else."""
    return Scenario.model_validate(SMALLEST)


def example_bundles() -> tuple[Parameters, State, Machine]:
    """Parameters, state and machine of the smallest run; every other run has the same fields and types."""
    scenario = smallest_scenario()
    p = compiled_parameters(parameters_of(scenario, "only"))
    population = draw_population(scenario.world, 0, 0)
    template = Template(p, len(population), months=1, columns=1)
    s, m, _ = template.new_run(population, seed=0, replication=0, recording=False)
    return p, s, m
