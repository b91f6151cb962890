"""From the state at the end of a run to its outcomes, timeline and account table; used by every engine."""

from collections.abc import Iterable, Sequence
from math import inf, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.catalogue import OUTCOMES, TIMELINE
from simulator.events import Cause, Status, Tier
from simulator.measures import deepest_fall, gini, hhi, plan_attainment, ratio, top_share
from simulator.model.equity import expected_margin
from simulator.model.money import discount_factor
from simulator.model.parameters import Parameters
from simulator.model.population import LARGE, SMALL
from simulator.model.state import (
    AGENT_ROUTE,
    DEALER_ROUTE,
    DESKS,
    DIRECT_ROUTE,
    EXECUTIVES,
    KEY_ROUTE,
    ROWS,
    SELLER_SLOTS,
    SINGLE,
    State,
)
from simulator.model.tables import as_rows, column
from simulator.units import DAYS_PER_MONTH

FloatArray = NDArray[np.float64]
SPENT = tuple(Cause(code) for code in range(Cause.SELLERS, Cause.FIXED))
SELLING = (Cause.SELLERS, Cause.PROSPECTING, Cause.PURSUIT, Cause.VISIT)
TIMELINE_COLUMNS = tuple(TIMELINE)
# Columns of the account table that come from the relation.
TOLD = (
    *("status", "tier", "origin", "owner", "share", "trust", "bond"),
    *("pursuits", "orders", "revenue", "revenue_last_year"),
)
BASE = (Cause.BRAND, Cause.QUALITY, Cause.SERVICE, Cause.INTERNAL, Cause.DESKS)


def _array(values: Any) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def _months(day: float) -> float:
    return nan if day == inf else day / DAYS_PER_MONTH


def _spent(ledger: Sequence[float], causes: Iterable[Cause]) -> float:
    return 0.0 - sum(ledger[cause] for cause in causes)


def _money(p: Parameters, s: State) -> dict[str, float]:
    firm, tally = s.firm, s.tally
    equity = float(firm.equity)
    routes = column(s.routes, "invoiced")
    ledger = column(s.causes, "ledger").tolist()
    insolvent = firm.insolvent_at < inf
    return {
        "value": firm.npv + equity * discount_factor(p.finance.discount_per_year, p.horizon),
        "npv": firm.npv,
        "equity": equity,
        "insolvent": float(insolvent),
        "insolvent_month": _months(firm.insolvent_at),
        "cash_end": firm.cash,
        "cash_trough": firm.cash_trough,
        "cash_trough_month": _months(firm.cash_trough_at),
        "revenue": tally.invoiced,
        "revenue_last_year": tally.invoiced_last_year,
        "gross_profit": tally.invoiced - tally.goods,
        "spend": _spent(ledger, SPENT),
        "spend_selling": _spent(ledger, SELLING),
        "spend_base": _spent(ledger, BASE),
        "revenue_direct": float(routes[DIRECT_ROUTE]),
        "revenue_dealer": float(routes[DEALER_ROUTE]),
        "revenue_agent": float(routes[AGENT_ROUTE]),
        "revenue_key": float(routes[KEY_ROUTE]),
        "acquisition_cost": ratio(_spent(ledger, SELLING), float(tally.won)),
        "cost_per_order": ratio(_spent(ledger, (Cause.HANDLING,)), float(tally.delivered)),
        "payback_months": _payback(s),
    }


def _payback(s: State) -> float:
    """Month from which cumulative cash flow stays positive to the end; NaN if it does not."""
    flow = _array(s.timeline)[:, 1]
    if s.firm.insolvent_at < inf or flow[-1] <= 0.0:
        return nan
    negative = np.flatnonzero(flow <= 0.0)
    return float(negative[-1] + 1)


def _customers(s: State) -> dict[str, float]:
    firm, tally = s.firm, s.tally
    alive = firm.insolvent_at == inf
    lost, keys = column(s.causes, "lost"), column(s.causes, "key_accounts")
    return {
        "customers": float(firm.customers) if alive else 0.0,
        "customers_won": float(tally.won),
        "customers_lost": float(tally.lost),
        "lost_dropout": float(lost[Cause.DROPOUT]),
        "lost_retender": float(lost[Cause.RETENDER]),
        "lost_followed": float(lost[Cause.FOLLOWED_SELLER]),
        "lost_attack": float(lost[Cause.ATTACK]),
        "lost_default": float(lost[Cause.DEFAULT]),
        "lost_event": float(lost[Cause.EVENT]),
        "key_accounts": float(column(s.tiers, "count")[Tier.KEY]) if alive else 0.0,
        "first_key_month": _months(tally.first_key_at),
        "key_landed": float(keys[Cause.LANDED_BIG]),
        "key_grown": float(keys[Cause.GROWN]),
        "key_lighthouse": float(keys[Cause.LIGHTHOUSE]),
        "key_early_adopter": float(keys[Cause.EARLY_ADOPTER]),
        "key_ally": float(keys[Cause.ALLY]),
        "key_dealer": float(keys[Cause.DEALER]),
    }


def _concentration(s: State) -> dict[str, float]:
    last_year = column(s.book, "revenue_last_year")
    buyers = last_year[last_year > 0.0]
    largest = float(buyers.max()) if len(buyers) else 0.0
    return {
        "top20_share": top_share(buyers, 0.2),
        "seller_top20_share": top_share(_sold(s), 0.2),
        "gini": gini(buyers),
        "hhi": hhi(buyers),
        "largest_share": ratio(largest, float(buyers.sum())),
        "revenue_at_risk": largest,
        **_retention(s),
    }


def _sold(s: State) -> FloatArray:
    """Revenue of each seat that is open, or has been and sold something; not of seats that no rule ever opened."""
    revenue: FloatArray = column(s.sellers, "revenue")
    sold: FloatArray = revenue[(column(s.sellers, "is_open") == 1) | (revenue > 0.0)]
    return sold


def _retention(s: State) -> dict[str, float]:
    held = column(s.book, "held_year_ago") == 1
    before = column(s.book, "revenue_year_before")[held]
    after = column(s.book, "revenue_last_year")[held]
    whole = float(before.sum())
    return {
        "gross_retention": ratio(float(np.minimum(before, after).sum()), whole),
        "net_retention": ratio(float(after.sum()), whole),
    }


def _work(s: State) -> dict[str, float]:
    tally = s.tally
    finished, won = column(s.sizes, "finished"), column(s.sizes, "won")
    return {
        "pursuits": float(finished.sum()),
        "win_rate": ratio(float(won.sum()), float(finished.sum())),
        "win_rate_small": ratio(float(won[SMALL]), float(finished[SMALL])),
        "win_rate_large": ratio(float(won[LARGE]), float(finished[LARGE])),
        "on_time": ratio(float(tally.on_time), float(tally.delivered)),
        "orders": float(tally.delivered),
        **_utilisation(s),
    }


def _utilisation(s: State) -> dict[str, float]:
    """Parts of the time there that was used, at most 1: what a closed seat or desk has begun, it still ends."""
    used, there = column(s.resources, "time_used"), column(s.resources, "time_there")
    names = {"seller": SELLER_SLOTS, "executive": EXECUTIVES, "desk": DESKS}
    return {
        f"{name}_utilisation": min(1.0, ratio(float(used[i]), float(there[i]))) if there[i] > 0.0 else nan
        for name, i in names.items()
    }


def _steadiness(s: State) -> dict[str, float]:
    """How well a year can be planned, and how deep and how long revenue falls once the first year is over."""
    closed = s.firm.months + 1
    rows = _array(s.timeline)[:closed]
    invoiced, run_rate = rows[:, TIMELINE_COLUMNS.index("revenue")], rows[:, TIMELINE_COLUMNS.index("run_rate")]
    attained = plan_attainment(invoiced, run_rate)
    depth, months = deepest_fall(run_rate[12:]) if closed > 13 else (nan, nan)
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
    if s.firm.insolvent_at < inf:
        closed = s.firm.months + 1
        rows[closed:] = 0.0
        rows[closed:, 0] = s.firm.cash
        rows[closed:, 1] = s.firm.cash - rows[0, 0]
    return dict(zip(TIMELINE_COLUMNS, rows.T.copy(), strict=True))


def account_table(s: State) -> dict[str, NDArray[np.generic]]:
    """Give what the firm knows of every account at the end: one column each, one entry per account."""
    drawn = {name: column(s.accounts, name) for name in ("segment", "wallet", "influence")}
    return drawn | {name: column(s.book, name) for name in TOLD}


def seller_table(s: State) -> dict[str, NDArray[np.generic]]:
    """Give what every seat sold: one entry per seat that is open, or has been and sold something."""
    return {"revenue": _sold(s)}


def remaining_margins(p: Parameters, s: State) -> FloatArray:
    """Split closing equity by account: the expected remaining margin of each customer held at the horizon.

    Args:
        p: Parameters of the run, with lists for vectors.
        s: Its final state.

    Returns:
        Money as of the horizon, shape (accounts,); 0 for who is no customer, and for all if the firm is insolvent.
    """
    margins = np.zeros(len(s.book))
    if s.firm.insolvent_at == inf:
        rows = _as_objects(s)
        for account in np.flatnonzero(column(s.book, "status") == Status.CUSTOMER).tolist():
            margins[account] = expected_margin(p, rows, account, p.horizon)
    return margins


def _as_objects(s: State) -> State:
    """The state in a form whose rows plain Python reads."""
    tables = {name: getattr(s, name) for name in ROWS if name not in SINGLE}
    rows: Any = {name: as_rows(ROWS[name], table) for name, table in tables.items() if isinstance(table, np.ndarray)}
    return s._replace(**rows)
