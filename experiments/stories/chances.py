"""Why something happened: the chance that the model gave it, what moved it, and the draw that decided.

Every number is read off the model at the moment of the event: levels and weights from its state and parameters,
the draw from its own generator. The terms are checked against the chance that the model itself used.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.errors import SimulatorError
from simulator.model.bargaining import firm_run_rate
from simulator.model.capability import joint_strength
from simulator.model.choice import gate_probability, logistic, perceived_risk
from simulator.model.leaving import dropout_probability, price_gap
from simulator.model.parameters import BRAND, QUALITY, SERVICE, Parameters
from simulator.model.reputation import brand_strength, reference_level
from simulator.model.state import State

TOLERANCE = 1e-9
LARGEST_LOG_ODDS = 20.0
# Terms that are there before anything moves the odds.
START = ("usual odds", "its own habit")

# Log-odds by what they come from, in the order of the equation.
Terms = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Chance:
    """A chance, the draw that decided (below the chance: it happened), and why the chance was what it was.

    `terms` are log-odds that add up to the chance, where it is made of log-odds; `facts` are levels behind it.
    """

    probability: float
    draw: float
    terms: Terms = field(default_factory=dict)
    facts: Mapping[str, float] = field(default_factory=dict)
    scale: float = 1.0

    def __post_init__(self) -> None:
        if self.terms and abs(self.scale * logistic(sum(self.terms.values())) - self.probability) > TOLERANCE:
            raise SimulatorError(f"the explanation of a chance of {self.probability!r} is not the model's: {self}")

    @property
    def happened(self) -> bool:
        """Whether the draw lay below the chance."""
        return self.draw < self.probability

    def decisive(self) -> tuple[str, ...]:
        """Terms without which the same draw would have gone the other way, all else equal; the strongest first.

        Examples:
            >>> terms = {"usual odds": -1.0, "references": 0.7, "brand": 0.1}
            >>> Chance(probability=logistic(-0.2), draw=0.4, terms=terms).decisive()
            ('references',)
        """
        total = sum(self.terms.values())
        flips = [
            name
            for name, value in self.terms.items()
            if name not in START and (self.draw < self.scale * logistic(total - value)) != self.happened
        ]
        return tuple(sorted(flips, key=lambda name: -abs(self.terms[name])))


def choice_terms(p: Parameters, s: State, account: int, now: float) -> dict[str, float]:
    """Log-odds of a buyer's choice before seller and sponsor: the terms of `simulator.model.choice.bid_log_odds`."""
    segment, choice = s.accounts[account].segment, p.choice
    brand = brand_strength(p, s, segment, now)
    price = p.levers[s.firm.row].price / s.markets[segment].price
    risk = perceived_risk(p, brand, s.book[account].deliveries)
    return {
        "usual odds": choice.intercept,
        "brand": choice.brand * brand,
        "quality": choice.value * s.stocks[QUALITY].level,
        "price": -choice.value * math.log(price),
        "references": choice.reference * reference_level(p, s, segment, now),
        "service": choice.service * s.stocks[SERVICE].level,
        "capabilities together": choice.capability and choice.capability * math.log(joint_strength(p, s)),
        "present supplier": -s.accounts[account].incumbent,
        "perceived risk": -0.5 * s.accounts[account].risk_aversion * risk,
    }


def win_terms(p: Parameters, s: State, account: int, seat: int, sponsor: float, now: float) -> dict[str, float]:
    """Log-odds of winning a bid, with the seller, the sponsor and a recommendation."""
    return choice_terms(p, s, account, now) | {
        "seller's skill": p.choice.skill * math.log(s.sellers[seat].skill),
        "sponsor": sponsor,
        "recommendation": p.choice.warm if s.book[account].is_warm == 1 else 0.0,
    }


def keep_terms(p: Parameters, s: State, account: int, now: float) -> dict[str, float]:
    """Log-odds of keeping a customer at a re-tender."""
    return choice_terms(p, s, account, now) | {
        "seller's skill": p.choice.skill * math.log(s.sellers[s.book[account].owner].skill),
        "alliance": p.choice.alliance if s.book[account].is_ally == 1 else 0.0,
        "cost of switching": p.choice.switching_cost,
    }


def screen_terms(p: Parameters, s: State, account: int, now: float) -> dict[str, float]:
    """Log-odds of being taken seriously, before any entry gate; empty where the screen is switched off."""
    if math.isinf(p.screening.base):
        return {}
    gap = size_gap(p, s, account, now)
    return {
        "usual odds": p.screening.base,
        "firm too small for it": -p.screening.above * max(0.0, gap),
        "firm too big for it": -p.screening.below * max(0.0, -gap),
    }


def size_gap(p: Parameters, s: State, account: int, now: float) -> float:
    """How far an account lies above the firm's reach, on a logarithmic scale (`screen_probability`)."""
    segment, wallet = s.accounts[account].segment, s.accounts[account].wallet
    size = max(firm_run_rate(s, now), p.screening.revenue_floor)
    return math.log(wallet / (p.screening.reach * size)) - p.screening.status_brand * brand_strength(p, s, segment, now)


def screen_facts(p: Parameters, s: State, account: int, now: float) -> dict[str, float]:
    """Levels behind the screen: the wallet over the firm's reach, and the chance at the segment's entry gate."""
    reach = p.screening.reach * max(firm_run_rate(s, now), p.screening.revenue_floor)
    segment = s.accounts[account].segment
    facts = {"wallet over reach": s.accounts[account].wallet / reach}
    if p.segments[segment].gate_on == 1:
        facts["entry gate"] = gate_probability(p, s, segment, now)
    return facts


def invitation_facts(p: Parameters, s: State, account: int, now: float) -> dict[str, float]:
    """Levels behind an invitation: the brand that the account wants, and what it sees."""
    seen = brand_strength(p, s, s.accounts[account].segment, now)
    stock = s.stocks[BRAND].level
    return {
        "brand wanted": s.accounts[account].required_brand,
        "brand seen": seen,
        "brand stock": stock,
        "from references": seen - stock,
    }


def dropout_terms(p: Parameters, s: State, account: int, *, late: bool) -> dict[str, float]:
    """Log-odds of stopping after an order; empty where nothing can move the account's own chance."""
    base, leaving, relation = s.accounts[account].dropout, p.leaving, s.book[account]
    if base <= 0.0 or base >= 1.0:
        return {}
    return {
        "its own habit": math.log(base / (1.0 - base)),
        "trust": -leaving.trust * (relation.trust - leaving.trust_reference),
        "bond": -leaving.bond * relation.bond,
        "size": -leaving.size * s.accounts[account].log_size,
        "price": leaving.price * price_gap(p, s, account),
        "late delivery": leaving.late if late else 0.0,
    }


def dropout_facts(p: Parameters, s: State, account: int, *, late: bool) -> dict[str, float]:
    """What the chance of stopping had been with the same order on time, where it was late."""
    return {"chance if on time": dropout_probability(p, s, account, False)} if late else {}


def follow_terms(p: Parameters, s: State, account: int, chance: float) -> dict[str, float]:
    """Log-odds of following a departed seller; the bond, which a handover has cut by now, is what is left."""
    people = p.people
    terms = {
        "usual odds": people.follow_base,
        "trust in the firm": -people.follow_trust * s.book[account].trust,
        "further contacts": -people.follow_contacts * (p.levers[s.firm.row].contacts - 1.0),
    }
    return _with_rest(terms, "bond to the seller", chance)


def attack_terms(p: Parameters, s: State, account: int, chance: float) -> dict[str, float]:
    """Log-odds of losing a customer to an attack; its strength is what the other terms leave."""
    terms = {
        "trust": -p.competition.trust * s.book[account].trust,
        "bond": -p.competition.bond * s.book[account].bond,
        "cost of switching": -p.choice.switching_cost,
    }
    return _with_rest(terms, "strength of the attack", chance)


def upgrade_terms(p: Parameters, s: State, account: int) -> dict[str, float]:
    """Log-odds that a development visit upgrades an account; empty where upgrades are switched off."""
    relation, trust, service = p.relationship, s.book[account].trust, s.stocks[SERVICE].level
    if relation.upgrade_step == 0.0:
        return {}
    return {
        "usual odds": relation.upgrade_base,
        "trust": relation.upgrade_trust * trust,
        "service": relation.upgrade_service * service,
        "trust with service": relation.upgrade_trust_service * trust * service,
        "concession": -relation.upgrade_concession * s.book[account].concession,
    }


def _with_rest(terms: dict[str, float], name: str, chance: float) -> dict[str, float]:
    """Adds the term that is known only from the chance; none where the chance is (nearly) certain."""
    if not math.isfinite(sum(terms.values())) or not 0.0 < chance < 1.0:
        return {}
    rest = math.log(chance / (1.0 - chance)) - sum(terms.values())
    return terms | {name: rest} if abs(rest) < LARGEST_LOG_ODDS else {}
