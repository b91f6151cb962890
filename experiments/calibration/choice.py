"""Which customer-base model to trust: all are fitted, and judged by the orders of weeks that they have not seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from types import ModuleType

import numpy as np

from experiments.calibration import bgnbd, mbgnbd, nbd, paretonbd
from experiments.calibration.customers import SplitCustomers, customers_of, split_customers
from experiments.calibration.likelihood import Fit, fit
from experiments.calibration.orders import DAYS_PER_WEEK, Orders
from simulator.results import FloatArray

MODULES: Mapping[str, ModuleType] = {module.MODEL.name: module for module in (nbd, bgnbd, mbgnbd, paretonbd)}
HELD_OUT_PART = 0.25
FEWEST_ACCOUNTS = 30
CLEARLY = 2.0  # standard errors by which one model must beat another on weeks that neither has seen

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class HeldOut:
    """How one model foretold the last weeks, from a fit to the weeks before.

    Attributes:
        score: Log-likelihood of the later orders given the earlier ones; the larger the better.
        behind: How far the score lies below the best model's, and the standard error of that.
        predicted: Repeat orders that it expected.
    """

    score: float
    behind: tuple[float, float]
    predicted: float


@dataclass(frozen=True, kw_only=True)
class Choice:
    """All fits, their trial on held-out weeks, and the one chosen.

    Attributes:
        fits: Each model on all weeks.
        held_out: Each model's trial; empty if there are too few weeks or accounts for one.
        weeks: Weeks held out.
        seen: Repeat orders in them, of the accounts known before.
        early: Each model's fit to the weeks before; empty without a trial.
        split_day: Last day of those weeks.
        chosen: Name of the chosen model.
        reason: Why, in plain words.
    """

    fits: Mapping[str, Fit]
    held_out: Mapping[str, HeldOut]
    weeks: float
    seen: float
    early: Mapping[str, Fit]
    split_day: int
    chosen: str
    reason: str


def choose(orders: Orders, *, hold_out_weeks: float | None = None, progress: Progress = lambda _: None) -> Choice:
    """Fits all models, tries them on the last weeks, and chooses one.

    The model that clearly foretold the held-out weeks best (by two standard errors, over accounts) is chosen; where
    none did, the smallest BIC on all weeks decides.

    Args:
        orders: The orders.
        hold_out_weeks: Weeks to hold out; default a quarter of the records.
        progress: Told what is being fitted.
    """
    first = int(orders.day.min())
    weeks = hold_out_weeks if hold_out_weeks is not None else HELD_OUT_PART * (orders.until - first) / DAYS_PER_WEEK
    days = int(weeks * DAYS_PER_WEEK)
    split = split_customers(orders, orders.until - days) if days > 0 else None
    early: dict[str, Fit] = {}
    if split is not None and split.early.count >= FEWEST_ACCOUNTS and split.early.orders > 0:
        for name, module in MODULES.items():
            progress(f"{name} without the last {days / DAYS_PER_WEEK:.0f} weeks")
            early[name] = fit(module.MODEL, split.early)
    base = customers_of(orders)
    fits: dict[str, Fit] = {}
    for name, module in MODULES.items():
        progress(name)
        fits[name] = fit(module.MODEL, base, [early[name].values.tolist()] if name in early else ())
    trial = _trial(split, early) if split is not None and early else {}
    chosen, reason = _chosen(fits, trial)
    return Choice(
        fits=fits,
        held_out=trial,
        weeks=days / DAYS_PER_WEEK if trial else 0.0,
        seen=split.whole.orders - split.early.orders if split is not None and trial else 0.0,
        early=early,
        split_day=orders.until - days,
        chosen=chosen,
        reason=reason,
    )


def _trial(split: SplitCustomers, early: Mapping[str, Fit]) -> dict[str, HeldOut]:
    weights = split.early.weights
    gains = {name: _gain(MODULES[name], found, split) for name, found in early.items()}
    scores = {name: float(weights @ gain) for name, gain in gains.items()}
    best = gains[max(scores, key=lambda name: scores[name])]
    trial = {}
    for name, gain in gains.items():
        difference = best - gain
        mean = float(weights @ difference) / float(weights.sum())
        error = sqrt(float(weights @ (difference - mean) ** 2))
        expected = MODULES[name].expected(early[name].values, split.early, split.later)
        trial[name] = HeldOut(
            score=scores[name], behind=(float(weights @ difference), error), predicted=float(weights @ expected)
        )
    return trial


def _gain(module: ModuleType, found: Fit, split: SplitCustomers) -> FloatArray:
    """Log-likelihood of each row's later orders, given its earlier ones."""
    log_likelihood = module.MODEL.log_likelihood
    return np.asarray(log_likelihood(found.values, split.whole) - log_likelihood(found.values, split.early))


def _chosen(fits: Mapping[str, Fit], trial: Mapping[str, HeldOut]) -> tuple[str, str]:
    by_bic = min(fits, key=lambda name: fits[name].bic)
    if not trial:
        return by_bic, "smallest BIC; the records are too short to hold weeks out"
    best = max(trial, key=lambda name: trial[name].score)
    behind, error = trial[by_bic].behind
    if behind > CLEARLY * error:
        return best, f"foretold the held-out weeks best, clearly better than {by_bic}, which has the smallest BIC"
    if best == by_bic:
        return by_bic, "smallest BIC, and best on the held-out weeks"
    return by_bic, f"smallest BIC; on the held-out weeks {best} is not clearly better"
