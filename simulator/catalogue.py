"""The names of all outcomes and timeline columns: what is measured, in which unit, and which way is better."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["money", "fraction", "number", "months", "money_per_year"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one outcome of a run means; `better` is +1 (more), -1 (less) or 0 (neither)."""

    title: str
    unit: Unit
    better: Literal[-1, 0, 1]
    meaning: str


def _outcome(title: str, unit: Unit, better: Literal[-1, 0, 1], meaning: str) -> Outcome:
    return Outcome(title=title, unit=unit, better=better, meaning=meaning)


# An outcome that is not defined in a run (no key account ever: no first month) is NaN there.
OUTCOMES: dict[str, Outcome] = {
    "value": _outcome("value of the firm", "money", 1, "npv + discounted closing equity of the customer base"),
    "npv": _outcome("discounted cash flow", "money", 1, "all cash movements, discounted to the start"),
    "equity": _outcome("closing customer equity", "money", 1, "unpaid invoices and expected remaining margin"),
    "insolvent": _outcome("insolvent", "fraction", -1, "1 if the overdraft ever exceeded the credit limit"),
    "insolvent_month": _outcome("month of insolvency", "months", 0, "when; undefined if never"),
    "cash_end": _outcome("closing cash", "money", 1, "cash at the horizon"),
    "cash_trough": _outcome("lowest cash", "money", 1, "lowest cash at any moment"),
    "cash_trough_month": _outcome("month of lowest cash", "months", 0, "when cash was lowest"),
    "revenue": _outcome("revenue", "money", 1, "invoiced over the whole run"),
    "revenue_last_year": _outcome("revenue of the last year", "money", 1, "invoiced in the last 12 months"),
    "gross_profit": _outcome("gross profit", "money", 1, "invoices less goods"),
    "spend": _outcome("spend", "money", 0, "sellers, desks, budgets, pursuits, visits: all that a strategy chooses"),
    "spend_selling": _outcome("spend on selling", "money", 0, "sellers, prospecting, pursuits and visits"),
    "spend_base": _outcome("spend on the base", "money", 0, "budgets of the capability stocks and desks"),
    "customers": _outcome("customers", "number", 1, "customers held at the end"),
    "customers_won": _outcome("customers won", "number", 1, "first orders won, win-backs included"),
    "customers_lost": _outcome("customers lost", "number", -1, "customers lost over the run"),
    "lost_dropout": _outcome("lost by dropout", "number", -1, "stopped after an order"),
    "lost_followed": _outcome("lost with a seller", "number", -1, "followed a departed seller or agent"),
    "lost_attack": _outcome("lost to an attack", "number", -1, "lost to a competitor's attack"),
    "lost_default": _outcome("lost by failure", "number", -1, "the customer itself failed"),
    "lost_event": _outcome("lost by a dated event", "number", -1, "lost to an event of the scenario"),
    "lost_retender": _outcome("lost at a re-tender", "number", -1, "chose another supplier"),
    "key_accounts": _outcome("key accounts", "number", 1, "key accounts at the end"),
    "first_key_month": _outcome("first key account", "months", -1, "month of the first; undefined if none"),
    "key_landed": _outcome("key accounts landed big", "number", 0, "ever key, big from their first orders"),
    "key_grown": _outcome("key accounts grown", "number", 0, "ever key, grown from small orders"),
    "key_lighthouse": _outcome("lighthouse accounts", "number", 0, "ever key for their reference only"),
    "key_early_adopter": _outcome("early adopters", "number", 0, "ever key for their technology only"),
    "key_ally": _outcome("allies", "number", 0, "ever key as allies only"),
    "key_dealer": _outcome("dealers that are key", "number", 0, "ever key, dealers"),
    "top20_share": _outcome("top-20 % share", "fraction", 0, "last year's revenue from the best fifth of buyers"),
    "seller_top20_share": _outcome("top-20 % of sellers", "fraction", 0, "revenue owned by the best fifth of sellers"),
    "gini": _outcome("Gini of customers", "fraction", 0, "inequality of last year's revenue per buyer"),
    "hhi": _outcome("concentration (HHI)", "fraction", 0, "sum of squared shares of last year's revenue"),
    "largest_share": _outcome("largest share", "fraction", -1, "largest account in last year's revenue"),
    "revenue_at_risk": _outcome("revenue at risk", "money", -1, "last year's revenue of the largest account"),
    "gross_retention": _outcome(
        "gross retention", "fraction", 1, "last year's start customers: revenue kept, no growth"
    ),
    "net_retention": _outcome("net retention", "fraction", 1, "last year's start customers: revenue kept, with growth"),
    "pursuits": _outcome("pursuits", "number", 0, "pursuits finished"),
    "win_rate": _outcome("win rate", "fraction", 1, "pursuits won"),
    "win_rate_small": _outcome("win rate, small wallets", "fraction", 1, "wallets below the segment's 50th centile"),
    "win_rate_large": _outcome("win rate, large wallets", "fraction", 1, "wallets above the segment's 90th centile"),
    "acquisition_cost": _outcome("cost per customer won", "money", -1, "spend on selling per customer won"),
    "payback_months": _outcome("payback", "months", -1, "month in which cumulative cash flow turns positive for good"),
    "on_time": _outcome("on time", "fraction", 1, "deliveries within the promise"),
    "orders": _outcome("orders", "number", 1, "orders delivered"),
    "cost_per_order": _outcome("cost per order", "money", -1, "order handling per order delivered"),
    "seller_utilisation": _outcome("sellers busy", "fraction", 0, "part of sellers' slots in use"),
    "executive_utilisation": _outcome("executives busy", "fraction", 0, "part of sponsor slots in use"),
    "desk_utilisation": _outcome("desks busy", "fraction", 0, "part of desks in use; undefined if unlimited"),
    "revenue_direct": _outcome("revenue, direct", "money", 0, "invoiced to end customers"),
    "revenue_dealer": _outcome("revenue, dealers", "money", 0, "invoiced to dealers"),
    "revenue_agent": _outcome("revenue, agents", "money", 0, "invoiced to accounts of outside agents"),
    "revenue_key": _outcome("revenue, key-account selling", "money", 0, "invoiced to key accounts of the department"),
    "plan_attainment": _outcome("plan attainment", "fraction", 0, "a year's revenue over the run rate it began with"),
    "plan_error": _outcome("plan error", "fraction", -1, "mean distance of plan attainment from 1"),
    "revenue_fall": _outcome("deepest fall of revenue", "fraction", -1, "of the run rate, from its earlier peak"),
    "recovery_months": _outcome("time to recover", "months", -1, "from that peak to its level again; undefined if not"),
}

# Columns of the monthly timeline; row 0 is the start, row m the end of month m.
TIMELINE: dict[str, Outcome] = {
    "cash": _outcome("cash", "money", 1, "cash"),
    "cash_flow": _outcome("cumulative cash flow", "money", 1, "cash less opening cash"),
    "revenue": _outcome("revenue of the month", "money", 1, "invoiced in the month"),
    "gross_profit": _outcome("gross profit of the month", "money", 1, "invoices less goods in the month"),
    "spend": _outcome("spend of the month", "money", 0, "all that a strategy chooses, in the month"),
    "run_rate": _outcome("run-rate revenue", "money_per_year", 1, "moving average of one year"),
    "customers": _outcome("customers", "number", 1, "held"),
    "key_accounts": _outcome("key accounts", "number", 1, "held"),
    "mid_accounts": _outcome("mid-size accounts", "number", 1, "held"),
    "leads": _outcome("leads waiting", "number", 0, "inbound leads that wait for a seller"),
    "won": _outcome("customers won", "number", 1, "in the month"),
    "lost": _outcome("customers lost", "number", -1, "in the month"),
    "on_time": _outcome("on time", "fraction", 1, "moving average of deliveries on time"),
    "largest_share": _outcome("largest share", "fraction", -1, "of run-rate revenue"),
    "reference": _outcome("reference stock", "number", 1, "strongest of any segment"),
    "brand": _outcome("brand", "number", 1, "stock"),
    "quality": _outcome("quality", "number", 1, "stock"),
    "service": _outcome("service", "number", 1, "stock"),
    "internal": _outcome("internal work", "number", 1, "stock"),
    "phase": _outcome("phase", "number", 0, "position of the strategy's phase, from 1"),
}
