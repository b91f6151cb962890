"""The exercises of lessons 6 to 10."""

from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from experiments.lessons.estimates import fitted_curve, rate, share
from experiments.lessons.exercise import Exercise, Question, Table, counted, inferred
from experiments.lessons.first_exercises import verdict
from experiments.lessons.records import (
    chosen,
    customer_table,
    customer_years,
    followers,
    order_table,
    people_table,
    seat_years,
)
from experiments.lessons.sealed import hhi, hidden, logit, sealed_log, sealed_scenario
from experiments.replication import replicate
from experiments.statistics import mean_estimate
from simulator.events import Cause, EventKind
from simulator.results import EventLog, FloatArray

SEATS = 80


def leaving_sellers(seed: int, lesson: int = 6) -> list[str]:
    """Overrides under which sellers leave, and customers follow, with hidden chances."""
    turnover, follow = hidden(seed, lesson, "turnover", 0.2, 0.6), hidden(seed, lesson, "follow", 0.1, 0.5)
    block = f"{{turnover_per_year: {turnover}, hiring_delay: 60 days, follow_base: {logit(follow)}}}"
    return [f"world.people={block}", f"strategies.firm.phases.0.reps={SEATS}", "world.segments.market.accounts=600"]


def seller_leaves(seed: int) -> Exercise:
    """Lesson 6: how often sellers leave, and who follows."""
    scenario = sealed_scenario(6, seed, *leaving_sellers(seed), "run.horizon=10 years")
    log = sealed_log(scenario)
    return Exercise(
        lesson=6,
        story=(
            f"Ten years (3,650 days) of a firm with {SEATS} seats for sellers. `people.csv` says who left a "
            f"seat and who came, "
            "how many customers the seller owned on leaving, and how many of these followed. All seats are "
            "filled on day 0."
        ),
        tables={"people.csv": people_table(log)},
        questions=people_questions(seed, 6, log, scenario.run.horizon),
    )


def people_questions(seed: int, lesson: int, log: EventLog, horizon: float) -> tuple[Question, Question]:
    """What is asked about people."""
    left = chosen(log, EventKind.SELLER_LEFT)
    departures, error = rate(int(np.sum(left)), seat_years(log, SEATS, horizon))
    part, part_error = share(followers(log), int(np.sum(log.amount[left])))
    return (
        inferred(
            "departures_per_year",
            "How often does a seller leave (departures per filled seat and year)?",
            truth=hidden(seed, lesson, "turnover", 0.2, 0.6),
            error=error,
            reference=departures,
            look="departures over seat-years; a vacant seat cannot be left",
        ),
        inferred(
            "follow_chance",
            "With which chance does a customer follow?",
            truth=hidden(seed, lesson, "follow", 0.1, 0.5),
            error=part_error,
            reference=part,
            look="all followers over all customers owned, not the mean of the shares",
        ),
    )


def time_bomb(seed: int) -> Exercise:
    """Lesson 7: failures of customers, and what a firm's concentration means."""
    failures, sigma = hidden(seed, 7, "failures", 0.04, 0.15), hidden(seed, 7, "sigma", 0.6, 1.5)
    scenario = sealed_scenario(
        7,
        seed,
        f"world.segments.market.wallet={{distribution: lognormal, median: 240k, sigma: {sigma}}}",
        f"world.segments.market.default_per_year={failures}",
        "world.segments.market.accounts=400",
    )
    log, horizon = sealed_log(scenario), scenario.run.horizon
    table = customer_table(log)
    lost = chosen(log, EventKind.CUSTOMER_LOST) & (log.cause == Cause.DEFAULT)
    estimate, error = rate(int(np.sum(lost)), customer_years(table, horizon))
    last = chosen(log, EventKind.ORDERED) & (log.time > horizon - 365)
    revenue = np.bincount(log.account[last], weights=log.amount[last])
    concentration = hhi(revenue[revenue > 0].tolist())
    return Exercise(
        lesson=7,
        story=(
            "Five years (1,825 days) of a firm whose customers may fail. `customers.csv` says from when to "
            "when an account was a "
            "customer, and why that ended; `orders.csv` has the orders. The last year begins after day 1,460."
        ),
        tables={"customers.csv": table, "orders.csv": order_table(log)},
        questions=(
            inferred(
                "failures_per_year",
                "How often does a customer fail (failures per customer and year)?",
                truth=failures,
                error=error,
                reference=estimate,
                look="failures over customer-years; who is still a customer counts up to day 1,825",
            ),
            counted(
                "hhi",
                "What is the HHI of the orders of the last year, by account?",
                concentration,
                "orders after day 1,460 alone; shares squared, then added",
                margin=0.01,
            ),
            counted(
                "sd_retained",
                "Each customer leaves with chance 20 %, independently: what is the standard deviation of the part of "
                "the last year's orders that remains?",
                sqrt(0.2 * 0.8 * concentration),
                "the root of p (1 - p) HHI",
                margin=0.01,
            ),
        ),
    )


STEEPNESS, GAIN = 4.0, 0.02


def lighthouse(seed: int) -> Exercise:
    """Lesson 8: how many good deliveries open a gated industry."""
    half_way = hidden(seed, 8, "deliveries", 60, 180)
    scenario = sealed_scenario(
        8,
        seed,
        "world.segments.market.accounts=10",
        "world.segments.market.orders_per_year=5",
        "world.segments.market.influence=1",
        "world.segments.gated.accounts=500",
        "world.segments.gated.reviews_per_year=2",
        f"world.segments.gated.entry_gate={{steepness: {STEEPNESS}, threshold: {half_way * GAIN}}}",
        f"world.references={{gain: {GAIN}, brand_weight: 0}}",
        "strategies.firm.phases.0.reps=60",
    )
    log = sealed_log(scenario)
    before, passed = _gate(log)

    def curve(parameters: FloatArray, x: FloatArray) -> FloatArray:
        return np.asarray((x - parameters[0]) * parameters[1])

    start = (float(np.median(before)), STEEPNESS * GAIN)
    (estimate, _), (error, _) = fitted_curve(curve, start, before, passed)
    rows = [(int(n), "yes" if ok else "no") for n, ok in zip(before, passed, strict=True)]
    return Exercise(
        lesson=8,
        story=(
            "A gated industry listens to ten open accounts. `gate.csv` has, for each attempt to bid in the "
            "gated industry, how "
            "many good deliveries to the open accounts there had been, and whether the firm was let in. The "
            "chance to be let in "
            "rises with that number, as a logistic curve; references do not fade here."
        ),
        tables={"gate.csv": Table(header=("deliveries_before", "let_in"), rows=rows)},
        questions=(
            inferred(
                "half_way",
                "At how many deliveries is half of the attempts let in?",
                truth=half_way,
                error=float(error),
                reference=float(estimate),
                look=(
                    "group attempts by deliveries (0-9, 10-19, ...) and see where the share of `yes` crosses one half"
                ),
            ),
        ),
    )


def _gate(log: EventLog) -> tuple[FloatArray, NDArray[np.bool_]]:
    """At each attempt of a gated account: deliveries to open accounts so far, and whether it passed."""
    is_open = log.account < 10
    delivered = np.cumsum(chosen(log, EventKind.DELIVERED) & is_open)
    tried = chosen(log, EventKind.QUALIFIED, EventKind.SCREENED_OUT) & ~is_open
    return delivered[tried].astype(float), np.asarray(log.event[tried] == EventKind.QUALIFIED)


def dealers(seed: int) -> Exercise:
    """Lesson 9: what a dealer's orders say about its stock."""
    quantity, sale = hidden(seed, 9, "quantity", 20e3, 60e3), hidden(seed, 9, "sale", 2e3, 8e3)
    scenario = sealed_scenario(
        9,
        seed,
        "world.segments.market.accounts=12",
        "world.segments.market.wallet=400k",
        "world.segments.market.orders_per_year=null",
        f"world.segments.market.dealer={{sale_value: {sale}, order_quantity: {quantity}}}",
    )
    log = sealed_log(scenario)
    amount = log.amount[chosen(log, EventKind.ORDERED)]
    n, least = len(amount), float(np.min(amount))
    estimate = float(np.mean(amount)) - least
    return Exercise(
        lesson=9,
        story=(
            "Twelve dealers. Each draws down its stock by sales of exponential size, and orders as soon as the "
            "quantity Q or more "
            "is gone, exactly what is gone. `orders.csv` has their orders."
        ),
        tables={"orders.csv": order_table(log)},
        questions=(
            Question(
                name="order_quantity",
                text="What is Q (CNY)?",
                truth=quantity,
                tolerance=8 * sale / n + 0.005 * quantity,
                reference=least - estimate / n,
                look="no order is smaller than Q",
            ),
            inferred(
                "sale_value",
                "How large is a sale of a dealer, on average (CNY)?",
                truth=sale,
                error=sale / sqrt(n),
                reference=estimate,
                look=(
                    "an order is Q plus what the last sale takes beyond it; for exponential sales that "
                    "is a whole sale on average"
                ),
            ),
        ),
    )


FIRMS = "abcde"
LUCKS = 24


def when_wrong(seed: int) -> Exercise:
    """Lesson 10: for which firms is the base first wrong?"""
    rows: list[tuple[int | str, ...]] = []
    questions = []
    for firm in FIRMS:
        difference = _differences(seed, firm, rows)
        estimate = mean_estimate(difference)
        text = f"Firm {firm.upper()}: base, chase or undecided?"
        words = ("base", "chase", "undecided")
        questions.append(verdict(f"firm_{firm}", text, estimate.mean / estimate.half_width, words))
    return Exercise(
        lesson=10,
        story=(
            f"Five firms like that of lesson 10, in markets that differ. `values.csv` has the value of each "
            f"firm under both "
            f"strategies in {LUCKS} lucks. Say for each what its records show, at 95 %: `base` if building the "
            f"base first is "
            "better, `chase` if chasing is, else `undecided`."
        ),
        tables={"values.csv": Table(header=("firm", "luck", "chase_big", "build_base"), rows=rows)},
        questions=questions,
    )


def _differences(seed: int, firm: str, rows: list[tuple[int | str, ...]]) -> FloatArray:
    slots = round(hidden(seed, 10, f"executives {firm}", 1, 7))
    start = hidden(seed, 10, f"cash {firm}", 6e6, 20e6)
    scenario = sealed_scenario(
        10,
        seed + ord(firm),
        f"world.sponsors.executive_slots={slots}",
        f"world.finance.opening_cash={start}",
        name="lessons/10_when_wrong",
    )
    names = ("chase_big", "build_base")
    runs = replicate(
        scenario, names, replications=LUCKS, seed=scenario.run.seed, engine="compiled", columns=("cash",), workers=2
    )
    chase, base = (np.round(runs.outcomes[name]["value"]) for name in names)
    rows += [(firm.upper(), k, int(a), int(b)) for k, (a, b) in enumerate(zip(chase, base, strict=True))]
    return np.asarray(base - chase)


WEIGHT = 2.0


def sealed_firm(seed: int) -> Exercise:
    """Lesson 11: a whole firm, from its orders, bids and people."""
    from experiments.lessons.first_exercises import growing, growth_questions

    dropout, gain = hidden(seed, 11, "dropout", 0.01, 0.04), hidden(seed, 11, "gain", 0.0004, 0.0012)
    scenario = sealed_scenario(
        11,
        seed,
        *growing(seed, 11),
        *leaving_sellers(seed, 11),
        f"world.segments.market.dropout={dropout}",
        "world.segments.market.influence=1",
        f"world.choice.reference={WEIGHT}",
        "world.choice.intercept=-1",
        f"world.references={{gain: {gain}, brand_weight: 0}}",
        "world.relationship.win_back_after=10 years",
    )
    log, horizon = sealed_log(scenario), scenario.run.horizon
    bids = chosen(log, EventKind.WON, EventKind.BID_LOST)
    before = np.cumsum(chosen(log, EventKind.DELIVERED))[bids].astype(float)
    won = np.asarray(log.event[bids] == EventKind.WON)

    def curve(parameters: FloatArray, x: FloatArray) -> FloatArray:
        return np.asarray(parameters[0] + WEIGHT * (1 - np.exp(-exp(parameters[1]) * x)))

    (_, log_gain), (_, error) = fitted_curve(curve, (-1.0, np.log(0.0007)), before, won)
    dropped = int(np.sum(chosen(log, EventKind.CUSTOMER_LOST) & (log.cause == Cause.DROPOUT)))
    part, part_error = share(dropped, int(np.sum(chosen(log, EventKind.ORDERED))))
    return Exercise(
        lesson=11,
        story=SEALED_FIRM,
        tables={
            "orders.csv": order_table(log),
            "bids.csv": _bids(before, won),
            "people.csv": people_table(log),
            "customers.csv": customer_table(log),
        },
        questions=(
            *people_questions(seed, 11, log, horizon),
            inferred(
                "dropout",
                "With which chance does a customer stop for good after an order?",
                truth=dropout,
                error=part_error,
                reference=part,
                look="customers lost by dropout over orders; who follows a seller did not drop out",
            ),
            *growth_questions(seed, 11, log)[:1],
            inferred(
                "log_reference_gain",
                "What is the natural logarithm of k, what a good delivery is worth as a reference?",
                truth=float(np.log(gain)),
                error=float(error),
                reference=float(log_gain),
                look=(
                    "fit b0 + 2 (1 - exp(-k N)) to the log-odds of bids grouped by N; b0 is the level at the first bids"
                ),
            ),
        ),
    )


SEALED_FIRM = (
    f"Five years (1,825 days) of a firm with {SEATS} seats for sellers. An order at full share of wallet is 20k "
    f"on average; "
    "the first is at a share of 20 %, 80 % is the most, and each delivery closes the part g of the gap. After "
    "each order "
    "a customer may stop for good. Sellers leave, and each of their customers may follow. The log-odds of a "
    "bid are b0 + "
    "2 (1 - exp(-k N)), where N is the number of deliveries so far: references. `orders.csv`, `bids.csv`, "
    "`people.csv` "
    "and `customers.csv` are what the firm has on record."
)


def _bids(before: FloatArray, won: NDArray[np.bool_]) -> Table:
    rows = [(int(n), "won" if is_won else "lost") for n, is_won in zip(before, won, strict=True)]
    return Table(header=("deliveries_before", "result"), rows=rows)
