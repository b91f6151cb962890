"""From a buying window to a first order: window, lead, pursuit, screen, bid (sections 4.1 to 4.3)."""

import math

from simulator.events import Cause, EventKind, Status
from simulator.kernels import kernel
from simulator.model.bargaining import firm_run_rate
from simulator.model.choice import invitation_probability, screen_probability, win_probability
from simulator.model.growth import begin_relation
from simulator.model.luck import luck_of, record
from simulator.model.money import post
from simulator.model.parameters import Parameters
from simulator.model.people import days_for, enlist, freest_seat, own
from simulator.model.reputation import brand_strength, referral_probability
from simulator.model.state import NOBODY, State
from simulator.model.targeting import typical_cycle, wanted
from simulator.model.variates import exponential, lognormal
from simulator.randomness import Stream

REVIEW_INTERVAL = int(Stream.REVIEW_INTERVAL)
RETENDER_INTERVAL = int(Stream.RETENDER_INTERVAL)
INVITATION = int(Stream.INVITATION)
COLD_SUCCESS = int(Stream.COLD_SUCCESS)
PURSUIT_CYCLE = int(Stream.PURSUIT_CYCLE)
SCREEN = int(Stream.SCREEN)
CHOICE = int(Stream.CHOICE)
REFERRAL = int(Stream.REFERRAL)
REFERRAL_PICK = int(Stream.REFERRAL_PICK)
REFERRAL_TRIES = 8


@kernel
def review_interval(s: State, account: int) -> float:
    """Days to an account's next review (a Poisson clock that runs whatever its state); inf if never."""
    rate = s.accounts[account].reviews_per_day
    number = s.book[account].reviews
    s.book[account].reviews += 1
    return exponential(luck_of(s, REVIEW_INTERVAL, account, number), rate) if rate > 0.0 else math.inf


@kernel
def retender_interval(s: State, account: int) -> float:
    """Days to an account's next re-tender (a Poisson clock; it matters only to customers); inf if never."""
    rate = s.accounts[account].retenders_per_day
    number = s.book[account].retenders
    s.book[account].retenders += 1
    return exponential(luck_of(s, RETENDER_INTERVAL, account, number), rate) if rate > 0.0 else math.inf


@kernel
def receive_lead(p: Parameters, s: State, account: int, is_warm: int, now: float) -> bool:
    """An invitation arrives: it becomes a lead, unless the strategy does not want the account."""
    book = s.book
    if not wanted(p, s, account):
        record(s, now, EventKind.DECLINED, account, NOBODY, s.accounts[account].observed_wallet, Cause.NONE)
        return False
    book[account].status = Status.LEAD
    book[account].windows += 1
    book[account].is_warm = is_warm
    s.firm.leads += 1
    record(s, now, EventKind.INVITED, account, NOBODY, p.buying.window, Cause.NONE)
    return True


@kernel
def open_window(p: Parameters, s: State, account: int, now: float) -> bool:
    """A prospect's own review opens a buying window; tell whether the firm now has a lead.

    The chance of an invitation falls with the brand that the account requires (claim C4).
    """
    if s.book[account].status != Status.PROSPECT:
        return False
    return consider_invitation(p, s, account, Cause.OWN_REVIEW, INVITATION, now)


@kernel
def consider_invitation(p: Parameters, s: State, account: int, cause: int, stream: int, now: float) -> bool:
    """A prospect decides whether it invites the firm; tell whether the firm now has a lead."""
    brand = brand_strength(p, s, s.accounts[account].segment, now)
    chance = invitation_probability(s.accounts[account].required_brand, brand, p.buying.invitation_scale)
    record(s, now, EventKind.WINDOW_OPENED, account, NOBODY, chance, cause)
    if luck_of(s, stream, account, s.book[account].reviews) >= chance:
        record(s, now, EventKind.NOT_INVITED, account, NOBODY, chance, Cause.NONE)
        return False
    return receive_lead(p, s, account, 0, now)


@kernel
def refer(p: Parameters, s: State, account: int, now: float) -> int:
    """A good delivery may send a warm lead of a random prospect, in any segment; give it, or NOBODY."""
    chance = referral_probability(p, s, account)
    if chance == 0.0:
        return NOBODY
    number = s.book[account].referrals
    s.book[account].referrals += 1
    if luck_of(s, REFERRAL, account, number) >= chance:
        return NOBODY
    total = len(s.book)
    for attempt in range(REFERRAL_TRIES):
        friend = int(luck_of(s, REFERRAL_PICK, account, number * REFERRAL_TRIES + attempt) * total)
        if s.book[friend].status == Status.PROSPECT:
            record(s, now, EventKind.WINDOW_OPENED, friend, NOBODY, chance, Cause.REFERRAL)
            return friend if receive_lead(p, s, friend, 1, now) else NOBODY
    return NOBODY


@kernel
def expire_lead(s: State, account: int, window: int, now: float) -> None:
    """The window closes: a lead that still waits is gone (reneging)."""
    if s.book[account].status == Status.LEAD and s.book[account].windows == window:
        s.book[account].status = Status.PROSPECT
        s.firm.leads -= 1
        record(s, now, EventKind.LEAD_EXPIRED, account, NOBODY, 0.0, Cause.NONE)


@kernel
def call_cold(p: Parameters, s: State, account: int, seat: int, now: float) -> bool:
    """An outbound attempt at its end: does it open a buying window?"""
    post(p, s, now, Cause.PROSPECTING, -p.finance.prospecting_cost, account, seat)
    if s.book[account].status != Status.PROSPECT:
        return False
    number = s.book[account].calls
    s.book[account].calls += 1
    if luck_of(s, COLD_SUCCESS, account, number) >= p.selling.cold_success:
        record(s, now, EventKind.PROSPECTED, account, seat, p.selling.cold_success, Cause.NONE)
        return False
    record(s, now, EventKind.WINDOW_OPENED, account, seat, p.selling.cold_success, Cause.COLD_CALL)
    s.book[account].windows += 1
    s.book[account].is_warm = 0
    return True


@kernel
def start_pursuit(p: Parameters, s: State, account: int, seat: int, now: float) -> float:
    """A seller takes an account up; give the days that the whole cycle will take.

    Formula: work = cycle*(wallet/ref)^e * LogNormal(sigma); days as the seller's skill and ramp allow.
    """
    if s.book[account].status == Status.LEAD:
        s.firm.leads -= 1
    s.book[account].status = Status.PURSUED
    number = s.book[account].pursuits
    s.book[account].pursuits += 1
    work = typical_cycle(p, s.accounts[account].wallet)
    if p.selling.cycle_sigma > 0.0:
        work *= lognormal(luck_of(s, PURSUIT_CYCLE, account, number), p.selling.cycle_sigma)
    days = days_for(p, s, seat, work, now)
    record(s, now, EventKind.PURSUIT_STARTED, account, seat, days, Cause.NONE)
    return days


@kernel
def end_pursuit(s: State, account: int, has_won: bool) -> None:
    """Count a finished pursuit by size of wallet."""
    size = s.accounts[account].size_class
    s.sizes[size].finished += 1
    s.sizes[size].won += 1 if has_won else 0


@kernel
def qualify(p: Parameters, s: State, account: int, seat: int, days: float, now: float) -> bool:
    """End of the first stage: the buyer's screen (claim C11). A failure ends the pursuit."""
    post(p, s, now, Cause.PURSUIT, -days * p.finance.pursuit_cost_per_day, account, seat)
    if s.book[account].status != Status.PURSUED:
        return False
    chance = screen_probability(p, s, account, s.accounts[account].wallet, firm_run_rate(s, now), now)
    if luck_of(s, SCREEN, account, s.book[account].pursuits - 1) < chance:
        record(s, now, EventKind.QUALIFIED, account, seat, chance, Cause.NONE)
        return True
    record(s, now, EventKind.SCREENED_OUT, account, seat, chance, Cause.NONE)
    s.book[account].status = Status.COOLING
    end_pursuit(s, account, False)
    return False


@kernel
def give_up_waiting(p: Parameters, s: State, account: int, seat: int, days: float, now: float) -> None:
    """No sponsor in time: the window closes on the bid."""
    post(p, s, now, Cause.PURSUIT, -days * p.finance.pursuit_cost_per_day, account, seat)
    if s.book[account].status != Status.PURSUED:
        return
    record(s, now, EventKind.SPONSOR_LATE, account, seat, days, Cause.NONE)
    s.book[account].status = Status.COOLING
    end_pursuit(s, account, False)


@kernel
def bid(p: Parameters, s: State, account: int, seat: int, days: float, sponsor: float, now: float) -> bool:
    """End of the second stage: the buyer chooses. A win makes the account a customer of this seller.

    `days` are those since the end of the first stage, waiting for a sponsor included; `sponsor` is the log-odds
    that a sponsor adds, 0 without one.
    """
    post(p, s, now, Cause.PURSUIT, -days * p.finance.pursuit_cost_per_day, account, seat)
    if s.book[account].status != Status.PURSUED:
        return False
    chance = win_probability(p, s, account, s.sellers[seat].skill, sponsor, now)
    has_won = luck_of(s, CHOICE, account, s.book[account].pursuits - 1) < chance
    end_pursuit(s, account, has_won)
    if not has_won:
        record(s, now, EventKind.BID_LOST, account, seat, chance, Cause.NONE)
        s.book[account].status = Status.COOLING
        return False
    record(s, now, EventKind.WON, account, seat, chance, Cause.NONE)
    welcome(p, s, account, seat, now)
    return True


@kernel
def welcome(p: Parameters, s: State, account: int, seat: int, now: float) -> None:
    """Make an account a customer and give it to its seller, or to the freest one if that seat has been closed."""
    s.book[account].status = Status.CUSTOMER
    s.book[account].episode += 1
    begin_relation(p, s, account, now)
    heir = seat if s.sellers[seat].is_open == 1 else freest_seat(s)
    own(s, seat if heir == NOBODY else heir, account)
    s.sellers[seat].wins += 1
    enlist(s, account)
    s.tally.won += 1
    s.tally.month_won += 1
    if p.segments[s.accounts[account].segment].is_dealer == 0:
        s.tally.month_direct_wins += 1
