"""`--uncertain N` and `--guess`: the worlds that a comparison is spread over."""

import sys
from collections.abc import Sequence
from pathlib import Path

from experiments.commands.settings import Settings, bad_input
from experiments.world_draws import (
    FEWEST_LUCKS,
    DrawnWorlds,
    drawn_worlds,
    find_draws,
    guessed_worlds,
    has_draws,
    read_draws,
)
from simulator.scenario.schema import Scenario

GUESSES_PER_DRAW = 2  # the fewest that tell what guesses do; so there are as many draws of the records as can be


def worlds_of(
    file: Path, settings: Settings, scenario: Scenario, count: int | None, guesses: Sequence[str]
) -> DrawnWorlds | None:
    """The scenario in so many worlds: from the draws beside its world file, from the ranges of guesses, or both.

    Args:
        file: The scenario.
        settings: What `--set` changes is among them.
        scenario: The same, loaded.
        count: How many worlds; None if the world is taken as it stands.
        guesses: Texts `PATH=LOW:HIGH`.

    Raises:
        ScenarioError: There are too few replications or draws, or the options do not fit each other.
    """
    if count is None:
        if guesses:
            raise bad_input("--guess", "says what is not known; say in how many worlds with --uncertain N")
        return None
    _check_lucks(scenario, count)
    if not guesses:
        return _told(settings, drawn_worlds(scenario, read_draws(find_draws(file, settings.overrides)), count))
    from experiments.guesses import guessed_values

    values = guessed_values(file, guesses, settings.overrides, count)
    if not has_draws(file, settings.overrides):
        return guessed_worlds(scenario, values)
    if count % GUESSES_PER_DRAW or count < 2 * GUESSES_PER_DRAW:
        message = f"{count} worlds: with draws of records and guesses, an even number from 4 on is needed"
        raise bad_input("--uncertain", message)
    draws = read_draws(find_draws(file, settings.overrides))
    return _told(settings, guessed_worlds(scenario, values, drawn_worlds(scenario, draws, count // GUESSES_PER_DRAW)))


def _check_lucks(scenario: Scenario, count: int) -> None:
    if scenario.run.replications // count < FEWEST_LUCKS:
        number = scenario.run.replications
        message = f"{number} replications in {count} worlds: at least 2 worlds are needed, and 2 in each"
        raise bad_input("--uncertain", f"{message}; see --replications")


def _told(settings: Settings, worlds: DrawnWorlds) -> DrawnWorlds:
    if settings.prints and worlds.fixed:
        print(f"not varied, as they were set otherwise: {', '.join(worlds.fixed)}", file=sys.stderr)
    return worlds
