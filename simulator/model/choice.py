"""How buyers decide: whom they invite, whom they take seriously, whom they choose, whom they keep (4.1, 4.2)."""

import math

from simulator.kernels import kernel
from simulator.model.capability import joint_strength
from simulator.model.parameters import QUALITY, SERVICE, Parameters
from simulator.model.reputation import brand_strength, reference_level, reference_stock
from simulator.model.state import State


@kernel
def logistic(x: float) -> float:
    """Turn log-odds into a chance, without overflow at either end.

    Example:
        >>> logistic(0.0)
        0.5
        >>> logistic(float("-inf")), logistic(float("inf"))
        (0.0, 1.0)
    """
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    odds = math.exp(x)
    return odds / (1.0 + odds)


@kernel
def invitation_probability(required_brand: float, brand: float, scale: float) -> float:
    """Chance that an account invites a firm whose brand is weaker than it requires.

    Formula: exp(-max(0, required - B) / omega); omega = inf switches it off. Source: a guess (section 4.1).

    Example:
        >>> invitation_probability(1.0, 2.0, 0.5)
        1.0
        >>> round(invitation_probability(2.0, 1.0, 0.5), 4)
        0.1353
    """
    return math.exp(-max(0.0, required_brand - brand) / scale)


@kernel
def perceived_risk(p: Parameters, brand: float, orders: int) -> float:
    """Risk that a buyer sees in the firm: the variance left after brand and experience.

    Formula: 1/v = 1/v0 + beta_signal*B + n/sigma^2. Source: Bayesian learning of quality from brand signals and
    use, Erdem & Keane, Marketing Science 15 (1996).
    """
    precision = 1.0 / p.choice.prior_variance + p.choice.brand_signal * brand + orders / p.choice.experience_variance
    return 1.0 / precision


@kernel
def gate_probability(p: Parameters, s: State, segment: int, now: float) -> float:
    """Chance that a segment's entry gate lets the firm's references pass; 1 without a gate."""
    if p.segments[segment].gate_on == 0:
        return 1.0
    level = reference_stock(p, s, segment, now)
    return logistic(p.segments[segment].gate_steepness * (level - p.segments[segment].gate_threshold))


@kernel
def screen_probability(p: Parameters, s: State, account: int, wallet: float, run_rate: float, now: float) -> float:
    """Chance that a buyer of this wallet takes a firm of this size seriously (claim C11).

    Formula: gate * logistic(kappa0 - kappa1*max(0, g) - kappa2*max(0, -g)),
    g = ln(wallet / (xi * revenue)) - status_brand*B. Source: a guess (section 4.2).
    """
    segment = s.accounts[account].segment
    gate = gate_probability(p, s, segment, now)
    size = max(run_rate, p.screening.revenue_floor)
    gap = math.log(wallet / (p.screening.reach * size)) - p.screening.status_brand * brand_strength(p, s, segment, now)
    odds = p.screening.base - p.screening.above * max(0.0, gap) - p.screening.below * max(0.0, -gap)
    return gate * logistic(odds)


@kernel
def bid_log_odds(p: Parameters, s: State, account: int, incumbent: float, now: float) -> float:
    """Log-odds that an account chooses the firm, before the seller's skill and any sponsor.

    Formula: b0 + beta_brand*B + beta_value*(quality - ln price) + beta_reference*R~ + beta_service*service
    + gamma*ln G - incumbent - r/2*v. Source: conditional logit, McFadden (1974); risk term as mean-variance
    utility, Erdem & Keane (1996).
    """
    segment = s.accounts[account].segment
    brand = brand_strength(p, s, segment, now)
    stocks = s.stocks
    price = p.levers[s.firm.row].price
    odds = p.choice.intercept + p.choice.brand * brand
    odds += p.choice.value * (stocks[QUALITY].level - math.log(price / s.markets[segment].price))
    odds += p.choice.reference * reference_level(p, s, segment, now)
    odds += p.choice.service * stocks[SERVICE].level
    if p.choice.capability != 0.0:
        odds += p.choice.capability * math.log(joint_strength(p, s))
    risk = perceived_risk(p, brand, s.book[account].deliveries)
    return odds - incumbent - 0.5 * s.accounts[account].risk_aversion * risk


@kernel
def win_probability(p: Parameters, s: State, account: int, skill: float, sponsor: float, now: float) -> float:
    """Chance that a pursuit at its end wins the account (section 4.2)."""
    odds = bid_log_odds(p, s, account, s.accounts[account].incumbent, now)
    odds += p.choice.skill * math.log(skill) + sponsor
    if s.book[account].is_warm == 1:
        odds += p.choice.warm
    return logistic(odds)


@kernel
def keep_probability(p: Parameters, s: State, account: int, now: float) -> float:
    """Chance that a customer that re-tenders stays: the same choice, with the cost of switching on our side."""
    odds = bid_log_odds(p, s, account, s.accounts[account].incumbent, now)
    odds += p.choice.skill * math.log(s.sellers[s.book[account].owner].skill)
    if s.book[account].is_ally == 1:
        odds += p.choice.alliance
    return logistic(odds + p.choice.switching_cost)
