"""What became of an account under one strategy, in one sentence."""

from math import inf

from experiments.stories.books import Books, Relation
from experiments.stories.calendar import date
from simulator.events import Cause

WON_BY = {
    Cause.COLD_CALL: "after a cold call",
    Cause.OWN_REVIEW: "by invitation",
    Cause.REFERRAL: "on a recommendation",
    Cause.ADOPTION: "as it adopted the technology",
}
LOST_BY = {
    Cause.DROPOUT: "as it stopped buying",
    Cause.RETENDER: "at a re-tender",
    Cause.FOLLOWED_SELLER: "with its seller",
    Cause.ATTACK: "to an attack",
    Cause.DEFAULT: "as it failed",
    Cause.EVENT: "to a dated event",
}
KEY = {
    Cause.LANDED_BIG: "key (landed big)",
    Cause.GROWN: "key (grown)",
    Cause.LIGHTHOUSE: "key (lighthouse)",
    Cause.EARLY_ADOPTER: "key (early adopter)",
    Cause.ALLY: "key (ally)",
    Cause.DEALER: "key (dealer)",
}


def fate_of(books: Books, account: int) -> str:
    """Tell how an account was won, whether it became key, and how it was lost.

    Args:
        books: Books of a run.
        account: Number of the account.
    """
    relations = books.relations.get(account, [])
    if not relations:
        return "never a customer"
    parts = [part for relation in relations for part in _relation(relation)]
    if account in books.origins:
        parts.insert(1, KEY[books.origins[account]])
    if relations[-1].lost == inf:
        parts.append("held to the end" if books.insolvent_at == inf else "held until the firm was insolvent")
    return ", ".join(parts)


def _relation(relation: Relation) -> list[str]:
    won = f"won {_month(relation.won)} {WON_BY[relation.opening]}"
    if relation.lost == inf:
        return [won]
    cause = "after a bad delivery" if relation.after_fault else LOST_BY[relation.loss]
    return [won, f"lost {_month(relation.lost)} {cause}"]


def _month(time: float) -> str:
    return " ".join(date(time).split()[:2])
