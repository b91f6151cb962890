"""From the state at the end of a run to its outcomes, timeline and account table; used by every engine."""

from math import inf, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.catalogue import OUTCOMES, TIMELINE
from simulator.events import Cause, Status, Tier
from simulator.measures import deepest_fall, gini, hhi, plan_attainment, ratio, top_share
from simulator.model.equity import expected_margin
from simulator.model.money import discount_factor
from simulator.model.month import spend_so_far
from simulator.model.parameters import Parameters
from simulator.model.population import LARGE, SMALL
from simulator.model.state import (
    AGENT_ROUTE,
    DEALER_ROUTE,
    DESKS,
    DIRECT_ROUTE,
    EXECUTIVES,
    KEY_ROUTE,
    SELLER_SLOTS,
    State,
)
from simulator.units import DAYS_PER_MONTH

FloatArray = NDArray[np.float64]
SELLING = (Cause.SELLERS, Cause.PROSPECTING, Cause.PURSUIT, Cause.VISIT)
TIMELINE_COLUMNS = tuple(TIMELINE)
BASE = (Cause.BRAND, Cause.QUALITY, Cause.SERVICE, Cause.INTERNAL, Cause.DESKS)


def _array(values: Any) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def _months(day: float) -> float:
    return nan if day == inf else day / DAYS_PER_MONTH


def _spent(s: State, causes: tuple[Cause, ...]) -> float:
    return 0.0 - sum(s.tally.ledger[cause] for cause in causes)


def _equity(p: Parameters, s: State) -> float:
    """Unpaid invoices and expected remaining margin of the customers held; nothing for an insolvent firm."""
    if s.firm.insolvent_at[0] < inf:
        return 0.0
    equity = s.firm.receivables[0]
    for account, status in enumerate(s.book.status):
        if status == Status.CUSTOMER:
            equity += expected_margin(p, s, account, p.horizon)
    return float(equity)


def _money(p: Parameters, s: State) -> dict[str, float]:
    firm, tally = s.firm, s.tally
    equity = _equity(p, s)
    insolvent = firm.insolvent_at[0] < inf
    return {
        "value": firm.npv[0] + equity * discount_factor(p.finance.discount_per_year, p.horizon),
        "npv": firm.npv[0],
        "equity": equity,
        "insolvent": float(insolvent),
        "insolvent_month": _months(firm.insolvent_at[0]),
        "cash_end": firm.cash[0],
        "cash_trough": firm.cash_trough[0],
        "cash_trough_month": _months(firm.cash_trough_at[0]),
        "revenue": tally.invoiced[0],
        "revenue_last_year": tally.invoiced_last_year[0],
        "gross_profit": tally.invoiced[0] - tally.goods[0],
        "spend": float(spend_so_far(s)),
        "spend_selling": _spent(s, SELLING),
        "spend_base": _spent(s, BASE),
        "revenue_direct": tally.invoiced_by_route[DIRECT_ROUTE],
        "revenue_dealer": tally.invoiced_by_route[DEALER_ROUTE],
        "revenue_agent": tally.invoiced_by_route[AGENT_ROUTE],
        "revenue_key": tally.invoiced_by_route[KEY_ROUTE],
        "acquisition_cost": ratio(_spent(s, SELLING), float(tally.won[0])),
        "cost_per_order": ratio(_spent(s, (Cause.HANDLING,)), float(tally.delivered[0])),
        "payback_months": _payback(s),
    }


def _payback(s: State) -> float:
    """Month from which cumulative cash flow stays positive to the end; NaN if it does not."""
    flow = _array(s.timeline)[:, 1]
    if s.firm.insolvent_at[0] < inf or flow[-1] <= 0.0:
        return nan
    negative = np.flatnonzero(flow <= 0.0)
    return float(negative[-1] + 1)


def _customers(s: State) -> dict[str, float]:
    firm, tally = s.firm, s.tally
    alive = firm.insolvent_at[0] == inf
    return {
        "customers": float(firm.customers[0]) if alive else 0.0,
        "customers_won": float(tally.won[0]),
        "customers_lost": float(tally.lost[0]),
        "lost_dropout": float(tally.lost_by[Cause.DROPOUT]),
        "lost_retender": float(tally.lost_by[Cause.RETENDER]),
        "lost_followed": float(tally.lost_by[Cause.FOLLOWED_SELLER]),
        "lost_attack": float(tally.lost_by[Cause.ATTACK]),
        "lost_default": float(tally.lost_by[Cause.DEFAULT]),
        "lost_event": float(tally.lost_by[Cause.EVENT]),
        "key_accounts": float(firm.tier_counts[Tier.KEY]) if alive else 0.0,
        "first_key_month": _months(tally.first_key_at[0]),
        "key_landed": float(tally.key_by_origin[Cause.LANDED_BIG]),
        "key_grown": float(tally.key_by_origin[Cause.GROWN]),
        "key_lighthouse": float(tally.key_by_origin[Cause.LIGHTHOUSE]),
        "key_early_adopter": float(tally.key_by_origin[Cause.EARLY_ADOPTER]),
        "key_ally": float(tally.key_by_origin[Cause.ALLY]),
        "key_dealer": float(tally.key_by_origin[Cause.DEALER]),
    }


def _concentration(s: State) -> dict[str, float]:
    last_year = _array(s.book.revenue_last_year)
    buyers = last_year[last_year > 0.0]
    largest = float(buyers.max()) if len(buyers) else 0.0
    return {
        "top20_share": top_share(buyers, 0.2),
        "seller_top20_share": top_share(_array(s.sellers.revenue), 0.2),
        "gini": gini(buyers),
        "hhi": hhi(buyers),
        "largest_share": ratio(largest, float(buyers.sum())),
        "revenue_at_risk": largest,
        **_retention(s),
    }


def _retention(s: State) -> dict[str, float]:
    held = np.asarray(s.book.held_year_ago) == 1
    before = _array(s.book.revenue_year_before)[held]
    after = _array(s.book.revenue_last_year)[held]
    whole = float(before.sum())
    return {
        "gross_retention": ratio(float(np.minimum(before, after).sum()), whole),
        "net_retention": ratio(float(after.sum()), whole),
    }


def _work(s: State) -> dict[str, float]:
    firm, tally = s.firm, s.tally
    finished, won = tally.finished_by_size, tally.won_by_size
    return {
        "pursuits": float(sum(finished)),
        "win_rate": ratio(float(sum(won)), float(sum(finished))),
        "win_rate_small": ratio(float(won[SMALL]), float(finished[SMALL])),
        "win_rate_large": ratio(float(won[LARGE]), float(finished[LARGE])),
        "on_time": ratio(float(tally.on_time[0]), float(tally.delivered[0])),
        "orders": float(tally.delivered[0]),
        "seller_utilisation": ratio(firm.time_used[SELLER_SLOTS], firm.time_there[SELLER_SLOTS]),
        "executive_utilisation": ratio(firm.time_used[EXECUTIVES], firm.time_there[EXECUTIVES]),
        "desk_utilisation": ratio(firm.time_used[DESKS], firm.time_there[DESKS]),
    }


def _steadiness(s: State) -> dict[str, float]:
    """How well a year can be planned, and how deep and how long revenue falls."""
    closed = s.firm.months[0] + 1
    rows = _array(s.timeline)[:closed]
    invoiced, run_rate = rows[:, TIMELINE_COLUMNS.index("revenue")], rows[:, TIMELINE_COLUMNS.index("run_rate")]
    attained = plan_attainment(invoiced, run_rate)
    depth, months = deepest_fall(run_rate)
    return {
        "plan_attainment": float(np.mean(attained)) if len(attained) else nan,
        "plan_error": float(np.mean(np.abs(attained - 1.0))) if len(attained) else nan,
        "revenue_fall": depth,
        "recovery_months": months,
    }


def outcomes_of(p: Parameters, s: State) -> dict[str, float]:
    """Compute every outcome of a finished run, in the order of the catalogue.

    Args:
        p: Parameters of the run.
        s: Its final state.

    Returns:
        One number for every name in `simulator.catalogue.OUTCOMES`; NaN where an outcome is not defined.
    """
    found = {**_money(p, s), **_customers(s), **_concentration(s), **_work(s), **_steadiness(s)}
    return {name: float(found[name]) for name in OUTCOMES}


def timeline_of(s: State) -> dict[str, FloatArray]:
    """Give the monthly timeline, by column; after an insolvency cash stands still and the rest is zero.

    Args:
        s: Final state of a run.

    Returns:
        Arrays of shape (months + 1,): the start, then every month end.
    """
    rows = _array(s.timeline).copy()
    spend = TIMELINE_COLUMNS.index("spend")
    rows[:, spend] = np.diff(rows[:, spend], prepend=0.0)
    if s.firm.insolvent_at[0] < inf:
        closed = s.firm.months[0] + 1
        rows[closed:] = 0.0
        rows[closed:, 0] = s.firm.cash[0]
        rows[closed:, 1] = s.firm.cash[0] - rows[0, 0]
    return {name: rows[:, column].copy() for column, name in enumerate(TIMELINE_COLUMNS)}


def account_table(s: State) -> dict[str, NDArray[np.generic]]:
    """Give what the firm knows of every account at the end: one column each, one entry per account."""
    accounts, book = s.accounts, s.book
    return {
        "segment": np.asarray(accounts.segment),
        "wallet": _array(accounts.wallet),
        "influence": _array(accounts.influence),
        "status": np.asarray(book.status, dtype=np.int64),
        "tier": np.asarray(book.tier, dtype=np.int64),
        "origin": np.asarray(book.origin, dtype=np.int64),
        "owner": np.asarray(book.owner, dtype=np.int64),
        "share": _array(book.share),
        "trust": _array(book.trust),
        "bond": _array(book.bond),
        "pursuits": np.asarray(book.pursuits, dtype=np.int64),
        "orders": np.asarray(book.orders, dtype=np.int64),
        "revenue": _array(book.revenue),
        "revenue_last_year": _array(book.revenue_last_year),
    }
