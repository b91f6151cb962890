"""What is a key account: relative to the firm's own size, and where each one came from (section 7)."""

from simulator.events import Cause, EventKind, Tier
from simulator.kernels import kernel
from simulator.model.bargaining import account_run_rate, firm_run_rate
from simulator.model.luck import record
from simulator.model.parameters import Parameters
from simulator.model.state import State

KEY, MID, SMALL = int(Tier.KEY), int(Tier.MID), int(Tier.SMALL)


@kernel
def tier_of(p: Parameters, s: State, account: int, rate: float, firm_rate: float) -> int:
    """Tier of a customer that runs at this rate: key by revenue or reference, else mid-size or small."""
    share = rate / firm_rate if firm_rate > 0.0 else 0.0
    if share >= p.tiers.key_share and rate >= p.tiers.key_revenue:
        return KEY
    if s.accounts[account].influence >= p.references.lighthouse_influence:
        return KEY
    if s.accounts[account].innovativeness >= p.technology.early_adopter or s.book[account].is_ally == 1:
        return KEY
    return MID if share >= p.tiers.mid_share else SMALL


@kernel
def origin_of_small(p: Parameters, s: State, account: int) -> int:
    """Why an account is key although it does not buy much: its reference, its technology, or an alliance."""
    if s.accounts[account].influence >= p.references.lighthouse_influence:
        return Cause.LIGHTHOUSE
    if s.accounts[account].innovativeness >= p.technology.early_adopter:
        return Cause.EARLY_ADOPTER
    return Cause.ALLY


@kernel
def origin_of(p: Parameters, s: State, account: int, rate: float, firm_rate: float) -> int:
    """Where a new key account came from."""
    share = rate / firm_rate if firm_rate > 0.0 else 0.0
    if p.segments[s.accounts[account].segment].is_dealer == 1:
        return Cause.DEALER
    if share < p.tiers.key_share or rate < p.tiers.key_revenue:
        return origin_of_small(p, s, account)
    if s.book[account].first_rate >= p.tiers.landed_ratio * rate:
        return Cause.LANDED_BIG
    return Cause.GROWN


@kernel
def note_key(p: Parameters, s: State, account: int, rate: float, firm_rate: float, now: float) -> None:
    """Record an account's first promotion to key account, with its origin."""
    if s.book[account].origin != 0:
        return
    origin = origin_of(p, s, account, rate, firm_rate)
    s.book[account].origin = origin
    s.causes[origin].key_accounts += 1
    s.tally.first_key_at = min(s.tally.first_key_at, now)
    record(s, now, EventKind.BECAME_KEY, account, s.book[account].owner, rate, origin)


@kernel
def update_tiers(p: Parameters, s: State, now: float) -> None:
    """Put every customer into its tier, count the tiers, find the largest share (monthly)."""
    firm_rate = firm_run_rate(s, now)
    largest = 0.0
    for tier in range(len(s.tiers)):
        s.tiers[tier].count = 0
    for i in range(s.firm.customers):
        account = s.customers[i]
        rate = account_run_rate(s, account, now)
        largest = max(largest, rate)
        tier = tier_of(p, s, account, rate, firm_rate)
        s.tiers[tier].count += 1
        if tier != s.book[account].tier:
            s.book[account].tier = tier
            record(s, now, EventKind.TIER_CHANGED, account, s.book[account].owner, float(tier), Cause.NONE)
            if tier == KEY:
                note_key(p, s, account, rate, firm_rate, now)
    s.firm.largest_share = min(1.0, largest / firm_rate) if firm_rate > 0.0 else 0.0
