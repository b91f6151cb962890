"""Where common sense gives a sign, more of a cause never gives less of an outcome: paired, in the same luck.

No step between two levels may go the wrong way significantly (one-sided paired t test), and where the sign is strict
the way from the first level to the last has to be significant in the right direction. All steps together raise a
false alarm with a chance of at most `FALSE_ALARMS` if no true effect is of the wrong sign (Bonferroni); the seeds are
fixed, so that a test that passes passes always.

Left out, because the sign is honestly open: caps on concessions (margin against customers who feel denied), time spent
on growing rather than hunting, shares of budgets between stocks, spread of skill, volatility of wallets, errors of
observation, longer cooling of lost bids, turnover and the firm's value, the joint strength of the stocks (its logarithm
may have either sign), a department against the boss, and every exponent of the targeting score.
"""

from math import sqrt

import numpy as np
import pytest
from scipy.special import stdtr

from simulator.results import FloatArray
from simulator.simulate import simulate
from tests.monotonicity.keeping import KEEPING
from tests.monotonicity.running import RUNNING
from tests.monotonicity.sign import Sign
from tests.monotonicity.winning import WINNING

SIGNS = (*WINNING, *KEEPING, *RUNNING)
PAIRS = 24
FALSE_ALARMS = 1e-3
STEPS = sum(len(sign.levels) - 1 for sign in SIGNS)


def outcomes(sign: Sign) -> FloatArray:
    """The outcome at each level (row) in each luck (column)."""
    return np.array(
        [
            [
                sign.measured(simulate(arm, sign.strategy, replication=luck, record_events=callable(sign.outcome)))
                for luck in range(PAIRS)
            ]
            for arm in sign.arms()
        ]
    )


def chance_if_nil(differences: FloatArray) -> float:
    """Chance of a mean at least as large if the true one were 0 (one-sided paired t test); undefined pairs left out."""
    kept = differences[np.isfinite(differences)]
    assert len(kept) >= PAIRS // 2
    spread = float(np.std(kept, ddof=1))
    if spread == 0.0:
        return 0.0 if float(np.mean(kept)) > 0.0 else 1.0
    return float(stdtr(len(kept) - 1, -float(np.mean(kept)) / (spread / sqrt(len(kept)))))


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.name)
def test_the_sign_is_the_expected_one(sign: Sign) -> None:
    found = sign.sign * outcomes(sign)
    for step in np.diff(found, axis=0):
        assert chance_if_nil(-step) > FALSE_ALARMS / STEPS
    if sign.strict:
        assert chance_if_nil(found[-1] - found[0]) < FALSE_ALARMS / STEPS


def test_names_are_unique() -> None:
    assert len({sign.name for sign in SIGNS}) == len(SIGNS)
