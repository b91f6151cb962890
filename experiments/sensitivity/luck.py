"""Products and squares of expected values, from means over lucks, without the part that luck adds.

The mean over R lucks at a point is the expected value plus noise, and the noise of two points goes together, since
both met the same lucks. A product of two means therefore holds, on top of the product of the expected values, the
covariance of their noise: C / R, with C the covariance over the lucks. It is estimated there and taken away. What
is left is the mean product over all pairs of *different* lucks, so it is unbiased for every R of 2 or more. With
lucks of their own at each point C is 0 between points, and this is the variance deconvolution of Clements, Geraci,
Olson and Palmer (2024); it is the variance-components estimator of the analysis of variance (Searle, Casella and
McCulloch 1992).
"""

import numpy as np

from simulator.results import FloatArray


def product_without_luck(first: FloatArray, second: FloatArray) -> FloatArray:
    """Estimates E[first] * E[second], the last axis of both being the lucks that they met together.

    Examples:
        >>> lucks = np.array([-1.0, 0.0, 1.0])
        >>> float(product_without_luck(2 + lucks, 3 + lucks))  # 6 - var(lucks) / 3
        5.666666666666667
    """
    lucks = first.shape[-1]
    means = first.mean(axis=-1), second.mean(axis=-1)
    apart = (first - means[0][..., None]) * (second - means[1][..., None])
    return np.asarray(means[0] * means[1] - apart.sum(axis=-1) / (lucks - 1) / lucks)


def square_without_luck(values: FloatArray) -> FloatArray:
    """Estimates E[values]^2; it may be negative if luck is larger than the value."""
    return product_without_luck(values, values)
