"""Lives made up for tests."""

from math import log

from experiments.stories.chances import Chance
from experiments.stories.moments import Life, Moment, Portrait, Standing
from simulator.events import Cause, EventKind

PORTRAIT = Portrait(
    account=7,
    segment="makers",
    wallet=1e6,
    observed_wallet=1e6,
    orders_per_year=12.0,
    reviews_per_year=1.0,
    influence=1.0,
    required_brand=0.0,
    incumbent=0.0,
)
NOTHING = Standing(time=0.0, share=0.0, trust=0.0, run_rate=0.0, firm_run_rate=0.0, concession=0.0)


def moment(
    time: float, kind: EventKind, *, amount: float = 0.0, probability: float | None = None, draw: float = 0.0
) -> Moment:
    """An event, with a chance behind it if a probability is given."""
    chance = None
    if probability is not None:
        odds = log(probability / (1.0 - probability))
        chance = Chance(probability=probability, draw=draw, terms={"usual odds": odds})
    return Moment(time=time, kind=kind, cause=Cause.NONE, seller=0, amount=amount, chance=chance)


def some_life(*moments: Moment) -> Life:
    """A life under the baseline of the default scenario."""
    return Life(
        strategy="chase_big",
        portrait=PORTRAIT,
        moments=moments,
        standings=(NOTHING,),
        invoiced=0.0,
        contribution=0.0,
        horizon=1825.0,
    )
