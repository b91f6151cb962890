"""Every control means something: it stands in the schema, its values are valid, its help is in words."""

from collections.abc import Iterator

import pytest

from experiments.lab.document import Document, open_file
from experiments.lab.levers import RUN, SEGMENT, STRATEGY, WORLD, Lever
from experiments.lab.presets import open_preset
from experiments.lab.values import Setting, place, setting_of, value_at
from simulator.scenario.quantities import read_number

PHASE = "strategies.build_base.phases.0"
QUESTION = open_file("chase_or_build")
SEGMENT_PATH = "world.segments.machine_builders"


def offered() -> Iterator[tuple[Lever, str]]:
    for levers in STRATEGY.values():
        yield from ((lever, PHASE) for lever in levers)
    for levers in WORLD.values():
        yield from ((lever, "world") for lever in levers)
    yield from ((lever, SEGMENT_PATH) for lever in SEGMENT)
    yield from ((lever, "") for lever in RUN)


def setting(lever: Lever, prefix: str, document: Document = QUESTION) -> Setting:
    found = setting_of(document, lever, prefix)
    assert found is not None
    return found


ALL = [pytest.param(lever, prefix, id=lever.path) for lever, prefix in offered()]


@pytest.mark.parametrize(("lever", "prefix"), ALL)
def test_a_lever_is_of_the_schema_and_says_what_it_means(lever: Lever, prefix: str) -> None:
    found = setting(lever, prefix)
    words, _, path = found.help.rpartition("\n\n")
    assert path == f"`{found.path}`"
    assert len(words) > 10
    symbols = words.partition("In the scenario file:")[0]
    assert not any(symbol in symbols for symbol in ("alpha", "beta", "kappa", "omega", "b_", "eta_"))


@pytest.mark.parametrize(("lever", "prefix"), ALL)
def test_every_value_offered_is_taken(lever: Lever, prefix: str) -> None:
    found = setting(lever, prefix)
    for text in (found.options[0], found.options[-1]):
        overrides = [f"{path}={value}" for path, value in found.changes(text).items()]
        moved = setting(lever, prefix, QUESTION.changed(overrides))
        assert moved.text == text
        assert moved.options == found.options if found.text in lever.texts else set(moved.options) <= {*found.options}


@pytest.mark.parametrize(("lever", "prefix"), ALL)
def test_values_rise_and_hold_the_present_one(lever: Lever, prefix: str) -> None:
    found = setting(lever, prefix)
    kind = "duration" if "day" in lever.values or "year" in lever.values else "number"
    kind = "fraction" if "%" in lever.values else kind
    kind = "money" if "k" in lever.values.replace("unlimited", "") or "M" in lever.values else kind
    numbers = [read_number(text, kind) for text in lever.texts]  # type: ignore[arg-type]
    assert numbers == sorted(set(numbers))
    assert found.text in found.options


def test_the_time_of_sellers_is_shared_out() -> None:
    grow = STRATEGY["People and time"][1]
    found = setting(grow, PHASE)
    assert found.text == "50 %"
    assert found.changes("80 %") == {f"{PHASE}.effort.grow": "0.8", f"{PHASE}.effort.hunt": "0.2"}


def test_a_value_that_is_not_offered_takes_its_place_in_order() -> None:
    cash = WORLD["Money"][0]
    found = setting(cash, "world", QUESTION.changed(["world.finance.opening_cash=8.5M"]))
    assert found.text == "8.5M"
    assert found.options[found.options.index("8.5M") - 1 :][:3] == ("8M", "8.5M", "9M")


def test_what_a_scenario_does_not_have_is_not_offered() -> None:
    alike = QUESTION.changed([f"{SEGMENT_PATH}.wallet=300k"])
    assert setting_of(alike, SEGMENT[2], SEGMENT_PATH) is None
    assert setting_of(QUESTION, SEGMENT[2], "world.segments.nobody") is None


def test_a_switched_off_mechanism_can_be_shown() -> None:
    document = QUESTION.changed(["world.buying.invitation_scale=unlimited"])
    invitations = next(lever for lever in WORLD["How buyers choose"] if "invitation" in lever.path)
    assert setting(invitations, "world", document).text == "unlimited"


def test_values_at_paths() -> None:
    scenario = open_preset("chase_or_build").scenario
    assert value_at(scenario, place(f"{PHASE}.reps")) == 5
    assert value_at(scenario, place("strategies.build_base.phases.9.reps")) is None
    assert value_at(scenario, place("world.nothing.at_all")) is None
    assert value_at(scenario, place("title.of")) is None
