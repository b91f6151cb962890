"""Oracles of buying: logit win shares, screening, invitations."""

import math
from collections.abc import Iterator

import numpy as np
from scipy import special, stats

from simulator.events import EventKind
from simulator.results import RunResult
from tests.oracles.registry import Row, oracle, share_row
from tests.support.histories import happenings
from tests.support.worlds import null_scenario, play


def logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))


def normal_mean_logistic(mean: float, sd: float) -> float:
    """Mean of the logistic function over a normal law, by quadrature."""
    return float(stats.norm(mean, sd).expect(special.expit, epsabs=1e-12))


def won_of(run: RunResult, segment: int) -> tuple[int, int]:
    """Bids that a segment's accounts decided for the firm, and all its bids."""
    assert run.events is not None
    members = np.flatnonzero(run.accounts["segment"] == segment)
    won = np.isin(happenings(run.events, EventKind.WON).account, members).sum()
    lost = np.isin(happenings(run.events, EventKind.BID_LOST).account, members).sum()
    return int(won), int(won + lost)


@oracle(
    "Logit win shares",
    setting="one bid per account; brand, value for money and service weigh; incumbents of three "
    "strengths, and one segment where their strength is normal",
    source="McFadden, Conditional logit analysis of qualitative choice behavior, 1974",
)
def logit_win_shares() -> Iterator[Row]:
    common = {"accounts": 2500, "orders_per_year": 0.001, "reviews_per_year": 4.0}
    spread = {"distribution": "normal", "mean": 0.5, "sd": 1.5}
    strengths: dict[str, object] = {"weak": -1.0, "even": 0.0, "strong": 2.0, "mixed": spread}
    run = play(
        null_scenario(
            {name: {**common, "incumbent_strength": strength} for name, strength in strengths.items()},
            choice={"intercept": 0.2, "brand": 0.4, "value": 1.5, "service": 0.6},
            capabilities={"brand": {"start": 0.5}, "quality": {"start": 0.3}, "service": {"start": 0.25}},
            phase={"price": 1.2},
            horizon=730.0,
            seed=11,
        )
    )
    odds = 0.2 + 0.4 * 0.5 + 1.5 * (0.3 - math.log(1.2)) + 0.6 * 0.25
    theory = [
        logistic(odds + 1.0),
        logistic(odds),
        logistic(odds - 2.0),
        normal_mean_logistic(odds - 0.5, 1.5),
    ]
    formulas = ["logistic(U+1)", "logistic(U)", "logistic(U-2)", "E logistic(U-X), X ~ N(0.5, 1.5)"]
    for segment, name in enumerate(strengths):
        yield share_row(f"wins, {name} incumbent", formulas[segment], theory[segment], *won_of(run, segment))


@oracle(
    "Perceived risk in the choice",
    setting="as above with risk aversion 3, prior variance 0.5, brand signal 2 and brand 0.75; no experience yet",
    source="Erdem & Keane, Marketing Science 15 (1996), with a mean-variance utility",
)
def perceived_risk() -> Iterator[Row]:
    run = play(
        null_scenario(
            {
                "makers": {
                    "accounts": 4000,
                    "orders_per_year": 0.001,
                    "reviews_per_year": 4.0,
                    "risk_aversion": 3.0,
                }
            },
            choice={"intercept": 0.5, "prior_variance": 0.5, "brand_signal": 2.0},
            capabilities={"brand": {"start": 0.75}},
            horizon=730.0,
            seed=12,
        )
    )
    risk = 1.0 / (1.0 / 0.5 + 2.0 * 0.75)
    yield share_row("wins", "logistic(b0 - r v/2)", logistic(0.5 - 1.5 * risk), *won_of(run, 0))


@oracle(
    "Screening by equal standing",
    setting="a firm without revenue, credited with the revenue floor; buyers four times too big and as "
    "big again too small",
    source="logit of the log ratio of sizes; a guess (section 4.2)",
)
def screening_shares() -> Iterator[Row]:
    common = {"accounts": 2500, "orders_per_year": 0.001, "reviews_per_year": 4.0}
    run = play(
        null_scenario(
            {"big": {**common, "wallet": 400_000.0}, "small": {**common, "wallet": 25_000.0}},
            screening={"base": 1.0, "above": 0.9, "below": 0.4, "reach": 0.5, "revenue_floor": 200_000.0},
            choice={"intercept": -100.0},
            horizon=730.0,
            seed=13,
        )
    )
    assert run.events is not None
    passed = happenings(run.events, EventKind.QUALIFIED).account
    failed = happenings(run.events, EventKind.SCREENED_OUT).account
    gap = math.log(4.0)
    for segment, name, penalty in ((0, "too big", 0.9), (1, "too small", 0.4)):
        hits = int((run.accounts["segment"][passed] == segment).sum())
        trials = hits + int((run.accounts["segment"][failed] == segment).sum())
        formula = f"logistic(k0 - {penalty} ln 4)"
        yield share_row(f"passed, {name}", formula, logistic(1.0 - penalty * gap), hits, trials)


@oracle(
    "Invitations of a weak brand",
    setting="required brand normal (1, 0.8), firm's brand 0.6, scale 0.7; nobody is won",
    source="closed form of E exp(-max(0, X - B)/w) for a normal X, by the normal moment generating function",
)
def invitations() -> Iterator[Row]:
    required = {"distribution": "normal", "mean": 1.0, "sd": 0.8}
    run = play(
        null_scenario(
            {"makers": {"accounts": 4000, "reviews_per_year": 0.5, "required_brand": required}},
            buying={"invitation_scale": 0.7},
            capabilities={"brand": {"start": 0.6}},
            horizon=730.0,
            seed=14,
        )
    )
    assert run.events is not None
    windows = happenings(run.events, EventKind.WINDOW_OPENED)
    first = np.unique(windows.account, return_index=True)[1]
    invited = set(happenings(run.events, EventKind.INVITED).time.tolist())
    hits = sum(time in invited for time in windows.time[first].tolist())
    mean, sd, brand, scale = 1.0, 0.8, 0.6, 0.7
    below = stats.norm.cdf((brand - mean) / sd)
    tail = math.exp((brand - mean) / scale + 0.5 * (sd / scale) ** 2)
    theory = below + tail * stats.norm.sf((brand - mean) / sd + sd / scale)
    formula = "Phi(b) + exp((B-m)/w + s²/2w²) Phi(-b - s/w), b = (B-m)/s"
    yield share_row("first windows with an invitation", formula, float(theory), hits, len(first))
