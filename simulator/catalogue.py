"""What every name in a result means: outcomes and timeline columns, and the codes of the event log."""

from dataclasses import dataclass
from typing import Literal

from simulator.events import Cause, EventKind, Status, Tier, Timer

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
    "revenue_fall": _outcome("deepest fall of revenue", "fraction", -1, "of the run rate's peak, after the first year"),
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


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What one kind of event means, and what its amount (and cause, where it has one) tells."""

    meaning: str
    amount: str = ""
    cause: str = ""


def _event(meaning: str, amount: str = "", cause: str = "") -> Happening:
    return Happening(meaning=meaning, amount=amount, cause=cause)


EVENTS: dict[EventKind, Happening] = {
    EventKind.WINDOW_OPENED: _event(
        "a buying window opens",
        "chance that led to it: of being invited; after a cold call or a referral, of that call or referral",
        "who opened it",
    ),
    EventKind.INVITED: _event("the window is a lead of the firm", "days that the window stays open"),
    EventKind.NOT_INVITED: _event("the account does not invite the firm", "chance of being invited"),
    EventKind.DECLINED: _event("the strategy does not want the account", "observed wallet"),
    EventKind.LEAD_EXPIRED: _event("the window closed before a seller was free"),
    EventKind.PROSPECTED: _event("a cold call failed", "chance of success"),
    EventKind.PURSUIT_STARTED: _event("a seller takes an account up", "planned days of the whole cycle"),
    EventKind.QUALIFIED: _event("gate and screen are passed", "chance of passing"),
    EventKind.SCREENED_OUT: _event("gate or screen is not passed; the pursuit ends", "chance of passing"),
    EventKind.SPONSORED: _event("a sponsor backs the bid", "days waited for the sponsor"),
    EventKind.SPONSOR_LATE: _event("no sponsor came in time; the pursuit ends", "days waited in vain"),
    EventKind.WON: _event("the account is a customer", "chance of winning"),
    EventKind.BID_LOST: _event("the account chose another supplier", "chance of winning"),
    EventKind.ORDERED: _event("a customer orders", "value at list price"),
    EventKind.DELIVERED: _event("an order leaves the back office", "days from order to delivery", "how it went"),
    EventKind.INVOICED: _event("the delivery is invoiced", "money due"),
    EventKind.VISITED: _event("a development visit ends", "chance of an upgrade"),
    EventKind.UPGRADED: _event("the visit won a larger share of wallet", "share of wallet after it"),
    EventKind.RETENDER_KEPT: _event("a re-tender is survived", "chance of keeping the customer"),
    EventKind.CUSTOMER_LOST: _event("a customer leaves", "chance of losing it", "why"),
    EventKind.RETURNED: _event("a lost customer or a lost bid is a prospect again"),
    EventKind.TIER_CHANGED: _event("a customer changes its tier", "new tier"),
    EventKind.BECAME_KEY: _event("an account is key for the first time", "its run-rate revenue", "origin"),
    EventKind.PHASE_BEGAN: _event("a phase of the strategy begins", "position of the phase, from 0"),
    EventKind.LEDGER: _event("money moves", "money in, or out if below 0", "what for"),
    EventKind.INSOLVENT: _event("the overdraft exceeds the credit limit; the run ends", "cash"),
    EventKind.ADOPTED: _event("an account of a new field enters the market", "part that has adopted"),
    EventKind.ALLIED: _event("a customer becomes an ally", "its trust"),
    EventKind.SELLER_LEFT: _event("the holder of a seat leaves", "accounts owned"),
    EventKind.SELLER_CAME: _event("a vacant seat is filled", "skill of the new holder"),
    EventKind.HANDED_OVER: _event(
        "a customer of a departed seller stays", "chance that it had followed; the seller is the new one"
    ),
    EventKind.HANDED_BACK: _event("a pursuit of a departed seller is a lead again"),
    EventKind.DEPARTMENT_OPENED: _event("the key-account department opens", "managers"),
    EventKind.DEPARTMENT_CLOSED: _event("the key-account department closes"),
    EventKind.ATTACKED: _event("a competitor's attack failed", "chance of losing the customer"),
    EventKind.FAILED: _event("an account fails for good"),
    EventKind.WRITTEN_OFF: _event("a failed account's invoice will not be paid", "unpaid invoice"),
    EventKind.MARKET_CHANGED: _event("a dated event begins or ends", "factor", "demand or price war"),
}

# Causes by the question that they answer.
CAUSES: dict[str, dict[Cause, str]] = {
    "nothing to tell": {Cause.NONE: "the event has no cause"},
    "who opened a buying window": {
        Cause.OWN_REVIEW: "the account's own review clock",
        Cause.COLD_CALL: "a seller's cold call",
        Cause.REFERRAL: "a customer's recommendation",
        Cause.ADOPTION: "the account's adoption of a new technology",
    },
    "how a delivery went": {
        Cause.GOOD: "on time and sound",
        Cause.LATE: "later than promised",
        Cause.FAULTY: "faulty",
        Cause.LATE_AND_FAULTY: "both",
    },
    "why a customer left": {
        Cause.DROPOUT: "it stopped after an order",
        Cause.RETENDER: "it chose another supplier at a re-tender",
        Cause.FOLLOWED_SELLER: "it followed a departed seller or agent",
        Cause.ATTACK: "a competitor's attack",
        Cause.DEFAULT: "it failed itself",
        Cause.EVENT: "a dated event of the scenario",
    },
    "what changed in the market": {
        Cause.DEMAND: "demand of some segments",
        Cause.PRICE_WAR: "the market's price level",
    },
    "where a key account came from": {
        Cause.LANDED_BIG: "big from its first orders",
        Cause.GROWN: "grown from small orders",
        Cause.LIGHTHOUSE: "key for its reference only",
        Cause.DEALER: "a dealer",
        Cause.EARLY_ADOPTER: "key for its technology only",
        Cause.ALLY: "key as an ally only",
    },
    "what money was for": {
        Cause.RECEIPT: "paid invoice",
        Cause.GOODS: "goods of a delivery",
        Cause.HANDLING: "handling of an order",
        Cause.SELLERS: "salaries of sellers",
        Cause.PROSPECTING: "a cold call",
        Cause.PURSUIT: "days of a pursuit",
        Cause.VISIT: "a development visit",
        Cause.BRAND: "budget of the brand",
        Cause.QUALITY: "budget of quality",
        Cause.SERVICE: "budget of service",
        Cause.INTERNAL: "budget of internal work",
        Cause.DESKS: "desks of the back office",
        Cause.COMMISSION: "an agent's commission",
        Cause.DEPARTMENT: "the key-account department",
        Cause.CONTACTS: "further contact persons",
        Cause.ALLIANCES: "joint work with allies",
        Cause.FIXED: "fixed cost",
        Cause.INTEREST: "interest on the overdraft",
    },
}

TIMERS: dict[Timer, str] = {
    Timer.OUTSIDE: "a dated event begins or ends",
    Timer.FAILURE: "an account fails",
    Timer.ATTACK: "the competitor attacks",
    Timer.DEPARTURE: "a seller leaves",
    Timer.ARRIVAL: "a vacant seat is filled",
    Timer.ADOPTION: "the next account of a new field adopts",
    Timer.REVIEW: "an account's review",
    Timer.RETENDER: "an account's re-tender",
    Timer.RETURN: "a lost customer or a lost bid is a prospect again",
    Timer.WINDOW_CLOSES: "a lead's window closes",
    Timer.WORK_ENDS: "the work on an order ends",
    Timer.PAYMENT: "an invoice is due",
    Timer.ORDER: "a customer orders again",
    Timer.ACTIVITY_ENDS: "a seller's visit, call, qualification or proposal ends",
    Timer.SPONSOR_PATIENCE: "a bid stops waiting for a sponsor",
    Timer.MONTH_END: "the month is closed",
}

STATUSES: dict[Status, str] = {
    Status.PROSPECT: "in the market, and nobody works on it",
    Status.LEAD: "has invited the firm and waits for a seller",
    Status.PURSUED: "a seller pursues it",
    Status.CUSTOMER: "buys from the firm",
    Status.COOLING: "a bid was lost; it is not asked again for some time",
    Status.LOST: "was a customer; it comes back as a prospect after some time",
    Status.FAILED: "has failed itself; for good",
    Status.NOT_YET: "of a new field, and has not adopted its technology yet",
}

TIERS: dict[Tier, str] = {
    Tier.NONE: "no customer, or not ranked yet",
    Tier.SMALL: "a customer below mid-size",
    Tier.MID: "a customer from `mid_share` of run-rate revenue",
    Tier.KEY: "a key account",
}
