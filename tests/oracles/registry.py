"""What an oracle is: a special case of the model with a known answer, and how far chance may move the
engine.

A row compares one number of theory with one of simulation. Its tolerance is its own sampling error: it
fails where |z| exceeds `LIMIT`, which a right engine does with probability `FALSE_ALARM` per row if the
seed is new. The seeds are fixed, so a row that passes once passes always. A row without sampling error
has to agree to `EXACT`.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

FALSE_ALARM = 1e-5
LIMIT = float(stats.norm.isf(FALSE_ALARM / 2.0))
EXACT = 1e-12  # relative; sums of rounded numbers may differ in their last bits


@dataclass(frozen=True, kw_only=True)
class Row:
    """One number, from theory and from the engine."""

    name: str
    formula: str
    theory: float
    simulation: float
    standard_error: float = 0.0

    @property
    def is_exact(self) -> bool:
        """Whether chance has no part in it."""
        return self.standard_error == 0.0

    @property
    def z(self) -> float:
        """Distance from theory in standard errors; 0 for an exact row."""
        return 0.0 if self.is_exact else (self.simulation - self.theory) / self.standard_error

    @property
    def holds(self) -> bool:
        """Whether the engine agrees with theory."""
        if self.is_exact:
            return math.isclose(self.simulation, self.theory, rel_tol=EXACT, abs_tol=EXACT)
        return abs(self.z) < LIMIT


@dataclass(frozen=True)
class Oracle:
    """A special case: what is switched on, where its answer comes from, and how to compute its rows."""

    name: str
    title: str
    setting: str
    source: str
    compute: Callable[[], Iterable[Row]]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows, computed once per process."""
        return list(self.compute())


def oracle(title: str, *, setting: str, source: str) -> Callable[[Callable[[], Iterable[Row]]], Oracle]:
    """Make a function that computes rows an oracle.

    Args:
        title: What is known, as a heading.
        setting: What is switched on in an otherwise null world.
        source: Where the answer comes from.
    """

    def decorate(compute: Callable[[], Iterable[Row]]) -> Oracle:
        return Oracle(compute.__name__, title, setting, source, compute)

    return decorate


def mean_row(name: str, formula: str, theory: float, values: ArrayLike) -> Row:
    """The mean of independent values against its expectation."""
    sample = np.asarray(values, dtype=np.float64)
    error = float(sample.std(ddof=1)) / math.sqrt(len(sample))
    return Row(name=name, formula=formula, theory=theory, simulation=float(sample.mean()), standard_error=error)


def variance_row(name: str, formula: str, theory: float, values: ArrayLike) -> Row:
    """The variance of independent values; its error comes from their fourth moment."""
    sample = np.asarray(values, dtype=np.float64)
    squares = (sample - sample.mean()) ** 2
    error = float(squares.std(ddof=1)) / math.sqrt(len(sample))
    simulation = float(sample.var(ddof=1))
    return Row(name=name, formula=formula, theory=theory, simulation=simulation, standard_error=error)


def share_row(name: str, formula: str, theory: float, hits: int, trials: int) -> Row:
    """A frequency against its probability, with the binomial error of theory."""
    error = math.sqrt(theory * (1.0 - theory) / trials)
    return Row(name=name, formula=formula, theory=theory, simulation=hits / trials, standard_error=error)


def balance_row(name: str, formula: str, theory: ArrayLike, values: ArrayLike) -> Row:
    """The mean of values against the mean of their own predictions, with the error of their difference."""
    predicted, sample = np.asarray(theory, dtype=np.float64), np.asarray(values, dtype=np.float64)
    error = float((sample - predicted).std(ddof=1)) / math.sqrt(len(sample))
    return Row(
        name=name,
        formula=formula,
        theory=float(predicted.mean()),
        simulation=float(sample.mean()),
        standard_error=error,
    )


def ratio_row(name: str, formula: str, theory: float, parts: ArrayLike, wholes: ArrayLike) -> Row:
    """A ratio of two sums over independent batches, with the error of parts about theory times wholes."""
    part, whole = np.asarray(parts, dtype=np.float64), np.asarray(wholes, dtype=np.float64)
    error = float((part - theory * whole).std(ddof=1)) * math.sqrt(len(part)) / float(whole.sum())
    return Row(
        name=name,
        formula=formula,
        theory=theory,
        simulation=float(part.sum() / whole.sum()),
        standard_error=error,
    )
