"""The lines that a difference is split into, and what each one means."""

from dataclasses import dataclass
from typing import Literal

from simulator.events import Cause

Group = Literal["opening", "customers", "terms", "costs", "insolvency"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the account: its group, its title in a table and in a sentence, and what stands in it."""

    group: Group
    title: str
    phrase: str
    meaning: str


def _customers(title: str, phrase: str, meaning: str) -> Line:
    return Line(group="customers", title=title, phrase=phrase, meaning=meaning)


def _terms(title: str, meaning: str) -> Line:
    return Line(group="terms", title=title, phrase=title, meaning=meaning)


def _cost(title: str, meaning: str) -> Line:
    return Line(group="costs", title=title, phrase=title, meaning=meaning)


def lines_of(group: Group) -> tuple[str, ...]:
    """Names of the lines of one group, in their order."""
    return tuple(name for name, line in LINES.items() if line.group == group)


GROUPS: dict[Group, str] = {
    "opening": "Opening cash",
    "customers": "Customers",
    "terms": "Terms",
    "costs": "Costs",
    "insolvency": "Insolvency",
}

WON: dict[Cause, str] = {
    Cause.COLD_CALL: "won_cold_call",
    Cause.OWN_REVIEW: "won_invited",
    Cause.REFERRAL: "won_referral",
    Cause.ADOPTION: "won_adoption",
}
# A failed account is no line: it fails under every strategy on the same day.
KEPT: dict[Cause, str] = {
    Cause.DROPOUT: "kept_dropout",
    Cause.RETENDER: "kept_retender",
    Cause.FOLLOWED_SELLER: "kept_followed",
    Cause.ATTACK: "kept_attack",
    Cause.EVENT: "kept_event",
}
COSTS: dict[int, str] = {
    Cause.SELLERS: "sellers",
    Cause.PROSPECTING: "hunting",
    Cause.PURSUIT: "hunting",
    Cause.VISIT: "visits",
    Cause.DESKS: "desks",
    Cause.BRAND: "brand",
    Cause.QUALITY: "quality",
    Cause.SERVICE: "service",
    Cause.INTERNAL: "internal",
    Cause.DEPARTMENT: "department",
    Cause.CONTACTS: "contacts",
    Cause.ALLIANCES: "alliances",
    Cause.FIXED: "fixed",
    Cause.INTEREST: "interest",
}

# What is counted of the customers stands before these words: `experiments.stories.splits.Split.counted`.
ONLY = "customers that the other did not have (yet); their window was opened by "
LOST = "customers that the other had had and lost: "
LINES: dict[str, Line] = {
    "opening": Line(
        group="opening", title="opening cash", phrase="opening cash", meaning="cash at the start, the same for all"
    ),
    "won_cold_call": _customers(
        "only it has them: own cold call", "customers won by own cold calls", ONLY + "a seller's cold call"
    ),
    "won_invited": _customers(
        "only it has them: invited", "customers won by invitation", ONLY + "the account's own review"
    ),
    "won_referral": _customers(
        "only it has them: recommended", "customers won by recommendation", ONLY + "a customer's recommendation"
    ),
    "won_adoption": _customers(
        "only it has them: new field", "customers won in a new field", ONLY + "its adoption of the technology"
    ),
    "kept_after_fault": _customers(
        "the other lost them: bad delivery",
        "customers that the other lost after a bad delivery",
        LOST + "it stopped after a late or faulty delivery",
    ),
    "kept_dropout": _customers(
        "the other lost them: stopped buying",
        "customers that stopped buying from the other",
        LOST + "it stopped after a good delivery",
    ),
    "kept_retender": _customers(
        "the other lost them: re-tender",
        "customers that the other lost at re-tenders",
        LOST + "it chose another supplier",
    ),
    "kept_followed": _customers(
        "the other lost them: seller left",
        "customers that the other lost with a seller",
        LOST + "it followed a departed seller or agent",
    ),
    "kept_attack": _customers(
        "the other lost them: attack", "customers that the other lost to an attack", LOST + "a competitor's attack"
    ),
    "kept_event": _customers(
        "the other lost them: dated event",
        "customers that the other lost to a dated event",
        LOST + "a dated event of the scenario",
    ),
    "both_visits": _customers(
        "both have them: grown by visits",
        "customers of both, grown by visits",
        "customers of both, while their numbers of upgrades by visits differ",
    ),
    "both_deliveries": _customers(
        "both have them: by deliveries",
        "customers of both, grown by deliveries",
        "customers of both otherwise: share of wallet gained by deliveries, timing of orders",
    ),
    "price": _terms("price level", "the strategy's own price against the list"),
    "dealer_discount": _terms("dealer discount", "what dealers pay less"),
    "concessions": _terms(
        "bargaining concessions",
        "what customers who know their weight pay less; with a price that the strategy changes on the way, that too",
    ),
    "waiting": _terms("waiting for payment", "discount from delivery to payment"),
    "written_off": _terms("invoices written off", "unpaid invoices of accounts that failed"),
    "unpaid": _terms("not yet paid at the end", "invoices that the end of the run finds unpaid"),
    "commission": _cost("agents' commission", "paid on what agents' accounts buy"),
    "handling": _cost("order handling", "cost per order, which falls with experience"),
    "sellers": _cost("sellers", "salaries"),
    "hunting": _cost("calls and pursuits", "cold calls, and days of pursuits"),
    "visits": _cost("development visits", "cost per visit"),
    "desks": _cost("back office", "desks"),
    "brand": _cost("budget of the brand", "capability stock"),
    "quality": _cost("budget of quality", "capability stock"),
    "service": _cost("budget of service", "capability stock"),
    "internal": _cost("budget of internal work", "capability stock"),
    "department": _cost("key-account department", "department and managers"),
    "contacts": _cost("further contacts", "team selling"),
    "alliances": _cost("alliances", "joint work with allies"),
    "fixed": _cost("fixed cost", "the same for all while they live"),
    "interest": _cost("interest on the overdraft", "on cash below zero"),
    "insolvency": Line(
        group="insolvency",
        title="insolvency",
        phrase="the time after the other's insolvency",
        meaning=(
            "all that one earned, spent or held after the other was insolvent, and invoices that its end left unpaid"
        ),
    ),
}

BECAME: dict[Cause, str] = {
    Cause.LANDED_BIG: "key accounts, landed big",
    Cause.GROWN: "key accounts, grown from small orders",
    Cause.LIGHTHOUSE: "lighthouse accounts",
    Cause.EARLY_ADOPTER: "early adopters",
    Cause.ALLY: "allies",
    Cause.DEALER: "dealers that became key",
    Cause.NONE: "customers that never became key",
}
