"""Whom a seller turns to: the score with its three levers, the sample of prospects, hunt or grow (4.1, 5.6)."""

import math

from simulator.events import Status
from simulator.kernels import kernel
from simulator.model.bargaining import firm_run_rate
from simulator.model.choice import bid_log_odds, logistic, screen_probability
from simulator.model.luck import luck_of_seat
from simulator.model.parameters import Parameters
from simulator.model.state import NOBODY, State
from simulator.randomness import Stream

PROSPECT_PICK = int(Stream.PROSPECT_PICK)
# Prospects are found by drawing from the targeted accounts; those already in hand are drawn again, so often.
TRIES_PER_PROSPECT = 4


@kernel
def typical_cycle(p: Parameters, wallet: float) -> float:
    """Median days of a pursuit of this wallet by a seller of skill 1: cycle * (wallet/ref)^exponent."""
    return p.selling.cycle * math.pow(wallet / p.selling.wallet_reference, p.selling.cycle_size_exponent)


@kernel
def expected_odds(p: Parameters, s: State, account: int, now: float) -> float:
    """Chance of a win as a seller would guess it: from the observed wallet and the segment's usual incumbent."""
    screen = screen_probability(p, s, account, s.accounts[account].observed_wallet, firm_run_rate(s, now), now)
    incumbent = p.segments[s.accounts[account].segment].incumbent_mean
    return screen * logistic(bid_log_odds(p, s, account, incumbent, now))


@kernel
def score(p: Parameters, s: State, account: int, opening: float, waiting: float, now: float) -> float:
    """How much a strategy wants an account: ln(wallet^alpha * P(win)^beta / days^gamma).

    `opening` is the chance that a buying window opens at all, `waiting` the days spent on average until one does:
    1 and 0 for an inbound lead.

    Source: expected value per unit of a scarce seller's time, as the c-mu rule of scheduling (Cox & Smith, 1961)
    has it for alpha = beta = gamma = 1.
    """
    phase = s.firm.row
    total = p.levers[phase].size_exponent * s.accounts[account].log_observed
    if p.levers[phase].odds_exponent != 0.0:
        odds = max(expected_odds(p, s, account, now) * opening, 1e-300)
        total += p.levers[phase].odds_exponent * math.log(odds)
    if p.levers[phase].effort_exponent != 0.0:
        total -= p.levers[phase].effort_exponent * math.log(s.accounts[account].typical_days + waiting)
    return total


@kernel
def wanted(p: Parameters, s: State, account: int) -> bool:
    """Whether the strategy's present phase pursues this account at all."""
    phase = s.firm.row
    wallet = s.accounts[account].observed_wallet
    if wallet < p.levers[phase].min_wallet or wallet > p.levers[phase].max_wallet:
        return False
    return p.wants_segment[phase][s.accounts[account].segment] == 1


@kernel
def list_targets(p: Parameters, s: State) -> None:
    """List the accounts that the present phase wants, in order of account."""
    count = 0
    for account in range(len(s.accounts)):
        if wanted(p, s, account):
            s.targets[count] = account
            count += 1
    s.firm.target_count = count


@kernel
def cold_score(p: Parameters, s: State, account: int, now: float) -> float:
    """Score of a prospect that has to be called first."""
    success = p.selling.cold_success
    waiting = p.selling.prospecting / max(success, 1e-9)
    return score(p, s, account, success, waiting, now)


@kernel
def pick_prospect(p: Parameters, s: State, seat: int, now: float) -> int:
    """The best of a sample of random prospects of the targeted set, or NOBODY.

    Each seat's n-th look uses its own draws; accounts that are not prospects now are drawn again, at most
    `TRIES_PER_PROSPECT` times the sample in all.
    """
    count = s.firm.target_count
    if count == 0 or p.selling.cold_success == 0.0:
        return NOBODY
    tries = TRIES_PER_PROSPECT * p.selling.sample
    first = s.sellers[seat].attempts * tries
    s.sellers[seat].attempts += 1
    best, best_score, found, i = NOBODY, 0.0, 0, 0
    while i < tries and found < p.selling.sample:
        position = int(luck_of_seat(s, PROSPECT_PICK, seat, first + i) * count)
        account = s.targets[position]
        i += 1
        if s.book[account].status != Status.PROSPECT:
            continue
        found += 1
        value = cold_score(p, s, account, now)
        if best == NOBODY or value > best_score:
            best, best_score = account, value
    return best


@kernel
def should_hunt(p: Parameters, s: State, seat: int) -> bool:
    """Whether hunting, rather than growing, is furthest behind its share of the seller's time."""
    phase = s.firm.row
    hunt, grow = p.levers[phase].hunt, p.levers[phase].grow
    return s.sellers[seat].hunt_time * grow <= s.sellers[seat].grow_time * hunt and hunt > 0.0


@kernel
def pick_customer(p: Parameters, s: State, seat: int, now: float) -> int:
    """The own customer to visit: of the `sample` longest unvisited, the one with most to gain, or NOBODY.

    Formula: observed_wallet^alpha * share of wallet still to win * days since the last visit. Source: a guess; the
    days see to it that nobody is forgotten and nobody visited twice at once.
    """
    alpha = p.levers[s.firm.row].size_exponent
    best, best_room, seen = NOBODY, -1.0, 0
    account = s.sellers[seat].first_owned
    while account != NOBODY and seen < p.selling.sample:
        room = max(0.0, p.relationship.share_max - s.book[account].share)
        room *= math.exp(alpha * s.accounts[account].log_observed)
        room *= now - s.book[account].visited
        if room > best_room:
            best, best_room = account, room
        account = s.book[account].next_owned
        seen += 1
    return best
