"""Is a strategy ahead at a point? With a finite number of lucks, only with some chance."""

import numpy as np

from simulator.results import FloatArray

FEWEST_LUCKS = 2


def chance_ahead(differences: FloatArray, by: float = 0.0) -> FloatArray:
    """The chance that the expected difference at each point is above `by`, given the differences in its lucks.

    Student's distribution around the mean with its standard error: the posterior of a normal mean if nothing was
    known before (Box and Tiao 1973, 2.4). Noise draws it towards one half, so that a point that is not settled
    counts half and not by the luck of its draw. Differences that never vary leave no doubt.

    Args:
        differences: Shape (points, lucks).
        by: What counts as ahead.

    Examples:
        >>> chance_ahead(np.array([[1.0, 3.0, 2.0], [-1.0, 0.0, 1.0], [5.0, 5.0, 5.0]])).round(3).tolist()
        [0.963, 0.5, 1.0]
    """
    from scipy.special import stdtr

    lucks = differences.shape[1]
    means = differences.mean(axis=1) - by
    errors = differences.std(axis=1, ddof=1) / np.sqrt(lucks)
    sure = errors <= 1e-12 * np.abs(differences).max(axis=1, initial=0.0)
    scores = np.divide(means, errors, out=np.zeros_like(means), where=~sure)
    return np.asarray(np.where(sure, (np.sign(means) + 1) / 2, stdtr(lucks - 1, scores)))
