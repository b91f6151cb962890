"""The points that each method of sensitivity analysis needs, in the unit cube."""

import numpy as np

from experiments.design import sobol
from experiments.invocation import installation_of
from simulator.errors import SimulatorError
from simulator.results import FloatArray

MORRIS_LEVELS = 4


def saltelli(points: int, factors: int, seed: int) -> FloatArray:
    """Two samples A and B, and for each factor A with that factor's column from B (Saltelli et al. 2010).

    A and B are the two halves of the columns of one scrambled Sobol sequence.

    Args:
        points: Base points, a power of two.
        factors: Columns.
        seed: Of the scrambling.

    Returns:
        Shape (points * (factors + 2), factors): A, B, A with factor 1 from B, and so on.

    Examples:
        >>> saltelli(4, 3, seed=1).shape
        (20, 3)
    """
    both = sobol(points, 2 * factors, seed)
    a, b = both[:, :factors], both[:, factors:]
    mixed = np.repeat(a[None], factors, axis=0)
    for factor in range(factors):
        mixed[factor, :, factor] = b[:, factor]
    return np.concatenate([a, b, *mixed])


def trajectories(points: int, factors: int, seed: int) -> FloatArray:
    """Walks through a grid of four levels that move one factor at a time (Morris 1991), as SALib draws them.

    Args:
        points: How many walks.
        factors: Columns.
        seed: Of the walks.

    Returns:
        Shape (points * (factors + 1), factors).

    Raises:
        SimulatorError: SALib is not installed.
    """
    require_salib()
    from SALib.sample.morris import sample

    return np.asarray(sample(problem(factors), points, num_levels=MORRIS_LEVELS, seed=seed), dtype=float)


def problem(factors: int) -> dict[str, object]:
    """The unit cube as SALib describes it."""
    return {"num_vars": factors, "names": [str(place) for place in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def require_salib() -> None:
    """Refuses, before the work begins, what cannot be done.

    Raises:
        SimulatorError: SALib is not installed.
    """
    try:
        import SALib  # noqa: F401
    except ImportError as error:
        raise SimulatorError(
            f"the method morris needs SALib: {installation_of('analysis')}; the method sobol does not"
        ) from error
