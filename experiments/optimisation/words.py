"""An optimisation in words: what was chosen, what it is worth on fresh luck, and how much of the search was luck."""

from collections.abc import Iterator

from experiments.amounts import short, with_currency, with_half_width
from experiments.optimisation.levers import LeverSpace
from experiments.optimisation.optimise import Fresh, Optimum
from experiments.statistics import Estimate
from simulator.catalogue import OUTCOMES


def answer(space: LeverSpace, optimum: Optimum) -> str:
    """Whether the chosen setting beats the file's own on luck that the search never saw."""
    gain, title = optimum.chosen.gain, OUTCOMES[optimum.goal.outcome].title
    amount = _amount(gain, optimum.goal.outcome, space.currency, signed=True)
    lucks = f"in the same {optimum.effort.fresh} fresh lucks"
    if gain.low > 0:
        return f"The chosen levers beat {space.strategy} as the file has it by {amount} in {title}, {lucks}."
    if gain.high < 0:
        return f"The chosen levers are worse than {space.strategy} as the file has it: {amount} in {title}, {lucks}."
    return (
        f"Not settled whether the chosen levers beat {space.strategy} as the file has it: {amount} in {title}, {lucks}."
    )


def notes(space: LeverSpace, optimum: Optimum) -> Iterator[tuple[str, str]]:
    """What else a reader must know, by topic."""
    goal = optimum.goal
    seen, fresh, optimism = (
        _amount(each, goal.outcome, space.currency, signed=True)
        for each in (optimum.search_gain, optimum.chosen.gain, optimum.optimism)
    )
    yield (
        "Optimism",
        f"in its {optimum.effort.lucks} lucks the search saw a gain of {seen}, fresh luck gives {fresh}: "
        f"{optimism} was luck.",
    )
    yield "Ruin", _ruin(optimum)
    tried = len({trial.row for trial in optimum.trials})
    yield (
        "Effort",
        f"{optimum.runs:,} runs of a budget of {optimum.effort.budget:,}; {tried} settings tried; seed "
        f"{space.plan.seed}, fresh luck {space.plan.seed + 1}.",
    )
    if space.left_out:
        yield (
            "Left out",
            f"{', '.join(space.left_out)}: no levers of {space.strategy}; they stay as the scenario has them.",
        )


def _ruin(optimum: Optimum) -> str:
    ruin, most = optimum.chosen.ruin, optimum.goal.max_ruin
    found = f"insolvent in {short(ruin.mean, 'fraction')} of fresh lucks ({interval_text(ruin)})"
    if most is None:
        return f"{found}; no bound was asked for."
    bound = short(most, "fraction")
    if not any(trial.keeps(optimum.goal) for trial in optimum.trials):
        return f"no setting kept the bound of {bound} in the search; this one came nearest: {found}."
    if ruin.high <= most:
        return f"{found}: the bound of {bound} is kept."
    if ruin.low > most:
        return f"{found}: the bound of {bound} is broken, although the search saw it kept."
    return f"{found}: whether the bound of {bound} is kept is not settled; more --fresh lucks may settle it."


def interval_text(share: Estimate) -> str:
    """The interval of a share.

    Examples:
        >>> interval_text(Estimate(mean=0.05, half_width=0.02, low=0.03, high=0.07))
        '3.0 to 7.0 %'
    """
    return f"{100 * share.low:.1f} to {100 * share.high:.1f} %"


def fresh_cells(optimum: Optimum, fresh: Fresh) -> tuple[str, str, str, str]:
    """One row of the table of settings: seen in the search, on fresh luck, the risk, insolvency."""
    goal = optimum.goal
    unit, risk = OUTCOMES[goal.outcome].unit, OUTCOMES[goal.risk].unit
    seen = "-" if fresh.trial is None else short(fresh.trial.estimate.mean, unit)
    return (
        seen,
        with_half_width(fresh.outcome.mean, fresh.outcome.half_width, unit),
        with_half_width(fresh.risk.mean, fresh.risk.half_width, risk),
        f"{short(fresh.ruin.mean, 'fraction')}",
    )


def _amount(estimate: Estimate, outcome: str, currency: str, *, signed: bool = False) -> str:
    unit = OUTCOMES[outcome].unit
    return with_currency(with_half_width(estimate.mean, estimate.half_width, unit, signed=signed), unit, currency)
