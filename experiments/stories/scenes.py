"""Each kind of moment in words: what happened, and why."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from experiments.amounts import short
from experiments.stories.calendar import span
from experiments.stories.moments import Moment
from experiments.stories.phrases import chance_and_draw, counted, decisive, factors, percent
from simulator.events import Cause, EventKind

Tone = Literal["good", "bad", "plain", "firm", "routine"]


class Scene(NamedTuple):
    """A moment in words; `mark` names it in a picture, where it deserves a place there."""

    title: str
    reasons: tuple[str, ...] = ()
    tone: Tone = "plain"
    mark: str = ""


Teller = Callable[[Moment], Scene]

OPENED = {
    Cause.OWN_REVIEW: "looks for a supplier",
    Cause.ADOPTION: "adopts the new technology and looks for a supplier",
}
LOST: dict[Cause, tuple[str, str]] = {
    Cause.DROPOUT: ("stops buying after an order", "chance of that"),
    Cause.RETENDER: ("chooses another supplier at a re-tender", "chance of staying"),
    Cause.FOLLOWED_SELLER: ("leaves with its seller", "chance of that"),
    Cause.ATTACK: ("goes over to an attacking competitor", "chance of that"),
    Cause.DEFAULT: ("fails, and is lost for good", ""),
    Cause.EVENT: ("is lost to a dated event of the scenario", ""),
}
BAD_DELIVERY = {Cause.LATE: "late", Cause.FAULTY: "faulty", Cause.LATE_AND_FAULTY: "late and faulty"}
ORIGINS = {
    Cause.LANDED_BIG: "big from its first orders",
    Cause.GROWN: "grown from small orders",
    Cause.LIGHTHOUSE: "for its reference",
    Cause.EARLY_ADOPTER: "for its technology",
    Cause.ALLY: "as an ally",
    Cause.DEALER: "a dealer",
}


def opened(moment: Moment, answer: Moment | None, pursuit: Moment | None) -> Scene:
    """A buying window opens, and what comes of it at once: an answer of the account, a pursuit of the firm."""
    scene = _opened(moment, answer)
    if pursuit is None:
        return scene
    who = "pursues it" if moment.cause == Cause.COLD_CALL else f"seller {pursuit.seller} pursues it"
    return scene._replace(title=f"{scene.title}; {who}, a cycle of {span(pursuit.amount)}")


def _opened(moment: Moment, answer: Moment | None) -> Scene:
    reasons = _why_opened(moment)
    if moment.cause == Cause.COLD_CALL:
        return Scene(f"seller {moment.seller} calls and opens a window", reasons)
    is_recommended = moment.cause == Cause.REFERRAL
    title = OPENED.get(moment.cause) or f"account {moment.facts['recommended by']:.0f} recommends the firm"
    if answer is None:
        return Scene(title, reasons)
    if answer.kind == EventKind.DECLINED:
        wallet = short(answer.amount, "money")
        return Scene(f"{title}; the firm declines", (*reasons, f"not in its targeting: wallet of {wallet}"), "bad")
    if answer.kind == EventKind.NOT_INVITED:
        return Scene(f"{title}, does not invite the firm", reasons, "bad")
    return Scene(f"{title}: a warm lead" if is_recommended else f"{title} and invites the firm", reasons)


def _why_opened(moment: Moment) -> tuple[str, ...]:
    chance = moment.chance
    if chance is None:
        return ()
    if moment.cause == Cause.COLD_CALL:
        return (chance_and_draw(chance),)
    if moment.cause == Cause.REFERRAL:
        return (f"{chance_and_draw(chance)}; its influence is {chance.facts['its influence']:.2f}",)
    seen, wanted = chance.facts["brand seen"], chance.facts["brand wanted"]
    levels = f"wants a brand of {wanted:.2f}, sees {seen:.2f} ({chance.facts['from references']:.2f} by references)"
    if wanted <= 0.0:
        levels = "asks for no brand at all"
    return (chance_and_draw(chance), levels)


def _expired(moment: Moment) -> Scene:
    others = counted(int(moment.facts["other leads"]), "other lead")
    return Scene("the window closes; no seller took it up", (f"{others} waiting too",), "bad")


def _pursued(moment: Moment) -> Scene:
    return Scene(f"seller {moment.seller} pursues it, a cycle of {span(moment.amount)}")


def why(moment: Moment, what: str = "chance") -> tuple[str, ...]:
    """The chance, the draw, what moved the odds, and what was decisive."""
    if moment.chance is None:
        return ()
    lines = (chance_and_draw(moment.chance, what), factors(moment.chance.terms), decisive(moment.chance))
    return tuple(line for line in lines if line)


def _screened(moment: Moment) -> Scene:
    reasons = why(moment)
    facts = moment.chance.facts if moment.chance else {}
    size = f"its wallet is {facts['wallet over reach']:.2g} times the firm's reach" if facts else ""
    gate = f"entry gate lets {percent(facts['entry gate'])} pass" if "entry gate" in facts else ""
    reasons = (*reasons, *(line for line in (size, gate) if line))
    if moment.kind == EventKind.QUALIFIED:
        return Scene("takes the firm seriously: passes the screen", reasons)
    return Scene("does not take the firm seriously: screened out", reasons, "bad", "bid lost")


def _sponsored(moment: Moment) -> Scene:
    waited = f" after {span(moment.amount)}" if moment.amount >= 0.5 else ""
    return Scene(f"a sponsor backs the bid{waited}")


def _sponsor_late(moment: Moment) -> Scene:
    return Scene("no sponsor in time; the bid is over", (f"waited {span(moment.amount)}",), "bad", "bid lost")


def _bid(moment: Moment) -> Scene:
    if moment.kind == EventKind.WON:
        return Scene("WON: chooses the firm", why(moment), "good", "won")
    return Scene("bid lost: chooses another supplier", why(moment), "bad", "bid lost")


def _lost(moment: Moment) -> Scene:
    title, what = LOST[moment.cause]
    reasons = list(why(moment, what)) if what else []
    if moment.cause == Cause.DROPOUT:
        reasons[:0] = _last_delivery(moment)
    return Scene(f"LOST: {title}", tuple(reasons), "bad", "lost")


def _last_delivery(moment: Moment) -> list[str]:
    """What the last delivery had to do with it: whether the same draw would have kept the customer on time."""
    delivery = Cause(int(moment.facts["last delivery"]))
    if delivery not in BAD_DELIVERY:
        return ["the delivery before it was good"]
    told = [f"the delivery before it was {BAD_DELIVERY[delivery]}"]
    if moment.chance is not None and "chance if on time" in moment.chance.facts:
        on_time = moment.chance.facts["chance if on time"]
        decided = "would have stayed" if moment.chance.draw >= on_time else "would have left all the same"
        told.append(f"on time the chance would have been {percent(on_time)}: it {decided}")
    return told


def _kept(moment: Moment) -> Scene:
    return Scene("stays with the firm at a re-tender", why(moment, "chance of staying"), "good")


def _became_key(moment: Moment) -> Scene:
    firm = moment.facts["firm run rate"]
    reasons = [f"runs at {short(moment.amount, 'money')} a year"]
    if firm > 0.0:
        reasons[0] += f", {percent(moment.amount / firm)} of the firm"
    return Scene(f"KEY ACCOUNT: {ORIGINS[moment.cause]}", tuple(reasons), "good", "key")


def _handed_over(moment: Moment) -> Scene:
    return Scene(f"stays when its seller leaves; seller {moment.seller} takes over", why(moment, "chance of leaving"))


def _attacked(moment: Moment) -> Scene:
    return Scene("a competitor attacks in vain", why(moment, "chance of losing it"), "good")


def _allied(moment: Moment) -> Scene:
    return Scene("becomes an ally", (f"its trust has reached {percent(moment.amount)}",), "good", "ally")


def _market(moment: Moment) -> Scene:
    what = "demand" if moment.cause == Cause.DEMAND else "the price level"
    return Scene(f"{what} of its segment changes by a factor of {moment.amount:.2f}", (), "firm")


def _insolvent(moment: Moment) -> Scene:
    return Scene(f"the firm is INSOLVENT with cash of {short(moment.amount, 'money')}", (), "bad", "insolvent")


def _written_off(moment: Moment) -> Scene:
    return Scene(f"an invoice of {short(moment.amount, 'money')} will not be paid", (), "bad")


TELLERS: dict[EventKind, Teller] = {
    EventKind.LEAD_EXPIRED: _expired,
    EventKind.PURSUIT_STARTED: _pursued,
    EventKind.QUALIFIED: _screened,
    EventKind.SCREENED_OUT: _screened,
    EventKind.SPONSORED: _sponsored,
    EventKind.SPONSOR_LATE: _sponsor_late,
    EventKind.WON: _bid,
    EventKind.BID_LOST: _bid,
    EventKind.RETENDER_KEPT: _kept,
    EventKind.CUSTOMER_LOST: _lost,
    EventKind.BECAME_KEY: _became_key,
    EventKind.INSOLVENT: _insolvent,
    EventKind.ALLIED: _allied,
    EventKind.HANDED_OVER: _handed_over,
    EventKind.ATTACKED: _attacked,
    EventKind.WRITTEN_OFF: _written_off,
    EventKind.MARKET_CHANGED: _market,
}

# Moments that need no words of their own.
FIXED: dict[EventKind, Scene] = {
    EventKind.RETURNED: Scene("may be asked again"),
    EventKind.SELLER_LEFT: Scene("its seller leaves the firm", (), "firm"),
    EventKind.HANDED_BACK: Scene("its seller leaves in the middle; it is a lead again", (), "bad"),
    EventKind.DEPARTMENT_OPENED: Scene("the key-account department opens", (), "firm"),
    EventKind.DEPARTMENT_CLOSED: Scene("the key-account department closes", (), "firm"),
    EventKind.FAILED: Scene("fails; it is out of the market", (), "bad"),
}
