"""A decision in words, and as JSON."""

from experiments.amounts import short, with_currency
from experiments.decide import FIRST_LOOK, Decision, Duel
from experiments.provenance import environment, provenance
from experiments.records import Json, rounded
from experiments.sequential import PAIRS_PER_SQUARED_SKEWNESS
from simulator.catalogue import OUTCOMES
from simulator.scenario.schema import Scenario


def decision_text(decision: Decision, currency: str) -> str:
    """The answer, and by how much each two strategies differ.

    The differences are turned so that the first of the two is the better one.
    """
    unit = OUTCOMES[decision.outcome].unit
    lines = [_answer(decision, currency)]
    for duel in decision.duels:
        if duel.first not in decision.left and duel.second not in decision.left:
            continue
        first, second, mean, low, high = _turned(duel)
        amounts = [with_currency(short(each, unit, signed=True), unit, currency) for each in (mean, low, high)]
        text = f"  {first} is ahead of {second} by {amounts[0]} (from {amounts[1]} to {amounts[2]}, {duel.pairs} lucks)"
        lines.append(text if duel.counts else f"{text}; too skewed to say yet")
    if decision.answer == "undecided":
        lines.append("  A larger --cap may settle it; --indifference says which difference does not matter.")
    return "\n".join(lines)


def _answer(decision: Decision, currency: str) -> str:
    outcome = OUTCOMES[decision.outcome]
    risk = f"at most {100 * decision.alpha:g} % of such answers are wrong"
    if decision.correct_selection is not None:
        met = ", ".join(f"{name} {lucks}" for name, lucks in decision.lucks.items())
        risk = f"right with a probability of {100 * decision.correct_selection:.0f} % or more (lucks: {met})"
    if decision.answer == "winner":
        return f"{decision.winner} is best by {outcome.title}, after {decision.replications} lucks; {risk}."
    names = f"{', '.join(decision.left[:-1])} and {decision.left[-1]}"
    if decision.answer == "equal":
        zone = with_currency(short(decision.indifference or 0.0, outcome.unit), outcome.unit, currency)
        text = f"{names} differ by no more than {zone} in {outcome.title}, after {decision.replications} lucks"
        return f"{text}; {risk}."
    text = f"Not decided after {decision.replications} lucks: {names} are left, by {outcome.title}"
    return f"{text}; the best of them is {risk}." if decision.correct_selection is not None else f"{text}."


def _turned(duel: Duel) -> tuple[str, str, float, float, float]:
    estimate = duel.estimate
    if estimate.mean >= 0:
        return duel.first, duel.second, estimate.mean, estimate.low, estimate.high
    return duel.second, duel.first, -estimate.mean, -estimate.high, -estimate.low


def decision_record(scenario: Scenario, decision: Decision) -> Json:
    """A decision as JSON objects; differences are first - second, positive where the first is better."""
    settings = {
        "seed": decision.seed,
        "engine": decision.engine,
        "outcome": decision.outcome,
        "alpha": decision.alpha,
        "method": decision.method,
        "indifference": decision.indifference,
        "cap": decision.cap,
    }
    return {
        "scenario": scenario.title,
        "currency": scenario.world.currency,
        **settings,
        "decision": decision.answer,
        "winner": decision.winner,
        "reading": decision_text(decision, scenario.world.currency).splitlines(),
        "left": list(decision.left),
        "replications": decision.replications,
        "first_look": FIRST_LOOK,
        "pairs_per_squared_skewness": PAIRS_PER_SQUARED_SKEWNESS,
        "looks": list(decision.looks),
        "lucks": decision.lucks,
        "correct_selection": decision.correct_selection and rounded(decision.correct_selection),
        "means": {name: rounded(mean) for name, mean in decision.means.items()},
        "duels": {f"{duel.first} - {duel.second}": _duel_record(duel) for duel in decision.duels},
        "provenance": provenance(scenario, settings),
        "environment": environment(),
    }


def _duel_record(duel: Duel) -> Json:
    return {
        "pairs": duel.pairs,
        "mean": rounded(duel.estimate.mean),
        "interval": [rounded(duel.estimate.low), rounded(duel.estimate.high)],
        "std": rounded(duel.std),
        "counts": duel.counts,
    }
