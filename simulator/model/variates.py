"""From luck to quantity: one uniform number in, one random variate out, by inversion.

Each function is the quantile function of its law: it rises with ``u``, so an account that is lucky under one
strategy is equally lucky under another, and paired differences stay sharp.

Only ``math`` functions and plain arithmetic occur, no powers of floats, and no call can overflow: CPython and
machine code give the same floats bit for bit. ``u`` is always strictly between 0 and 1, as ``draw`` gives it.
"""

import math

from simulator.kernels import kernel

__all__ = ["exponential", "gamma", "lognormal", "lognormal_mean_one", "poisson", "standard_normal"]

LARGEST_EXPONENT = 709.0
LARGEST_EXPONENTIAL = 8.218407461554972e307  # exp(709)
HALF_LOG_TWO_PI = 0.9189385332046727
STIRLING_FROM = 10.0  # from here six terms of Stirling's series reach full precision
POISSON_FROM_MODE = 30.0  # above this mean the summation starts at the mode, not at zero
NEGLIGIBLE = 1e-18  # a probability that no longer changes a sum near one


@kernel
def exponential(u: float, rate: float) -> float:
    """Waiting time for an event that comes at a constant rate; infinite where the rate is zero.

    Args:
        u: Uniform number.
        rate: Events per unit of time.

    Returns:
        Waiting time, -ln(1 - u) / rate.

    Example:
        >>> round(exponential(0.5, 2.0), 6)
        0.346574
        >>> exponential(0.5, 0.0)
        inf
    """
    if rate <= 0.0:
        return math.inf
    return -math.log1p(-u) / rate


@kernel
def standard_normal(u: float) -> float:
    """Standard normal deviate, accurate to about 16 digits.

    Source: M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
    Statistics 37 (1988) 477-484, routine PPND16.

    Example:
        >>> round(standard_normal(0.975), 6)
        1.959964
    """
    centred = u - 0.5
    if abs(centred) <= 0.425:
        return centred * _normal_centre(0.180625 - centred * centred)
    tail = u if centred < 0.0 else 1.0 - u
    root = math.sqrt(-math.log(tail))
    size = _normal_shoulder(root - 1.6) if root <= 5.0 else _normal_far_tail(root - 5.0)
    return -size if centred < 0.0 else size


@kernel
def _normal_centre(r: float) -> float:
    """AS 241 for 0.075 <= u <= 0.925, over the centred u."""
    top = 2.5090809287301226727e3
    top = top * r + 3.3430575583588128105e4
    top = top * r + 6.7265770927008700853e4
    top = top * r + 4.5921953931549871457e4
    top = top * r + 1.3731693765509461125e4
    top = top * r + 1.9715909503065514427e3
    top = top * r + 1.3314166789178437745e2
    top = top * r + 3.3871328727963666080e0
    bottom = 5.2264952788528545610e3
    bottom = bottom * r + 2.8729085735721942674e4
    bottom = bottom * r + 3.9307895800092710610e4
    bottom = bottom * r + 2.1213794301586595867e4
    bottom = bottom * r + 5.3941960214247511077e3
    bottom = bottom * r + 6.8718700749205790830e2
    bottom = bottom * r + 4.2313330701600911252e1
    return top / (bottom * r + 1.0)


@kernel
def _normal_shoulder(r: float) -> float:
    """AS 241 for tails down to exp(-25)."""
    top = 7.74545014278341407640e-4
    top = top * r + 2.27238449892691845833e-2
    top = top * r + 2.41780725177450611770e-1
    top = top * r + 1.27045825245236838258e0
    top = top * r + 3.64784832476320460504e0
    top = top * r + 5.76949722146069140550e0
    top = top * r + 4.63033784615654529590e0
    top = top * r + 1.42343711074968357734e0
    bottom = 1.05075007164441684324e-9
    bottom = bottom * r + 5.47593808499534494600e-4
    bottom = bottom * r + 1.51986665636164571966e-2
    bottom = bottom * r + 1.48103976427480074590e-1
    bottom = bottom * r + 6.89767334985100004550e-1
    bottom = bottom * r + 1.67638483018380384940e0
    bottom = bottom * r + 2.05319162663775882187e0
    return top / (bottom * r + 1.0)


@kernel
def _normal_far_tail(r: float) -> float:
    """AS 241 for tails beyond exp(-25)."""
    top = 2.01033439929228813265e-7
    top = top * r + 2.71155556874348757815e-5
    top = top * r + 1.24266094738807843860e-3
    top = top * r + 2.65321895265761230930e-2
    top = top * r + 2.96560571828504891230e-1
    top = top * r + 1.78482653991729133580e0
    top = top * r + 5.46378491116411436990e0
    top = top * r + 6.65790464350110377720e0
    bottom = 2.04426310338993978564e-15
    bottom = bottom * r + 1.42151175831644588870e-7
    bottom = bottom * r + 1.84631831751005468180e-5
    bottom = bottom * r + 7.86869131145613259100e-4
    bottom = bottom * r + 1.48753612908506148525e-2
    bottom = bottom * r + 1.36929880922735805310e-1
    bottom = bottom * r + 5.99832206555887937690e-1
    return top / (bottom * r + 1.0)


@kernel
def lognormal(u: float, sigma: float) -> float:
    """Factor with median one: half of all cases lie below the stated value (sales cycles, wallets as seen).

    Args:
        u: Uniform number.
        sigma: Standard deviation of the logarithm; zero gives exactly one.

    Returns:
        exp(sigma z), at most about 8e307.

    Example:
        >>> lognormal(0.5, 0.8)
        1.0
    """
    return _bounded_exp(sigma * standard_normal(u))


@kernel
def lognormal_mean_one(u: float, sigma: float) -> float:
    """Factor with mean one: noise that leaves the expected money unchanged (order values, wallet shocks).

    Args:
        u: Uniform number.
        sigma: Standard deviation of the logarithm; zero gives exactly one.

    Returns:
        exp(sigma z - sigma^2 / 2), at most about 8e307.

    Example:
        >>> round(lognormal_mean_one(0.5, 0.8), 6)
        0.726149
    """
    return _bounded_exp(sigma * (standard_normal(u) - 0.5 * sigma))


@kernel
def _bounded_exp(exponent: float) -> float:
    """The exponential function, held at exp(709): beyond, CPython raises and machine code gives infinity."""
    if exponent > LARGEST_EXPONENT:
        return LARGEST_EXPONENTIAL
    return math.exp(exponent)


@kernel
def gamma(u: float, shape: float) -> float:
    """Gamma variate with scale one: a sum of ``shape`` exponential waits, for any positive ``shape``.

    Multiply by a scale, or divide by a rate. Divided by ``shape`` it is a factor with mean one and
    coefficient of variation 1 / sqrt(shape).

    The smaller tail is matched by Newton's method on its logarithm. Up to u = 1/2 that is ln P over ln x,
    which is concave; above it ln Q over x, which bends one way only. After the first step the approach is
    from one side and cannot run away.

    Args:
        u: Uniform number.
        shape: Positive; the work grows with its square root.

    Returns:
        The x at which P(shape, x) = u, to a relative error below 1e-10 for shapes from 0.05 to 10 000.

    Example:
        >>> round(gamma(0.5, 1.0), 6)
        0.693147
    """
    log_small = (math.log(u) + log_gamma(shape + 1.0)) / shape  # P is x^shape / Gamma(shape + 1) for small x
    if log_small < -37.0:
        return math.exp(log_small)
    x = _gamma_first_guess(u, shape, math.exp(log_small))
    for _ in range(100):
        lower, upper, weight = _gamma_tails(shape, x)
        if u > 0.5:
            change = (math.log(upper) - math.log(1.0 - u)) * upper / weight
            x += x * change
        else:
            change = (math.log(u) - math.log(lower)) * lower / weight
            x *= math.exp(change)
        if abs(change) < 1e-9:
            break
    return x


@kernel
def _gamma_first_guess(u: float, shape: float, small_x: float) -> float:
    """Wilson and Hilferty's cube of a normal deviate, but never below the exact lower bound for small x.

    Source: E. B. Wilson, M. M. Hilferty, "The distribution of chi-square", PNAS 17 (1931) 684-688.
    """
    if shape < 1.0:
        return small_x
    root = 1.0 - 1.0 / (9.0 * shape) + standard_normal(u) / (3.0 * math.sqrt(shape))
    return max(small_x, shape * root * root * root)


@kernel
def _gamma_tails(shape: float, x: float) -> tuple[float, float, float]:
    """Both tails P and Q of a gamma variate at x, and x times its density there.

    Series below the mean, continued fraction (modified Lentz) above it.

    Source: NIST Digital Library of Mathematical Functions, 8.11.4 and 8.9.2.
    """
    weight = math.exp(_log_gamma_weight(shape, x))
    if x < shape + 1.0:
        lower = weight * _lower_series(shape, x)
        return lower, 1.0 - lower, weight
    upper = weight * _upper_fraction(shape, x)
    return 1.0 - upper, upper, weight


@kernel
def _lower_series(shape: float, x: float) -> float:
    """P over its weight: sum of x^n / (shape (shape + 1) ... (shape + n))."""
    term = 1.0 / shape
    total = term
    divisor = shape
    while term > total * 1e-17:
        divisor += 1.0
        term *= x / divisor
        total += term
    return total


@kernel
def _upper_fraction(shape: float, x: float) -> float:
    """Q over its weight: 1 / (x + 1 - shape - 1 (1 - shape) / (x + 3 - shape - ...)), for x >= shape + 1."""
    partial = x + 1.0 - shape
    numerator_ratio = 1e300
    denominator_ratio = 1.0 / partial
    fraction = denominator_ratio
    factor = 2.0
    step = 0.0
    while abs(factor - 1.0) > 1e-15:
        step += 1.0
        coefficient = step * (shape - step)
        partial += 2.0
        numerator_ratio = partial + coefficient / numerator_ratio
        denominator_ratio = 1.0 / (partial + coefficient * denominator_ratio)
        factor = numerator_ratio * denominator_ratio
        fraction *= factor
    return fraction


@kernel
def _log_gamma_weight(shape: float, x: float) -> float:
    """ln(x^shape e^-x / Gamma(shape)), without the loss of digits of large terms that cancel."""
    if shape < STIRLING_FROM:
        return shape * math.log(x) - x - log_gamma(shape)
    excess = (x - shape) / shape
    peak = 0.5 * math.log(shape) - HALF_LOG_TWO_PI - _stirling_tail(shape)
    return peak - shape * (excess - math.log1p(excess))


@kernel
def log_gamma(z: float) -> float:
    """Logarithm of the gamma function for z > 0; unlike ``math.lgamma`` one text for both engines.

    Source: NIST Digital Library of Mathematical Functions, 5.5.1 and 5.11.1.

    Example:
        >>> round(log_gamma(5.0), 6)
        3.178054
    """
    product = 1.0
    while z < STIRLING_FROM:
        product *= z
        z += 1.0
    return (z - 0.5) * math.log(z) - z + HALF_LOG_TWO_PI + _stirling_tail(z) - math.log(product)


@kernel
def _stirling_tail(z: float) -> float:
    """What Stirling's formula lacks of ln Gamma(z), for z >= 10."""
    r = 1.0 / z
    s = r * r
    tail = -691.0 / 360360.0
    tail = tail * s + 1.0 / 1188.0
    tail = tail * s - 1.0 / 1680.0
    tail = tail * s + 1.0 / 1260.0
    tail = tail * s - 1.0 / 360.0
    return r * (tail * s + 1.0 / 12.0)


@kernel
def poisson(u: float, mean: float) -> int:
    """Number of events in an interval that expects ``mean`` of them.

    The smallest k with P(N <= k) >= u, by summation from zero or, for large means, from the mode; the start
    does not depend on u, so that k never falls when u rises. Rounding can move k only where u lies within
    about 1e-13 of a step.

    Args:
        u: Uniform number.
        mean: Expected number, from 0 to about 10 000; the work grows with its square root.

    Example:
        >>> poisson(0.5, 3.0)
        3
    """
    if mean <= 0.0:
        return 0
    k = 0
    probability = math.exp(-mean)
    cumulated = probability
    if mean >= POISSON_FROM_MODE:
        k = int(mean)
        _, cumulated, weight = _gamma_tails(k + 1.0, mean)
        probability = weight / mean
    while cumulated < u and probability > NEGLIGIBLE:
        k += 1
        probability *= mean / k
        cumulated += probability
    while k > 0 and cumulated - probability >= u:
        cumulated -= probability
        probability *= k / mean
        k -= 1
    return k
