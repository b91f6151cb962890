"""The benchmark's own parts: profile, memory, answer, page. Nothing here depends on how fast the machine is."""

import numpy as np
import pytest

from experiments.bench.__main__ import BLOCKS, answer_words
from experiments.bench.anatomy import STAGES, memory, memory_table, profile, profile_table, profile_words
from experiments.bench.answer import OUTCOME, Costs, Question, answer_table, ask, question
from experiments.bench.clock import Pair, timed
from experiments.bench.floor import compiler, floor_events_per_second
from experiments.bench.page import PAGE, PageError, begin, end, with_block
from simulator.simulate import simulate


def test_short_work_is_repeated() -> None:
    done: list[int] = []
    _, seconds = timed(lambda: done.append(sum(range(10_000))), at_least=0.02)
    assert len(done) > 1
    assert 0.0 < seconds < 0.02


def test_the_profile_counts_the_work_of_both_strategies() -> None:
    scenario = question()
    found = profile(scenario, 2)
    assert found.runs == 4
    entries = sum(simulate(scenario, name, replication=k).event_count for name in scenario.strategies for k in (1, 2))
    assert found.entries == entries
    assert 0 < found.planned < entries
    assert set(found.seconds) == set(STAGES)
    assert "million entries" in profile_words(found)
    assert profile_table(found).count("\n") == len(STAGES) + 2


def test_memory_is_proportional_to_accounts() -> None:
    found = memory(question())
    again = memory(question(), (10_000, 30_000))
    assert found.per_account == pytest.approx(again.per_account, abs=0.1)
    assert found.fixed == pytest.approx(again.fixed, rel=0.01)
    assert found.per_account > found.drawn + found.relation + found.planned
    assert f"| {found.entry} |" in memory_table(found)


@pytest.fixture
def luck() -> Question:
    """A difference of 1 with much shared luck (spread 10) and little luck of one's own (spread 2 each)."""
    rng = np.random.default_rng(1)
    shared, first, second = rng.normal(size=(3, 20_000)) * np.array([[10.0], [2.0], [2.0]])
    return Question(outcome=OUTCOME, first=1.0 + shared + first, second=shared + second)


def test_shared_luck_saves_replications(luck: Question) -> None:
    assert luck.spread_paired == pytest.approx(8.0**0.5, rel=0.03)
    assert luck.spread_apart == pytest.approx(208.0**0.5, rel=0.03)
    assert luck.needed_apart / luck.needed_paired == pytest.approx(26.0, rel=0.15)
    settled, blocks = luck.settled_paired()
    assert 0.7 < settled / blocks < 0.9
    assert 0.4 < luck.settled_apart()[0] / luck.settled_apart()[1] <= 1.0
    assert "times fewer replications" in answer_words(luck)


def test_the_answer_costs_replications_times_seconds(luck: Question) -> None:
    table = answer_table(luck, Costs(pairs=(Pair(ours=0.01, theirs=0.5),)))
    slowest, *_, fastest = table.splitlines()[2:]
    assert slowest.endswith("| 1.0 |")
    assert f"| {luck.needed_paired} | 0.010 |" in fastest


def test_the_question_is_asked_in_shared_luck() -> None:
    scenario = question()
    asked = ask(scenario, 3)
    expected = [simulate(scenario, "build_base", replication=k).outcomes[OUTCOME] for k in range(3)]
    assert asked.first.tolist() == expected


@pytest.mark.skipif(compiler() is None, reason="no C compiler")
def test_the_floor_runs() -> None:
    assert floor_events_per_second(100, events=10_000, rounds=1) > 0.0


def test_every_block_stands_filled_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in BLOCKS:
        block = text.partition(begin(name))[2].partition(end(name))[0]
        assert block.strip(), name


def test_a_block_without_a_place_is_refused() -> None:
    with pytest.raises(PageError, match="no block 'rivals'"):
        with_block("nothing here", "rivals", "figures")
