"""The generator is Philox4x32-10, and every form of a draw gives the same bits."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from simulator.randomness import Stream, check_key, draw, draws, philox, random_block, uniform

WORDS = st.integers(0, 2**32 - 1)
SEEDS = st.integers(0, 2**63 - 1)
NAMES = st.tuples(SEEDS, WORDS, st.sampled_from(Stream), WORDS, WORDS)
ONES = 0xFFFFFFFF

Block = tuple[int, int, int, int]

# Random123's file kat_vectors: "philox4x32 10", counter, key, expected.
KNOWN_ANSWERS = {
    "zeros": ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    "ones": ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    "digits of pi": (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
}


@njit()
def compiled_philox(counter: Block, key: tuple[int, int]) -> Block:
    return philox(counter, key)


@njit()
def compiled_draw(seed: int, replication: int, entity: int, index: int) -> float:
    return draw(seed, replication, Stream.CHOICE, entity, index)


@pytest.mark.parametrize("case", KNOWN_ANSWERS)
def test_published_known_answers(case: str) -> None:
    counter, key, expected = KNOWN_ANSWERS[case]
    assert philox(counter, key) == expected
    assert compiled_philox(counter, key) == expected


def test_counter_and_key_hold_the_name_in_the_documented_places() -> None:
    seed = 0x299F31D0A4093822
    block = random_block(seed, 0x03707344, 0x13198A2E, 0x85A308D3, 0x243F6A88)
    assert block == KNOWN_ANSWERS["digits of pi"][2]


def test_a_draw_is_made_of_the_upper_bits_of_two_words() -> None:
    high, low, _, _ = random_block(7, 3, Stream.WALLET, 5, 1)
    assert draw(7, 3, Stream.WALLET, 5, 1) == ((high * 2**20 + low // 2**12) + 0.5) / 2**52


@pytest.mark.parametrize(("high", "low", "extreme"), [(0, 0, 2.0**-53), (ONES, ONES, 1.0 - 2.0**-53)])
def test_the_extremes_lie_strictly_between_zero_and_one(
    monkeypatch: pytest.MonkeyPatch, high: int, low: int, extreme: float
) -> None:
    monkeypatch.setattr("simulator.randomness.random_block", lambda *_name: (high, low, 0, 0))
    assert uniform(0, 0, Stream.WALLET, 0, 0) == extreme
    assert 0.0 < extreme < 1.0


@given(NAMES)
def test_every_form_gives_the_same_bits(name: tuple[int, int, Stream, int, int]) -> None:
    seed, replication, stream, entity, index = name
    plain = uniform(*name)
    assert draw(*name) == plain
    assert draw(seed, replication, int(stream), np.int64(entity), np.uint32(index)) == plain  # type: ignore[arg-type]
    assert uniform(np.int64(seed), replication, stream, np.int64(entity), np.int64(index)) == plain  # type: ignore[arg-type]
    assert draws(seed, replication, stream, [entity], index).tolist() == [plain]
    assert compiled_draw(seed, replication, entity, index) == uniform(seed, replication, Stream.CHOICE, entity, index)


SCRIPT = """
import numpy as np
from simulator.randomness import Stream, draw
account = np.arange(50) * 85899345
for stream in Stream:
    for index in (0, 1, 2**32 - 1):
        print(draw(2**63 - 1, 4_000_000_000, stream, account[index % 50], index).hex())
"""


def printed_draws(repo_root: Path, disable_jit: str) -> list[str]:
    command = [sys.executable, "-W", "error", "-c", SCRIPT]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": disable_jit, "PYTHONPATH": str(repo_root)}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert answer.stderr == ""
    return answer.stdout.split()


def test_same_bits_and_no_warning_without_the_compiler(repo_root: Path) -> None:
    without = printed_draws(repo_root, disable_jit="1")
    assert len(without) == 3 * len(Stream)
    assert without == printed_draws(repo_root, disable_jit="0")


def test_draws_follow_the_shape_of_entities_and_index() -> None:
    entities, index = np.arange(6).reshape(2, 3), np.array([[4], [9]])
    expected = [[draw(1, 2, Stream.SKILL, 3 * i + j, (4, 9)[i]) for j in range(3)] for i in range(2)]
    assert draws(1, 2, Stream.SKILL, entities, index).tolist() == expected
    assert draws(1, 2, Stream.SKILL, []).shape == (0,)


@pytest.mark.parametrize(
    ("seed", "replication", "fault"),
    [
        (-1, 0, "seed: expected an integer from 0 to 9223372036854775807, got -1"),
        (2**63, 0, "seed: .* got 9223372036854775808"),
        (1.5, 0, "seed: .* got 1.5"),
        (True, 0, "seed: .* got True"),
        (0, -1, "replication: expected an integer from 0 to 4294967295, got -1"),
        (0, 2**32, "replication: .* got 4294967296"),
        (0, "3", "replication: .* got '3'"),
    ],
)
def test_a_key_that_would_be_folded_is_refused(seed: int, replication: int, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        check_key(seed, replication)
    with pytest.raises(ValueError, match=fault):
        draws(seed, replication, Stream.WALLET, [0])


@pytest.mark.parametrize("seed", [0, np.int64(5), 2**63 - 1])
def test_a_proper_key_is_accepted(seed: int) -> None:
    check_key(seed, 2**32 - 1)


@pytest.mark.parametrize(
    ("entities", "index", "fault"),
    [
        ([0, -1], 0, "entities: expected 0 to 4294967295, got -1"),
        ([2**32], 0, "entities: .* got 4294967296"),
        ([0.5], 0, "entities: expected integers, got float64"),
        ([0], -2, "index: .* got -2"),
    ],
)
def test_numbers_out_of_range_are_refused(entities: list[int], index: int, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        draws(0, 0, Stream.WALLET, entities, index)


def test_stream_numbers_are_frozen() -> None:
    """A changed number changes every result: if this fails, the changelog must say so."""
    assert len(set(Stream.__members__.values())) == len(Stream.__members__)
    known = {"WALLET": 101, "CHOICE": 205, "SKILL": 303, "ORDER_VALUE": 402, "FAULT": 502, "DEFAULT": 901}
    assert {name: Stream[name].value for name in known} == known
    assert all(0 < stream < 2**32 for stream in Stream)
