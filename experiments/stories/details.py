"""What a story counts and sums up, told one by one for who asks for everything."""

from experiments.amounts import short
from experiments.stories.calendar import span
from experiments.stories.moments import Moment
from experiments.stories.phrases import percent
from experiments.stories.scenes import BAD_DELIVERY, Scene, Teller, why
from simulator.events import EventKind, Tier

TIERS = {Tier.SMALL: "a small customer", Tier.MID: "a mid-size customer", Tier.KEY: "a key account"}


def _ordered(moment: Moment) -> Scene:
    return Scene(f"orders for {short(moment.amount, 'money')} at list price", (), "routine")


def _delivered(moment: Moment) -> Scene:
    how = BAD_DELIVERY.get(moment.cause, "good")
    return Scene(f"delivery after {span(moment.amount)}: {how}", (), "routine" if how == "good" else "bad")


def _invoiced(moment: Moment) -> Scene:
    return Scene(f"invoice of {short(moment.amount, 'money')}", (), "routine")


def _visited(moment: Moment) -> Scene:
    return Scene(f"a visit of seller {moment.seller}", why(moment, "chance of an upgrade"), "routine")


def _upgraded(moment: Moment) -> Scene:
    shares = f"{percent(moment.facts['share before'])} to {percent(moment.amount)}"
    return Scene(f"the visit wins a larger share of wallet: {shares}", (), "good")


def _called(moment: Moment) -> Scene:
    return Scene(f"seller {moment.seller} calls in vain", why(moment), "routine")


def _tier(moment: Moment) -> Scene:
    return Scene(f"is now {TIERS[Tier(int(moment.amount))]}", (), "routine")


DETAILS: dict[EventKind, Teller] = {
    EventKind.ORDERED: _ordered,
    EventKind.DELIVERED: _delivered,
    EventKind.INVOICED: _invoiced,
    EventKind.VISITED: _visited,
    EventKind.UPGRADED: _upgraded,
    EventKind.PROSPECTED: _called,
    EventKind.TIER_CHANGED: _tier,
}
