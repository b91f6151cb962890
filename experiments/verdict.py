"""The verdict in plain words, for the owner of a firm: never stronger than the numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite, isnan, nan

from experiments.amounts import short, with_currency, with_half_width
from experiments.cashflow import Crossover
from experiments.comparison import Comparison
from experiments.ignorance import GUESSES, RECORDS, Ignorance, Share
from experiments.pairing import SIGNIFICANT, TIES_TO_BE_EQUAL, PairedDifference
from experiments.statistics import replications_to_settle
from simulator.catalogue import OUTCOMES

FEW_REPLICATIONS = 10
TOO_MANY_REPLICATIONS = 1e6
SAVING_WORTH_TELLING = 1.05
ROUGHLY = "not knowing what the records tell only roughly"
LIMITS = (
    "This is a result of this world and its guesses, not a forecast for your firm: change the guesses "
    "(--set) and see whether it holds."
)


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One thing to know about a comparison; `topic` is a single word that says what it is about."""

    topic: str
    text: str


def verdict(comparison: Comparison) -> tuple[Remark, ...]:
    """Says which strategy is better, by how much, how often, at which risk, when it pays, and how surely.

    Args:
        comparison: Two or more strategies.

    Returns:
        Remarks in the order in which an owner asks: result, other outcomes, risk, payoff, evidence, cautions,
        limits.

    Examples:
        >>> from experiments.comparison import compare
        >>> from experiments.replication import replicate
        >>> from simulator.scenario.load import load_scenario
        >>> scenario = load_scenario("lessons/02_luck")
        >>> runs = replicate(scenario, list(scenario.strategies), replications=60, seed=1)
        >>> print(verdict(compare(scenario, runs))[0].text)
        Undecided between service and plain: value of the firm differs by -262k ± 472k CNY; the difference is smaller
        than its uncertainty. About 570 replications would probably settle it, if it stays as large as it looks now.
    """
    return tuple(
        Remark(topic=topic, text=text)
        for topic, sentences in (
            ("Result", _result(comparison)),
            ("Also", _other_outcomes(comparison)),
            ("Risk", _risk(comparison)),
            ("Payoff", _payoff(comparison)),
            ("Evidence", _evidence(comparison)),
            ("Knowledge", _knowledge(comparison)),
            ("Caution", _cautions(comparison)),
            ("Limits", [LIMITS]),
        )
        for text in sentences
    )


def _result(comparison: Comparison) -> Iterator[str]:
    title = OUTCOMES[comparison.main].title
    if len(comparison.paired) > 1 and OUTCOMES[comparison.main].better:
        if comparison.best is not None:
            yield f"{comparison.best} is the best of {len(comparison.strategies)} strategies on {title}."
        else:
            yield f"No strategy is the best on {title}: none is separated from all the others."
    for name in comparison.paired:
        yield _pair_sentence(comparison, name)


def _pair_sentence(comparison: Comparison, name: str) -> str:
    difference = comparison.paired[name][comparison.main]
    match difference.verdict:
        case "better":
            return _win_sentence(comparison, difference, name, comparison.baseline, sign=1)
        case "worse":
            return _win_sentence(comparison, difference, comparison.baseline, name, sign=-1)
        case "equal":
            return _equal_sentence(comparison, difference, name)
        case "undecided":
            return _undecided_sentence(comparison, difference, name)
    return f"{name} compared to {comparison.baseline}: {_differs(comparison, difference)}."


def _win_sentence(comparison: Comparison, difference: PairedDifference, winner: str, loser: str, *, sign: int) -> str:
    share, (low, high) = difference.p_better, difference.p_better_interval
    if sign < 0:
        share, low, high = 1 - share, 1 - high, 1 - low
    few = " In most lucks it is behind: a few very good ones carry the average." if share < 0.5 else ""
    return (
        f"{winner} is better than {loser}: {_exceeds(comparison, difference, sign)}, "
        f"and it is ahead in {_in_lucks(share, low, high)}.{few}"
    )


def _equal_sentence(comparison: Comparison, difference: PairedDifference, name: str) -> str:
    title = OUTCOMES[difference.outcome].title
    if difference.is_always_tied:
        return f"{name} and {comparison.baseline} have the same {title} in every luck."
    zone = _written(comparison, difference.outcome, comparison.indifference[difference.outcome])
    return (
        f"{name} and {comparison.baseline} are as good as equal: {_differs(comparison, difference)}, "
        f"within the {zone} that do not matter."
    )


def _undecided_sentence(comparison: Comparison, difference: PairedDifference, name: str) -> str:
    start = f"Undecided between {name} and {comparison.baseline}"
    if comparison.replications == 1:
        return f"{start}: one replication cannot tell skill from luck; ask for more with --replications."
    if isnan(difference.p_value):
        return f"{start}: {OUTCOMES[difference.outcome].title} is hardly ever defined under both."
    if difference.is_always_tied:
        return (
            f"{start}: the same {OUTCOMES[difference.outcome].title} in every luck so far; "
            f"{TIES_TO_BE_EQUAL} replications would do to call them equal."
        )
    if difference.p_value < SIGNIFICANT:
        reason = f"it stands out alone, but not among the {comparison.family_size} comparisons made"
    elif difference.by_sign_test:
        share = _in_lucks(difference.p_better, *difference.p_better_interval)
        reason = f"{name} is ahead in {share}, which chance alone could give"
    else:
        reason = "the difference is smaller than its uncertainty"
    return f"{start}: {_differs(comparison, difference)}; {reason}.{_to_settle(comparison, difference)}"


def _to_settle(comparison: Comparison, difference: PairedDifference) -> str:
    if difference.pairs < comparison.replications or comparison.worlds > 1:
        return ""
    needed = replications_to_settle(difference.estimate.mean, difference.spread, comparison.family_size)
    if needed > TOO_MANY_REPLICATIONS:
        return " Not even a million replications would be likely to settle it."
    return f" About {needed:,.0f} replications would probably settle it, if it stays as large as it looks now."


def _differs(comparison: Comparison, difference: PairedDifference) -> str:
    """Says a difference strategy - baseline with its sign."""
    return f"{OUTCOMES[difference.outcome].title} differs by {_amount(comparison, difference, sign=0)}"


def _exceeds(comparison: Comparison, difference: PairedDifference, sign: int) -> str:
    """Says a difference as higher or lower, seen from the strategy (sign 1) or the baseline (sign -1)."""
    direction = "higher" if sign * difference.estimate.mean > 0 else "lower"
    title = OUTCOMES[difference.outcome].title
    return f"{title} is {direction} by {_amount(comparison, difference, sign=sign)} on average"


def _amount(comparison: Comparison, difference: PairedDifference, *, sign: int) -> str:
    unit, estimate = OUTCOMES[difference.outcome].unit, difference.estimate
    mean = estimate.mean if sign == 0 else abs(estimate.mean)
    amount = with_half_width(mean, estimate.half_width, unit, signed=sign == 0)
    some = "" if difference.pairs == comparison.replications else " (where both have one)"
    points = " (percentage points)" if unit == "fraction" else ""
    return with_currency(amount, unit, comparison.currency) + points + some


def _written(comparison: Comparison, outcome: str, number: float) -> str:
    unit = OUTCOMES[outcome].unit
    return with_currency(short(number, unit), unit, comparison.currency)


def _of_hundred(share: float, low: float, high: float) -> str:
    return f"{100 * share:.0f} ({100 * low:.0f} to {100 * high:.0f})"


def _in_lucks(share: float, low: float, high: float) -> str:
    return f"{100 * share:.0f} of 100 lucks ({100 * low:.0f} to {100 * high:.0f})"


def _other_outcomes(comparison: Comparison) -> Iterator[str]:
    """Lists what else is settled, by strategy."""
    for name, differences in comparison.paired.items():
        rest = [difference for outcome, difference in differences.items() if outcome != comparison.main]
        parts = [f"{word} {_titles(rest, word)}" for word in ("better", "worse", "undecided") if _titles(rest, word)]
        if parts:
            yield f"{name} compared to {comparison.baseline} on the other outcomes: {'; '.join(parts)}."


def _titles(differences: list[PairedDifference], verdict_word: str) -> str:
    titles = [OUTCOMES[d.outcome].title for d in differences if d.verdict == verdict_word]
    return f"on {', '.join(titles)}" if titles else ""


def _risk(comparison: Comparison) -> Iterator[str]:
    insolvency = {name: named["insolvent"].estimate for name, named in comparison.summaries.items()}
    if any(estimate.mean > 0 for estimate in insolvency.values()):
        shares = (f"{name} {_of_hundred(e.mean, e.low, e.high)}" for name, e in insolvency.items())
        yield f"Insolvent, of 100 lucks: {', '.join(shares)}."
    else:
        bound = max(estimate.high for estimate in insolvency.values())
        yield f"Nobody went insolvent, but up to {100 * bound:.0f} of 100 lucks cannot be ruled out."
    yield from _price_of_ruin(comparison)
    troughs = (
        f"{name} {_written(comparison, 'cash_trough', named['cash_trough'].quantiles[0.05])}"
        for name, named in comparison.summaries.items()
    )
    yield f"Lowest cash in a bad luck (1 of 20 is worse): {', '.join(troughs)}."


def _price_of_ruin(comparison: Comparison) -> Iterator[str]:
    """Tells when the strategy with the better main outcome is the one that fails more often."""
    for name, differences in comparison.paired.items():
        main, ruin = differences[comparison.main].verdict, differences["insolvent"].verdict
        if {main, ruin} == {"better", "worse"}:
            winner = name if main == "better" else comparison.baseline
            loser = comparison.baseline if main == "better" else name
            yield (
                f"{winner} is better on average and yet fails more often than {loser}: "
                "the gain is paid for with more ruin, and which weighs more is for you to say."
            )


def _payoff(comparison: Comparison) -> Iterator[str]:
    for name, crossing in comparison.crossovers.items():
        if crossing.ahead == 0:
            yield f"{name} and {comparison.baseline} end with the same cumulative cash."
            continue
        pair = (name, comparison.baseline)
        leader, other = pair if crossing.ahead > 0 else pair[::-1]
        if crossing.latest is None:
            yield f"Cumulative cash: the lead of {leader} over {other} is not settled within the horizon."
        else:
            yield (
                f"Mean cumulative cash of {leader} is ahead of that of {other} from month {crossing.month} on"
                f"{_crossover_interval(crossing)}."
            )


def _crossover_interval(crossing: Crossover) -> str:
    if crossing.earliest == crossing.latest:
        return ""
    return f" (month {crossing.earliest} to {crossing.latest} by its uncertainty)"


def _evidence(comparison: Comparison) -> Iterator[str]:
    count = comparison.replications
    if comparison.lucks_per_world:
        yield (
            f"{count} replications in {comparison.worlds} worlds that {comparison.uncertainty.words} allow, "
            f"{comparison.lucks_per_world} lucks in each, all strategies in the same world and luck each time; "
            "intervals hold over worlds."
        )
        return
    saved = [named[comparison.main].replications_saved for named in comparison.paired.values()]
    worth = min(saved, default=nan)
    same_luck = f"{count} replications, all strategies in the same luck each time"
    if isfinite(worth) and worth >= SAVING_WORTH_TELLING:
        yield f"{same_luck}: worth about {worth * count:,.0f} with luck of their own."
    else:
        yield f"{same_luck}."


def _knowledge(comparison: Comparison) -> Iterator[str]:
    """How much is luck, and how much is not knowing the world."""
    for name, named in comparison.unknown.items():
        found, title = named[comparison.main], OUTCOMES[comparison.main].title
        if isnan(found.share):
            yield f"{name}: {title} is not defined in every run, so luck and not knowing cannot be told apart."
            continue
        yield (
            f"Of the spread of the difference between {name} and {comparison.baseline}, "
            f"{100 * (1 - found.share):.0f} % is luck{_not_knowing(comparison, found)}."
        )
        low, high = (_written(comparison, comparison.main, found.means[level]) for level in (0.05, 0.95))
        if found.share > 0:
            yield f"In 9 of 10 worlds that {comparison.uncertainty.words} allow its mean is from {low} to {high}."
        else:
            yield "Its mean differs between those worlds by no more than luck explains."
    if comparison.unknown:
        if guessed := comparison.uncertainty.guessed:
            paths = ", ".join(f"world.{path}" for path in guessed)
            yield f"The guesses that were varied: {paths}. Not knowing all others comes on top."
        else:
            yield "The guesses of the base world were not varied: not knowing them comes on top."


def _not_knowing(comparison: Comparison, found: Ignorance) -> str:
    """The parts of the spread that are no luck."""
    if found.parts:
        records, guesses = (_percent(found.parts[name]) for name in (RECORDS, GUESSES))
        return f", {records} is {ROUGHLY}, and {guesses} is not knowing the guesses that were varied"
    return f" and {_percent(found)} is {ROUGHLY if comparison.uncertainty.records else 'not knowing the guesses'}"


def _percent(part: Ignorance | Share) -> str:
    return f"{100 * part.share:.0f} % ({100 * part.low:.0f} to {100 * part.high:.0f} %)"


def _cautions(comparison: Comparison) -> Iterator[str]:
    if 1 < comparison.replications < FEW_REPLICATIONS:
        yield f"{comparison.replications} replications are few: the intervals themselves are rough."
    if comparison.failures:
        lost = len({failure.replication for failure in comparison.failures})
        yield f"{lost} replications failed under some strategy and are left out, which may favour one side."
    base = comparison.spending[comparison.baseline]
    for name, spending in comparison.spending.items():
        if spending.is_unequal:
            yield (
                f"Unequal means: {name} spends {_written(comparison, 'spend', spending.per_month)} a month, "
                f"{comparison.baseline} {_written(comparison, 'spend', base.per_month)} "
                f"({100 * spending.excess:+.0f} %). Part of the difference may be money, not strategy."
            )
