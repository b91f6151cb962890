"""Elementary effects (Morris 1991, Campolongo et al. 2007): a cheap look at which factors do anything at all.

An elementary effect is the change of the expected value when one factor moves, scaled to its whole range. The means
and their intervals are SALib's; what luck does to them is told beside them.
"""

from dataclasses import dataclass
from math import nan, pi, sqrt

import numpy as np

from experiments.sensitivity.designs import MORRIS_LEVELS, problem
from experiments.sensitivity.luck import square_without_luck
from experiments.statistics import CONFIDENCE, Estimate
from simulator.errors import SimulatorError
from simulator.results import FloatArray

FEWEST_LUCKS = 2
FEWEST_WALKS = 2


@dataclass(frozen=True, kw_only=True)
class ElementaryEffects:
    """What one factor does.

    Attributes:
        mean: Mean effect of moving the factor from low to high (mu).
        size: Mean of the effects' absolute values (mu*); luck makes it larger.
        luck: What mu* would be if the factor did nothing and luck were as it is.
        effect: Root of the mean squared effect, with what luck adds taken away; 0 if nothing is left.
        spread: Standard deviation of the effects (sigma), likewise: interactions and bends.
    """

    mean: float
    size: Estimate
    luck: float
    effect: float
    spread: float


def elementary_effects(cube: FloatArray, values: FloatArray, seed: int = 0) -> tuple[ElementaryEffects, ...]:
    """Estimates the effects of each factor.

    Args:
        cube: Shape (walks * (factors + 1), factors), as `experiments.sensitivity.designs.trajectories` gives them.
        values: Shape (the same, lucks).
        seed: Of the bootstrap over the walks.

    Raises:
        SimulatorError: Too few lucks, or too few complete walks.
    """
    factors, lucks = cube.shape[1], values.shape[1]
    walks = values.reshape(-1, factors + 1, lucks)
    whole = ~np.isnan(walks).any(axis=(1, 2))
    if lucks < FEWEST_LUCKS:
        raise SimulatorError(f"needs {FEWEST_LUCKS} lucks per point or more to tell luck from the factors, not {lucks}")
    if whole.sum() < FEWEST_WALKS:
        raise SimulatorError(
            f"{whole.sum()} walks are complete, and {FEWEST_WALKS} are the least (did points fail, or is the outcome "
            "not defined in every run?)"
        )
    steps = cube.reshape(-1, factors + 1, factors)[whole]
    return _effects(steps, walks[whole], _by_salib(steps, walks[whole], seed))


def _by_salib(cube: FloatArray, values: FloatArray, seed: int) -> dict[str, FloatArray]:
    from SALib.analyze.morris import analyze

    factors = cube.shape[-1]
    found = analyze(
        problem(factors),
        cube.reshape(-1, factors),
        values.mean(axis=-1).reshape(-1),
        conf_level=CONFIDENCE,
        num_levels=MORRIS_LEVELS,
        seed=seed,
    )
    return {name: np.asarray(found[name], dtype=float) for name in ("mu", "mu_star", "mu_star_conf")}


def _effects(cube: FloatArray, values: FloatArray, salib: dict[str, FloatArray]) -> tuple[ElementaryEffects, ...]:
    by_luck = _by_luck(cube, values)
    found = []
    for factor, effects in enumerate(by_luck):
        walks, lucks = effects.shape
        squares = square_without_luck(effects)
        # the square of the mean effect, by pairs of different lucks too
        centre = float(square_without_luck(effects.mean(axis=0)))
        spread = walks / (walks - 1) * (float(squares.mean()) - centre) if walks > 1 else nan
        noise = float(effects.var(axis=-1, ddof=1).mean() / lucks)
        size, reach = (float(salib[name][factor]) for name in ("mu_star", "mu_star_conf"))
        found.append(
            ElementaryEffects(
                mean=float(salib["mu"][factor]),
                size=Estimate(mean=size, half_width=reach, low=size - reach, high=size + reach),
                luck=sqrt(2 / pi * noise),
                effect=sqrt(max(0.0, float(squares.mean()))),
                spread=sqrt(max(0.0, spread)),
            )
        )
    return tuple(found)


def _by_luck(cube: FloatArray, values: FloatArray) -> FloatArray:
    """The effects in each luck, shape (factors, walks, lucks)."""
    moves = np.diff(cube, axis=1)
    changes = np.diff(values, axis=1)
    walks, factors = moves.shape[:2]
    effects = np.empty((factors, walks, values.shape[-1]))
    which = np.abs(moves).argmax(axis=-1)
    for walk in range(walks):
        for step in range(factors):
            factor = which[walk, step]
            effects[factor, walk] = changes[walk, step] / moves[walk, step, factor]
    return effects
