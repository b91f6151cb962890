"""Maximum likelihood for models of few positive parameters: several starts, standard errors, limits told as such.

All work is done on the logarithms of the parameters, along axes that a model may choose (mean frequency rather than
rate, for instance: a ridge along an axis is quickly climbed). Starts are tried on a sample of the rows, the best are
taken to the optimum of all rows by quasi-Newton and then Newton steps. The Hessian at the optimum gives the covariance
of the log-parameters; the delta method gives standard errors of the parameters and of what follows from them.

A likelihood often rises, ever more slowly, towards a limit such as "no customer ever drops out". Every model names its
limits; where going to a limit costs nothing, the fit says so, and the parameters that lose their meaning there have
no standard error.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import exp, isfinite, nan, sqrt
from typing import Any, Generic, Protocol, Self, TypeVar

import numpy as np

from experiments.statistics import CONFIDENCE, normal_quantile
from simulator.results import FloatArray

ROUGH_ROWS = 1500
WIDEST_LOG = 14.0
IMPOSSIBLE = 1e10  # loss where the likelihood cannot be computed
STEP = 1e-3
FREE_OF_CHARGE = 0.01  # log-likelihood that a limit may cost and still be as good
MOST_DESCENT_STEPS = 100
MOST_NEWTON_STEPS = 25
NO_GAIN = 1e-6  # log-likelihood that is not worth another step
SETTLED = 1e-9  # largest gradient per observation at an optimum
WORTH_NOTHING = 1e-4  # log-likelihood that a Newton step may still promise at an optimum

Loss = Callable[[FloatArray], float]
Limit = Callable[[FloatArray], FloatArray]


class Data(Protocol):
    """Observations in rows with weights."""

    @property
    def weights(self) -> FloatArray:
        """How many observations each row stands for."""

    def sample(self, rows: int) -> Self:
        """About that many rows."""


D = TypeVar("D", bound=Data)


@dataclass(frozen=True, kw_only=True)
class Model(Generic[D]):
    """A model to fit: its parameters, its likelihood, and where that likelihood may run off to.

    Attributes:
        name: Name in tables and files.
        title: What the model says of customers, in a few words.
        parameters: Names of the parameters, all positive.
        log_likelihood: Of each row, given the parameters.
        starts: Parameters to start from.
        axes: Logarithms of the parameters are this matrix times the coordinates of the search.
        limits: For each limit in words: how it moves the parameters, and which of them lose their meaning there.
        derived: Numbers with a meaning in the business that follow from the parameters.
    """

    name: str
    title: str
    parameters: tuple[str, ...]
    log_likelihood: Callable[[FloatArray, D], FloatArray]
    starts: Callable[[D], Sequence[Sequence[float]]]
    axes: Sequence[Sequence[float]]
    limits: Mapping[str, tuple[Limit, tuple[str, ...]]] = field(default_factory=dict)
    derived: Mapping[str, Callable[[FloatArray], float]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Value:
    """An estimate with its standard error and 95 % interval; NaN where there is none."""

    estimate: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A fitted model.

    Attributes:
        model: Which model.
        values: Parameters at the optimum.
        covariance: Covariance of the log-parameters; NaN for those without one.
        log_likelihood: At the optimum.
        observations: Number of observations.
        boundary: The limits that are as good as the optimum, in words; empty in the usual case.
        converged: Whether the gradient vanishes.
    """

    model: Model[Any]
    values: FloatArray
    covariance: FloatArray
    log_likelihood: float
    observations: float
    boundary: tuple[str, ...]
    converged: bool

    @property
    def bic(self) -> float:
        """Bayesian information criterion, the smaller the better: k ln n - 2 LL (Schwarz 1978)."""
        return len(self.values) * float(np.log(self.observations)) - 2.0 * self.log_likelihood

    @property
    def parameters(self) -> dict[str, Value]:
        """Each parameter with its uncertainty; the interval is symmetric on the logarithm."""
        numbers = dict(zip(self.model.parameters, self.values.tolist(), strict=True))
        errors = np.sqrt(np.diagonal(self.covariance)).tolist()
        return {name: _log_normal(value, error) for (name, value), error in zip(numbers.items(), errors, strict=True)}

    @property
    def derived(self) -> dict[str, Value]:
        """What follows from the parameters, by the delta method on its logarithm."""
        return {name: self._follows(function) for name, function in self.model.derived.items()}

    def _follows(self, function: Callable[[FloatArray], float]) -> Value:
        value, logs = function(self.values), np.log(self.values)
        if not (isfinite(value) and value > 0.0):
            return Value(estimate=value, standard_error=nan, low=nan, high=nan)
        slopes = np.array([_slope(lambda z: float(np.log(function(np.exp(z)))), logs, i) for i in range(len(logs))])
        used = np.abs(slopes) > 1e-7
        variance = float(slopes[used] @ self.covariance[np.ix_(used, used)] @ slopes[used])
        return _log_normal(value, sqrt(variance) if variance >= 0.0 else nan)

    def draws(self, count: int, random: np.random.Generator) -> FloatArray:
        """Parameters as uncertain as the fit leaves them, shape (count, k); undetermined ones stay put."""
        known = np.isfinite(np.diagonal(self.covariance))
        logs = np.tile(np.log(self.values), (count, 1))
        if known.any():
            part = self.covariance[np.ix_(known, known)]
            logs[:, known] = random.multivariate_normal(np.log(self.values)[known], part, size=count)
        drawn: FloatArray = np.exp(logs)
        return drawn


def fit(model: Model[D], data: D, near: Sequence[Sequence[float]] = ()) -> Fit:
    """Fits a model by maximum likelihood.

    Args:
        model: The model.
        data: The observations.
        near: Parameters known to be near the optimum, which spare the search; default: the model's own starts.
    """
    size = float(data.weights.sum())
    axes = np.asarray(model.axes, dtype=np.float64)

    def along(logs: FloatArray) -> FloatArray:
        return np.asarray(np.linalg.solve(axes, logs), dtype=np.float64)

    def loss(rows: D) -> Loss:
        total = float(rows.weights.sum())

        def evaluate(at: FloatArray) -> float:
            found = float(rows.weights @ model.log_likelihood(np.exp(axes @ at), rows))
            return -found / total if isfinite(found) else IMPOSSIBLE

        return evaluate

    whole = loss(data)
    few = data.sample(ROUGH_ROWS)
    rough = whole if len(few.weights) == len(data.weights) else loss(few)
    begins = [along(np.log(np.asarray(start, dtype=np.float64))) for start in near or model.starts(data)]
    roughly = sorted((_descend(rough, begin, tolerance=1e-8) for begin in begins), key=rough)
    ends = [_settle(whole, _descend(whole, end, tolerance=1e-10), size) for end in _distinct(roughly)]
    best, settled = min(ends, key=lambda end: whole(end[0]))
    values = np.exp(axes @ best)
    boundary, lost = _limits(model, data, values)
    return Fit(
        model=model,
        values=values,
        covariance=_covariance(lambda logs: whole(along(logs)), np.log(values), size, lost),
        log_likelihood=-whole(best) * size,
        observations=size,
        boundary=boundary,
        converged=settled or bool(boundary),
    )


def _distinct(ends: Sequence[FloatArray]) -> list[FloatArray]:
    """The best end, and the second best if it lies elsewhere."""
    others = [end for end in ends[1:] if float(np.abs(end - ends[0]).max()) > 0.3]
    return [ends[0], *others[:1]]


def _descend(loss: Loss, begin: FloatArray, tolerance: float) -> FloatArray:
    widest = np.full(len(begin), WIDEST_LOG)
    return descend(loss, np.clip(begin, -widest, widest), -widest, widest, tolerance)


def descend(loss: Loss, begin: FloatArray, low: FloatArray, high: FloatArray, tolerance: float = 1e-10) -> FloatArray:
    """Where a smooth function is smallest within bounds, by quasi-Newton steps from a start.

    Examples:
        >>> descend(lambda z: float((z[0] - 3.0) ** 2), np.zeros(1), np.zeros(1), np.ones(1)).tolist()
        [1.0]
    """
    from scipy.optimize import minimize

    options: Any = {"maxiter": MOST_DESCENT_STEPS, "ftol": tolerance, "gtol": 1e-7}
    bounds: Any = list(zip(low, high, strict=True))
    slopes: Any = partial(_quick_gradient, loss)
    found: Any = minimize(loss, begin, jac=slopes, method="L-BFGS-B", bounds=bounds, options=options)
    return np.asarray(found.x, dtype=np.float64)


def _settle(loss: Loss, logs: FloatArray, size: float) -> tuple[FloatArray, bool]:
    """Newton steps until the gradient vanishes; stops where they no longer help."""
    here = loss(logs)
    for _ in range(MOST_NEWTON_STEPS):
        slope = gradient(loss, logs)
        if float(np.abs(slope).max()) < SETTLED:
            return logs, True
        values, vectors = np.linalg.eigh(hessian(loss, logs))
        step = -vectors @ ((vectors.T @ slope) / np.maximum(np.abs(values), 1e-9))
        promised = -0.5 * size * float(slope @ step)
        step *= min(1.0, 2.0 / float(np.abs(step).max()))
        further = np.clip(logs + step, -WIDEST_LOG, WIDEST_LOG)
        gain = size * (here - loss(further))
        if gain > 0.0:
            logs, here = further, here - gain / size
        if gain < NO_GAIN:
            return logs, promised < WORTH_NOTHING
    return logs, False


def _limits(model: Model[D], data: D, values: FloatArray) -> tuple[tuple[str, ...], list[bool]]:
    """The limits that are as good as the optimum, and which parameters lose their meaning there."""
    here = float(data.weights @ model.log_likelihood(values, data))
    words: list[str] = []
    lost: set[str] = set()
    for text, (move, names) in model.limits.items():
        if lost.issuperset(names):
            continue
        there = float(data.weights @ model.log_likelihood(move(values), data))
        if isfinite(there) and there > here - FREE_OF_CHARGE:
            words.append(text)
            lost.update(names)
    return tuple(words), [name in lost for name in model.parameters]


def _covariance(loss: Loss, logs: FloatArray, size: float, lost: Sequence[bool]) -> FloatArray:
    """Inverse of the observed information of the log-parameters that keep their meaning."""
    kept = np.flatnonzero(~np.asarray(lost, dtype=bool))
    covariance = np.full((len(logs), len(logs)), nan)
    if len(kept):
        information = size * hessian(loss, logs)[np.ix_(kept, kept)]
        if float(np.linalg.eigvalsh(information).min()) > 0.0:
            covariance[np.ix_(kept, kept)] = np.linalg.inv(information)
    return covariance


def gradient(function: Loss, at: FloatArray) -> FloatArray:
    """Slopes of a smooth function by central differences of fourth order.

    Examples:
        >>> gradient(lambda z: float(z[0] ** 3), np.array([2.0])).round(6).tolist()
        [12.0]
    """
    return np.array([_slope(function, at, i) for i in range(len(at))])


def _quick_gradient(function: Loss, at: FloatArray) -> FloatArray:
    """Slopes by plain central differences: good enough on the way to an optimum."""
    steps = 1e-5 * np.eye(len(at))
    return np.array([(function(at + step) - function(at - step)) / 2e-5 for step in steps])


def _slope(function: Loss, at: FloatArray, i: int) -> float:
    step = np.zeros(len(at))
    step[i] = STEP
    near = function(at + step) - function(at - step)
    far = function(at + 2.0 * step) - function(at - 2.0 * step)
    return (8.0 * near - far) / (12.0 * STEP)


def hessian(function: Loss, at: FloatArray, step: float = 5e-3) -> FloatArray:
    """Second derivatives of a smooth function by central differences.

    Examples:
        >>> hessian(lambda z: float(z[0] ** 2 * z[1]), np.array([1.0, 2.0])).round(5).tolist()
        [[4.0, 2.0], [2.0, 0.0]]
    """
    count = len(at)
    steps = np.eye(count) * step
    here = function(at)
    result = np.empty((count, count))
    for i in range(count):
        near = function(at + steps[i]) + function(at - steps[i]) - 2.0 * here
        far = function(at + 2.0 * steps[i]) + function(at - 2.0 * steps[i]) - 2.0 * here
        result[i, i] = (16.0 * near - far) / (12.0 * step * step)
        for j in range(i):
            same = function(at + steps[i] + steps[j]) + function(at - steps[i] - steps[j])
            other = function(at + steps[i] - steps[j]) + function(at - steps[i] + steps[j])
            result[i, j] = result[j, i] = (same - other) / (4.0 * step * step)
    return result


def _log_normal(value: float, error: float) -> Value:
    reach = normal_quantile(0.5 + CONFIDENCE / 2) * error
    if not isfinite(reach) or reach > 300.0:
        return Value(estimate=value, standard_error=nan, low=nan, high=nan)
    return Value(estimate=value, standard_error=value * error, low=value * exp(-reach), high=value * exp(reach))


def scaled(**factors: float) -> Callable[[tuple[str, ...]], Limit]:
    """A move that multiplies some parameters, for a model's limits.

    Examples:
        >>> scaled(b=10.0)(("a", "b"))(np.array([1.0, 2.0])).tolist()
        [1.0, 20.0]
    """

    def for_names(names: tuple[str, ...]) -> Limit:
        row = np.array([factors.get(name, 1.0) for name in names])
        return lambda values: values * row

    return for_names
