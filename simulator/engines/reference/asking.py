"""Where the engine asks a policy: the score of a lead, the choice of a prospect, the phase at a month end."""

from collections.abc import Iterator
from dataclasses import replace
from math import inf, isnan

from simulator.engines.reference.environment import Run
from simulator.events import Cause, EventKind, Status
from simulator.model.department import update_department
from simulator.model.luck import luck_of_seat, record
from simulator.model.month import close_month, pull_levers
from simulator.model.parameters import NO_TRIGGER, LeverRow, Parameters, TriggerRow
from simulator.model.state import NOBODY
from simulator.model.targeting import PROSPECT_PICK, TRIES_PER_PROSPECT, cold_score, pick_prospect, score


def lead_score(run: Run, account: int) -> float:
    """How much a new lead is wanted; -inf if not at all."""
    if run.policy.score is None:
        return score(run.p, run.s, account, 1.0, 0.0, run.now)
    return score_by_policy(run, account, is_lead=True)


def best_prospect(run: Run, seat: int) -> tuple[int, float]:
    """The prospect that a free seller likes best, with its score; NOBODY and -inf if there is none."""
    if run.policy.score is not None:
        return best_prospect_by_policy(run, seat)
    account = pick_prospect(run.p, run.s, seat, run.now)
    return account, -inf if account == NOBODY else cold_score(run.p, run.s, account, run.now)


def best_prospect_by_policy(run: Run, seat: int) -> tuple[int, float]:
    """The best of the same sample that `simulator.model.targeting.pick_prospect` draws, by the policy's score."""
    best, best_score = NOBODY, -inf
    for account in sampled_prospects(run, seat):
        value = score_by_policy(run, account, is_lead=False)
        if value > best_score:
            best, best_score = account, value
    return best, best_score


def sampled_prospects(run: Run, seat: int) -> Iterator[int]:
    """A seat's next sample of prospects, drawn as `pick_prospect` does."""
    p, s = run.p, run.s
    count = s.firm.target_count
    if count == 0 or p.selling.cold_success == 0.0:
        return
    tries = TRIES_PER_PROSPECT * p.selling.sample
    first = s.sellers[seat].attempts * tries
    s.sellers[seat].attempts += 1
    found = 0
    for i in range(first, first + tries):
        account = s.targets[int(luck_of_seat(s, PROSPECT_PICK, seat, i) * count)]
        if s.book[account].status == Status.PROSPECT:
            found += 1
            yield account
        if found == p.selling.sample:
            return


def score_by_policy(run: Run, account: int, *, is_lead: bool) -> float:
    """A policy's score of an account.

    Raises:
        ValueError: It is not a number.
    """
    assert run.policy.score is not None
    value = float(run.policy.score(run.view, account, is_lead))
    if isnan(value):
        raise ValueError(f"the policy's score of account {account} on day {run.now:.1f} is not a number")
    return value


def end_month(run: Run) -> bool:
    """Close a month and steer, by the policy or by the strategy's triggers; tell whether the levers changed."""
    if run.policy.phase is None:
        return close_month(run.p, run.s, run.now)
    close_month(unsteered(run.p), run.s, run.now)
    return steer_by_policy(run)


def steer_by_policy(run: Run) -> bool:
    """Go to the phase that the policy asks for; then the department opens or closes as that phase says."""
    p, s = run.p, run.s
    phase = phase_by_policy(run)
    has_changed = phase != s.firm.phase
    if has_changed:
        s.firm.phase = s.firm.row = phase
        record(s, run.now, EventKind.PHASE_BEGAN, NOBODY, NOBODY, float(phase), Cause.NONE)
        pull_levers(p, s, run.now)
    update_department(p, s, run.now)
    return has_changed


def phase_by_policy(run: Run) -> int:
    """The phase that a policy asks for.

    Raises:
        ValueError: The strategy has no such phase.
    """
    assert run.policy.phase is not None
    phase = run.policy.phase(run.view)
    if phase not in range(run.p.phases):
        raise ValueError(
            f"the policy asks for phase {phase!r} on day {run.now:.1f}; the strategy has phases 0 to {run.p.phases - 1}"
        )
    return int(phase)


def unsteered(p: Parameters) -> Parameters:
    """Parameters with which a month end changes no lever and leaves the department as it is."""
    never = TriggerRow(start=len(p.steps), end=len(p.steps))
    levers: list[LeverRow] = [
        replace(row, until=NO_TRIGGER, open_when=len(p.triggers), close_when=NO_TRIGGER) for row in p.levers
    ]
    return p._replace(levers=levers, triggers=[*p.triggers, never])


def check_policy(run: Run) -> None:
    """Refuse a rule of phases beside contingency rules: which of them steers would be unclear.

    Raises:
        ValueError: The strategy has contingency rules.
    """
    if run.policy.phase is not None and run.p.contingencies:
        raise ValueError("the strategy has contingency rules: a policy's phase rule has to take their part as well")
