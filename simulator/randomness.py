"""Luck that belongs to its purpose: every random number is a function of what it is for.

A draw is named by five integers: the run's seed, the replication, the stream (the purpose), the entity
(account, seat, segment) and an index (the k-th review, order, stint). It depends on nothing else, so an
account meets the same luck under every strategy, one account more changes nothing for the others, and the
order of drawing and the number of workers do not matter.

The generator is Philox4x32-10: counter = (index, entity, stream, replication), key = (low, high half of the
seed). For one key it is a bijection of counters, so two different names never share a block of output.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC'11 (2011), section 3.3 and table 2.
"""

from collections.abc import Sequence
from enum import IntEnum
from operator import index as exact_integer

import numpy as np
import numpy.typing as npt

from simulator.kernels import compiled, compiled_without_lock, kernel

__all__ = ["Stream", "check_key", "draw", "draws", "philox", "random_block", "uniform"]


class Stream(IntEnum):
    """What a draw is for: one number per purpose, never reused, never renumbered.

    Each mechanism has its own hundred. A changed number changes results: it belongs in the changelog.
    """

    # population
    WALLET = 101  # money per year an account spends on the category
    ORDER_FREQUENCY = 102  # orders per year at full share
    ORDER_SIZE = 103  # an account's own level of order value
    DROPOUT_PROPENSITY = 104  # its chance to stop after an order
    RETENDER_PROPENSITY = 105  # how often it re-tenders
    INFLUENCE = 106  # weight of its reference
    INNOVATIVENESS = 107  # how early it takes up technology
    REQUIRED_BRAND = 108  # brand it wants before it invites
    INCUMBENT = 109  # strength of its present supplier
    OBSERVED_WALLET = 110  # error with which sellers see the wallet
    REVIEW_PROPENSITY = 112  # how often it looks for a supplier

    # buying
    REVIEW_INTERVAL = 201  # time to the account's next buying window
    INVITATION = 202  # whether the window comes with an invitation
    PURSUIT_CYCLE = 203  # length of the sales cycle
    SCREEN = 204  # whether the buyer lets the firm into the proposal
    CHOICE = 205  # whether the buyer chooses the firm
    FIRST_INVITATION = 206  # whether an account of a new field invites when it adopts

    # selling
    PROSPECT_PICK = 301  # which prospects a free seller looks at
    COLD_SUCCESS = 302  # whether an outbound approach opens a window
    SKILL = 303  # skill of a seat's stint
    TENURE = 304  # length of a seat's stint

    # account life
    ORDER_INTERVAL = 401  # time to the account's next order
    ORDER_VALUE = 402  # noise of one order's value
    DROPOUT = 403  # whether it stops after this order
    RETENDER_INTERVAL = 404  # time to its next re-tender
    RETENDER_CHOICE = 405  # whether the firm keeps it at a re-tender
    VISIT_UPGRADE = 406  # whether a development visit upgrades it

    # back office
    WORK_TIME = 501  # work that an order takes
    FAULT = 502  # whether the delivery is faulty

    # reputation
    REFERRAL = 601  # whether a good delivery is recommended
    REFERRAL_PICK = 602  # to which prospect

    # dealers
    DEALER_COUNT = 701  # downstream sales in a stock cycle
    DEALER_INTERVAL = 702  # length of the stock cycle
    DEALER_OVERSHOOT = 703  # how far the last sale passes the reorder point

    # people
    DEPARTURE_FOLLOW = 801  # whether an account follows a departing seller

    # outside
    DEFAULT = 901  # time to the account's own failure
    ATTACK_INTERVAL = 902  # time to the competitor's next attack
    ATTACK_TARGET = 903  # which account is attacked
    ATTACK_CHOICE = 904  # whether the attacked account leaves
    WALLET_SHOCK = 905  # yearly shock of an account's wallet
    BASS_THRESHOLD = 906  # hazard at which a prospect adopts a new field
    AGENT_TENURE = 907  # how long an outside agent stays


WORD = 0xFFFFFFFF
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10
GRID = 2.0**-52

Block = tuple[int, int, int, int]
Key = tuple[int, int]


@kernel
def philox(counter: Block, key: Key) -> Block:
    """Scramble a counter of four words under a key of two into four random words (Philox4x32-10).

    A word is an integer of 32 bits. A product of two fills 64 bits; compiled code may hold it as a negative
    number where Python does not, and the masks make both the same.

    Source: Salmon et al. (2011), section 3.3.

    Example:
        >>> [f"{word:08x}" for word in philox((0, 0, 0, 0), (0, 0))]
        ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(ROUNDS):
        product_0 = MULTIPLIERS[0] * c0
        product_1 = MULTIPLIERS[1] * c2
        c0 = ((product_1 >> 32) & WORD) ^ c1 ^ k0
        c2 = ((product_0 >> 32) & WORD) ^ c3 ^ k1
        c1 = product_1 & WORD
        c3 = product_0 & WORD
        k0 = (k0 + KEY_STEPS[0]) & WORD
        k1 = (k1 + KEY_STEPS[1]) & WORD
    return c0, c1, c2, c3


@kernel
def random_block(seed: int, replication: int, stream: int, entity: int, index: int) -> Block:
    """The four random words that belong to one named draw; different names never share them under one seed.

    Example:
        >>> random_block(7, 0, Stream.WALLET, 0, 0) == philox((0, 0, 101, 0), (7, 0))
        True
    """
    # int(): a NumPy integer would overflow where Python's does not.
    counter = (int(index) & WORD, int(entity) & WORD, int(stream) & WORD, int(replication) & WORD)
    return philox(counter, (int(seed) & WORD, (int(seed) >> 32) & WORD))


def uniform(seed: int, replication: int, stream: int, entity: int, index: int) -> float:
    """The meaning of ``draw`` in plain Python: an odd multiple of 2^-53, strictly between 0 and 1.

    The upper 52 bits of two words, plus one half, over 2^52: exact in double precision, symmetric about 1/2,
    from 2^-53 to 1 - 2^-53. (53 bits plus one half would round, and could round to 1.)

    Example:
        >>> uniform(7, 0, Stream.WALLET, 0, 0) == draw(7, 0, Stream.WALLET, 0, 0)
        True
    """
    high, low, _, _ = random_block(seed, replication, stream, entity, index)
    return (((high << 20) | (low >> 12)) + 0.5) * GRID


_uniform = compiled(uniform)


@kernel
def draw(seed: int, replication: int, stream: int, entity: int, index: int) -> float:
    """The luck of one occasion: a uniform number strictly between 0 and 1.

    Callable at full speed from Python and from compiled code. It does not check its arguments: ``check_key``
    does, once per run.

    Args:
        seed: The run's seed, 0 to 2^63 - 1.
        replication: Number of the replication, below 2^32.
        stream: What the draw is for, a ``Stream``.
        entity: Number of the account, seat or segment, below 2^32.
        index: Which occasion of the entity, below 2^32.

    Example:
        >>> draw(2026, 0, Stream.WALLET, 5, 0)
        0.899792708806871
        >>> draw(2026, 0, Stream.WALLET, 6, 0) == draw(2026, 0, Stream.WALLET, 5, 0)
        False
    """
    return _uniform(seed, replication, stream + 0, entity, index)  # + 0: numba is slow to recognise an enum


def draws(
    seed: int, replication: int, stream: int, entities: npt.ArrayLike, index: npt.ArrayLike = 0
) -> npt.NDArray[np.float64]:
    """The luck of many entities at once, equal bit for bit to ``draw`` of each.

    Args:
        seed: The run's seed, 0 to 2^63 - 1.
        replication: Number of the replication.
        stream: What the draws are for, a ``Stream``.
        entities: Numbers of the entities, integers of any shape.
        index: Which occasion, one integer or an array that broadcasts against ``entities``.

    Returns:
        Uniform numbers strictly between 0 and 1, in the broadcast shape.

    Raises:
        ValueError: If a number is negative, too large or not an integer.

    Example:
        >>> u = draws(2026, 0, Stream.WALLET, [4, 5, 6])
        >>> bool(u[1] == draw(2026, 0, Stream.WALLET, 5, 0))
        True
    """
    check_key(seed, replication)
    indices, numbers = np.broadcast_arrays(_words("index", index), _words("entities", entities))
    drawn = np.empty(numbers.shape)
    # Copies: of a single entity the broadcast arrays would be passed on, and NumPy warns who writes into those.
    _draw_many(seed, replication, int(stream), numbers.flatten(), indices.flatten(), drawn.ravel())
    return drawn


def draw_table(
    seed: int, replications: Sequence[int], streams: Sequence[int], entities: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The first draws of many entities for several purposes and replications, equal bit for bit to ``draw`` of each.

    It does not check its arguments.

    Args:
        seed: The run's seed, 0 to 2^63 - 1.
        replications: Numbers of the replications.
        streams: What the draws are for.
        entities: Numbers of the entities, shape (n,).

    Returns:
        Uniform numbers strictly between 0 and 1, shape (len(streams), len(replications), n).

    Example:
        >>> u = draw_table(2026, [0, 7], [Stream.WALLET, Stream.INFLUENCE], np.array([4, 5]))
        >>> bool(u[0, 1, 1] == draw(2026, 7, Stream.WALLET, 5, 0))
        True
    """
    drawn = np.empty((len(streams), len(replications), len(entities)))
    indices = np.zeros_like(entities)
    for table, stream in zip(drawn, streams, strict=True):
        for row, replication in zip(table, replications, strict=True):
            _draw_many(seed, replication, int(stream), entities, indices, row)
    return drawn


def draw_many(
    seed: int,
    replication: int,
    stream: int,
    entities: npt.NDArray[np.int64],
    indices: npt.NDArray[np.int64],
    drawn: npt.NDArray[np.float64],
) -> None:
    """Fill an array with the draws of as many entities and occasions; see `draws`, which checks its arguments."""
    for i in range(len(drawn)):
        drawn[i] = _uniform(seed, replication, stream, entities[i], indices[i])


_draw_many = compiled_without_lock(draw_many)


def _words(name: str, values: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Integers from 0 to 2^32 - 1 as an array, or a ValueError that names the fault."""
    array = np.asarray(values)
    if array.size == 0:
        return np.zeros(array.shape, dtype=np.int64)
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name}: expected integers, got {array.dtype}")
    low, high = int(array.min()), int(array.max())
    if low < 0 or high > WORD:
        raise ValueError(f"{name}: expected 0 to {WORD}, got {low if low < 0 else high}")
    return array.astype(np.int64)


def check_key(seed: int, replication: int = 0) -> None:
    """Refuse a seed or a replication number that the generator would silently fold onto another one.

    Args:
        seed: 0 to 2^63 - 1 (signed 64-bit storage, which compiled code and files share).
        replication: 0 to 2^32 - 1.

    Raises:
        ValueError: If either is not an integer or out of its range.

    Example:
        >>> check_key(20261123, 199)
        >>> check_key(-1)
        Traceback (most recent call last):
        ValueError: seed: expected an integer from 0 to 9223372036854775807, got -1
    """
    _check_range("seed", seed, 2**63 - 1)
    _check_range("replication", replication, WORD)


def _check_range(name: str, value: int, largest: int) -> None:
    expectation = f"{name}: expected an integer from 0 to {largest}, got {value!r}"
    try:
        number = exact_integer(value)
    except TypeError:
        raise ValueError(expectation) from None
    if isinstance(value, bool) or not 0 <= number <= largest:
        raise ValueError(expectation)
