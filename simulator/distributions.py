"""How accounts differ: the declared distributions from which a population is drawn.

Each has ``quantile`` (vectorised, rising with ``u``) and the attributes ``mean`` and ``variance`` (infinite
where the law's is). A population is drawn once per replication by inversion of keyed uniform numbers, so an
account keeps its rank when a parameter changes. Draws inside a run use ``simulator.model.variates`` instead.
"""

import math
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt
from scipy import special

__all__ = ["Beta", "Constant", "Distribution", "Exponential", "Gamma", "GammaGamma"]
__all__ += ["Lognormal", "LognormalParetoTail", "Normal"]

Floats = npt.NDArray[np.float64]
# Relative differences below this are lost in a float's 16 digits; far below, their squares would underflow.
NEGLIGIBLE_CV = 1e-17


class Distribution(Protocol):
    """What every declared distribution can say about itself."""

    @property
    def mean(self) -> float:
        """Expected value; ``inf`` where it is infinite."""

    @property
    def variance(self) -> float:
        """Expected squared distance from the mean; ``inf`` where it is infinite."""

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """Values below which the fractions ``u`` lie, in the shape of ``u`` (strictly between 0 and 1)."""


@dataclass(frozen=True)
class Constant:
    """The same value for every account.

    Example:
        >>> Constant(12.0).quantile([0.1, 0.9]).tolist()
        [12.0, 12.0]
    """

    value: float

    def __post_init__(self) -> None:
        _require(math.isfinite(self.value), "value", self.value, "a finite number")

    @property
    def mean(self) -> float:
        """The value itself."""
        return self.value

    @property
    def variance(self) -> float:
        """Zero: all accounts are alike."""
        return 0.0

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """The value, whatever ``u`` is."""
        return np.full(np.shape(u), self.value, dtype=np.float64)


@dataclass(frozen=True)
class Normal:
    """Symmetric differences around a mean, such as the strength of the present supplier.

    Example:
        >>> Normal(mean=1.0, sd=2.0).quantile([0.5]).tolist()
        [1.0]
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        _require(math.isfinite(self.mean), "mean", self.mean, "a finite number")
        _require_not_negative("sd", self.sd)

    @property
    def variance(self) -> float:
        """Square of ``sd``."""
        return self.sd * self.sd

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """Formula: mean + sd z(u), where z is the standard normal quantile."""
        return _array(self.mean + self.sd * special.ndtri(_array(u)))


@dataclass(frozen=True)
class Exponential:
    """Memoryless amounts: downstream sales of a dealer, waiting times.

    Example:
        >>> Exponential(mean=10.0).quantile([0.5]).round(3).tolist()
        [6.931]
    """

    mean: float

    def __post_init__(self) -> None:
        _require_positive("mean", self.mean)

    @property
    def variance(self) -> float:
        """Square of the mean."""
        return self.mean * self.mean

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """Formula: -mean ln(1 - u)."""
        return _array(-self.mean * np.log1p(-_array(u)))


@dataclass(frozen=True)
class Gamma:
    """Positive differences with a given mean and relative spread; order frequencies of the NBD model.

    ``cv`` is the coefficient of variation (standard deviation over mean); zero makes all accounts alike.
    Shape 1 / cv^2, scale mean cv^2.

    Example:
        >>> Gamma(mean=6.0, cv=1.0).quantile([0.5]).round(3).tolist()
        [4.159]
        >>> Gamma.from_shape_and_rate(shape=4.0, rate=2.0)
        Gamma(mean=2.0, cv=0.5)
    """

    mean: float
    cv: float

    def __post_init__(self) -> None:
        _require_positive("mean", self.mean)
        _require_not_negative("cv", self.cv)

    @classmethod
    def from_shape_and_rate(cls, shape: float, rate: float) -> Self:
        """The same law by its textbook parameters (r and alpha of the NBD and BG/NBD papers)."""
        _require_positive("shape", shape)
        _require_positive("rate", rate)
        return cls(mean=shape / rate, cv=1.0 / math.sqrt(shape))

    @property
    def variance(self) -> float:
        """Formula: (mean cv)^2."""
        return (self.mean * self.cv) ** 2

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """Scale times the inverse of the regularised incomplete gamma function."""
        if self.cv < NEGLIGIBLE_CV:
            return Constant(self.mean).quantile(u)
        squared = self.cv * self.cv
        return _array(self.mean * squared * special.gammaincinv(1.0 / squared, _array(u)))


@dataclass(frozen=True)
class Beta:
    """Probabilities that differ between accounts; chances to drop out of the BG/NBD model.

    ``concentration`` is a + b: the larger, the more alike the accounts. a = mean concentration, b = the rest.

    Example:
        >>> Beta(mean=0.5, concentration=2.0).quantile([0.25]).round(6).tolist()
        [0.25]
        >>> Beta.from_shapes(a=1.0, b=3.0)
        Beta(mean=0.25, concentration=4.0)
    """

    mean: float
    concentration: float

    def __post_init__(self) -> None:
        _require_fraction("mean", self.mean)
        _require_positive("concentration", self.concentration)

    @classmethod
    def from_shapes(cls, a: float, b: float) -> Self:
        """The same law by its textbook parameters."""
        _require_positive("a", a)
        _require_positive("b", b)
        return cls(mean=a / (a + b), concentration=a + b)

    @property
    def variance(self) -> float:
        """Formula: mean (1 - mean) / (concentration + 1)."""
        return self.mean * (1.0 - self.mean) / (self.concentration + 1.0)

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """Inverse of the regularised incomplete beta function."""
        a = self.mean * self.concentration
        return _array(special.betaincinv(a, self.concentration - a, _array(u)))


@dataclass(frozen=True)
class Lognormal:
    """Sizes that differ by factors: half of the accounts lie below the median, a few far above it.

    ``sigma`` is the standard deviation of the logarithm; zero makes all accounts alike.

    Example:
        >>> Lognormal(median=100.0, sigma=1.2).quantile([0.5, 0.975]).round(1).tolist()
        [100.0, 1050.6]
    """

    median: float
    sigma: float

    def __post_init__(self) -> None:
        _require_positive("median", self.median)
        _require_not_negative("sigma", self.sigma)

    @property
    def mean(self) -> float:
        """Formula: median exp(sigma^2 / 2)."""
        return self.median * math.exp(0.5 * self.sigma**2)

    @property
    def variance(self) -> float:
        """Formula: mean^2 (exp(sigma^2) - 1)."""
        return self.mean**2 * math.expm1(self.sigma**2)

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """Formula: median exp(sigma z(u)), where z is the standard normal quantile."""
        return _array(self.median * np.exp(self.sigma * special.ndtri(_array(u))))


@dataclass(frozen=True)
class LognormalParetoTail:
    """Sizes with a tail of giants: lognormal up to a quantile, from there on a Pareto law.

    The uppermost ``tail_probability`` of the accounts lies above the joint x0, the lognormal quantile of the
    rest, with P(X > x) = tail_probability (x / x0)^-tail_exponent. The quantile function is continuous at the
    joint. The mean is infinite up to exponent 1, the variance up to 2.

    Example:
        >>> giants = LognormalParetoTail(median=100.0, sigma=1.0, tail_probability=0.05, tail_exponent=1.5)
        >>> giants.quantile([0.5, 0.95, 0.999]).round(1).tolist()
        [100.0, 518.0, 7030.7]
        >>> giants.variance
        inf
    """

    median: float
    sigma: float
    tail_probability: float
    tail_exponent: float

    def __post_init__(self) -> None:
        _require_positive("median", self.median)
        _require_not_negative("sigma", self.sigma)
        _require_fraction("tail_probability", self.tail_probability)
        _require_positive("tail_exponent", self.tail_exponent)

    @property
    def joint(self) -> float:
        """The size x0 at which the tail begins."""
        return float(self._body.quantile(1.0 - self.tail_probability))

    @property
    def mean(self) -> float:
        """Expected size; infinite up to ``tail_exponent`` 1."""
        return self._raw_moment(1)

    @property
    def variance(self) -> float:
        """Variance of the sizes; infinite up to ``tail_exponent`` 2."""
        second = self._raw_moment(2)
        return second if math.isinf(second) else second - self.mean**2

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """Lognormal below the joint, x0 ((1 - u) / tail_probability)^(-1 / tail_exponent) beyond it."""
        u = _array(u)
        beyond = np.maximum(self.tail_probability / (1.0 - u), 1.0)
        body = self._body.quantile(np.minimum(u, 1.0 - self.tail_probability))
        return body * beyond ** (1.0 / self.tail_exponent)

    @property
    def _body(self) -> Lognormal:
        return Lognormal(self.median, self.sigma)

    def _raw_moment(self, order: int) -> float:
        """E[X^order]: the lognormal's partial moment up to the joint plus the Pareto moment beyond it."""
        if self.tail_exponent <= order:
            return math.inf
        edge = float(special.ndtri(1.0 - self.tail_probability))
        spread = order * self.sigma
        body = self.median**order * math.exp(0.5 * spread**2) * float(special.ndtr(edge - spread))
        tail = self.tail_probability * self.joint**order * self.tail_exponent / (self.tail_exponent - order)
        return body + tail


@dataclass(frozen=True)
class GammaGamma:
    """Each account's own mean order value, where orders vary around it (the gamma-gamma model of spend).

    An account has a rate nu ~ Gamma(shape q, rate gamma); its orders are Gamma(shape p, rate nu), with mean
    p / nu. This is the law of p / nu. One order is that mean times a gamma variate of shape p, over p.

    Source: P. S. Fader, B. G. S. Hardie, "The Gamma-Gamma Model of Monetary Value" (2013), equations 1-3,
    brucehardie.com/notes/025.

    Example:
        >>> round(GammaGamma(p=6.25, q=3.74, gamma=15.44).mean, 2)
        35.22
    """

    p: float
    q: float
    gamma: float

    def __post_init__(self) -> None:
        _require_positive("p", self.p)
        _require_positive("q", self.q)
        _require_positive("gamma", self.gamma)

    @property
    def mean(self) -> float:
        """Formula: p gamma / (q - 1); infinite up to q = 1."""
        return self.p * self.gamma / (self.q - 1.0) if self.q > 1.0 else math.inf

    @property
    def variance(self) -> float:
        """Formula: mean^2 / (q - 2); infinite up to q = 2."""
        return self.mean**2 / (self.q - 2.0) if self.q > 2.0 else math.inf

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """Formula: p gamma over the upper-tail inverse of the incomplete gamma function of shape q."""
        return _array(self.p * self.gamma / special.gammainccinv(self.q, _array(u)))


def _array(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _require_positive(name: str, value: float) -> None:
    _require(0.0 < value < math.inf, name, value, "positive and finite")


def _require_not_negative(name: str, value: float) -> None:
    _require(0.0 <= value < math.inf, name, value, "zero or more, and finite")


def _require_fraction(name: str, value: float) -> None:
    _require(0.0 < value < 1.0, name, value, "between 0 and 1, both excluded")


def _require(holds: bool, name: str, value: float, expectation: str) -> None:
    if not holds:
        raise ValueError(f"{name}: expected {expectation}, got {value!r}")
