"""The exercises of lessons 1 to 5."""

from math import log, sqrt
from typing import Any

import numpy as np

from experiments.lessons.estimates import growth_step, log_odds_ratio, orders_until, share
from experiments.lessons.exercise import SAMPLING_ERRORS, Choice, Exercise, Question, Table, counted, inferred
from experiments.lessons.records import chosen, lives, order_table
from experiments.lessons.sealed import hidden, logit, sealed_log, sealed_scenario
from experiments.replication import replicate
from experiments.statistics import mean_estimate
from simulator.events import EventKind
from simulator.results import EventLog

DAYS = 365.0


def by_hand(seed: int) -> Exercise:
    """Lesson 1: what follows from the days that luck chose."""
    scenario = sealed_scenario(1, seed, name="lessons/01_by_hand")
    log, number = sealed_log(scenario), 0
    while not _is_interesting(log):
        number += 1
        log = sealed_log(scenario, number)
    shown = chosen(log, EventKind.WINDOW_OPENED, EventKind.WON, EventKind.BID_LOST, EventKind.ORDERED)
    rows = [
        (round(day, 2), EventKind(event).name.lower(), account)
        for day, event, account in zip(
            log.time[shown], log.event[shown].tolist(), log.account[shown].tolist(), strict=True
        )
    ]
    money = chosen(log, EventKind.LEDGER)
    return Exercise(
        lesson=1,
        story=(
            "The firm of lesson 1 in another year. `events.csv` has the days on which windows opened, bids "
            "were decided and "
            "orders came. Everything else follows from the rules in the lesson."
        ),
        tables={"events.csv": Table(header=("day", "event", "account"), rows=rows)},
        questions=(
            counted(
                "expired",
                "How many windows closed before the seller was free?",
                float(np.sum(chosen(log, EventKind.LEAD_EXPIRED))),
                "the days on which the seller becomes free, against the 30 days of each window",
            ),
            counted(
                "busy_days",
                "On how many days of the year is the seller in a pursuit?",
                _busy_days(log),
                "pursuits that are still running on day 365: only their days within the year count",
                margin=0.01,
            ),
            counted(
                "revenue",
                "What is invoiced within the year (CNY)?",
                float(np.sum(log.amount[chosen(log, EventKind.INVOICED)])),
                "the 5 days of the back office, and that it works on one order at a time",
            ),
            counted(
                "closing_cash",
                "What is in the bank at the end (CNY; 100k at the start)?",
                100_000 + float(np.sum(log.amount[money])),
                "goods are paid at once, invoices come in 30 days later",
            ),
        ),
    )


def _is_interesting(log: EventLog) -> bool:
    counts = [int(np.sum(log.event == kind)) for kind in (EventKind.LEAD_EXPIRED, EventKind.WON, EventKind.BID_LOST)]
    return min(counts) >= 1 and len(log) <= 70


def _busy_days(log: EventLog) -> float:
    started = log.time[chosen(log, EventKind.PURSUIT_STARTED)]
    return float(np.sum(np.minimum(started + 40, DAYS) - started))


def luck(seed: int) -> Exercise:
    """Lesson 2: a paired comparison, computed by the student."""
    weight, lucks = hidden(seed, 2, "service", 0.1, 2.0), 30
    scenario = sealed_scenario(2, seed, f"world.choice.service={weight}", name="lessons/02_luck")
    runs = replicate(
        scenario,
        tuple(scenario.strategies),
        replications=lucks,
        seed=scenario.run.seed,
        engine="compiled",
        columns=("cash",),
    )
    plain, service = (np.round(one["value"]) for one in runs.outcomes.values())
    paired = mean_estimate(service - plain)
    unpaired = sqrt(mean_estimate(service).half_width ** 2 + mean_estimate(plain).half_width ** 2)
    rows = [(k, int(a), int(b)) for k, (a, b) in enumerate(zip(plain, service, strict=True))]
    return Exercise(
        lesson=2,
        story=(
            "The two strategies of lesson 2, in a market that weighs service differently. `values.csv` has the "
            "value of the "
            "firm under each, in 30 lucks that both share."
        ),
        tables={"values.csv": Table(header=("luck", "plain", "service"), rows=rows)},
        questions=(
            counted(
                "difference", "Mean of service - plain (CNY)?", paired.mean, "subtract luck by luck, then the mean"
            ),
            counted(
                "half_width_paired",
                "Half-width of its 95 % confidence interval (CNY)?",
                paired.half_width,
                "t or 1.96, times the standard deviation of the 30 differences, over the root of 30",
                margin=0.06,
            ),
            counted(
                "half_width_unpaired",
                "The same if each strategy had luck of its own (CNY)?",
                unpaired,
                "half-widths of independent means add up by their squares",
                margin=0.06,
            ),
            counted(
                "lucks_for_a_third",
                "How many paired lucks for a third of the paired half-width?",
                9.0 * lucks,
                "the half-width falls with the root of the number of lucks",
                margin=0.15,
            ),
            verdict("verdict", "Is service better, worse or undecided?", paired.mean / paired.half_width),
        ),
    )


def verdict(
    name: str, text: str, ratio: float, words: tuple[str, str, str] = ("better", "worse", "undecided")
) -> Choice:
    """The word for a difference that is `ratio` half-widths; near 1 both words are right."""
    sure = words[0] if ratio > 0 else words[1]
    border = 0.94 < abs(ratio) < 1.06
    accepted = (sure, words[2]) if border else (sure,) if abs(ratio) > 1 else (words[2],)
    look = "a sign is known only if the 95 % interval of the paired difference leaves out zero"
    return Choice(name=name, text=text, words=words, accepted=accepted, look=look)


def pareto(seed: int) -> Exercise:
    """Lesson 3: how unequal wallets are, from orders."""
    sigma, median = hidden(seed, 3, "sigma", 0.5, 1.5), hidden(seed, 3, "median", 100e3, 400e3)
    law = f"{{distribution: lognormal, median: {median}, sigma: {sigma}}}"
    scenario = sealed_scenario(3, seed, f"world.segments.market.wallet={law}")
    log_ = sealed_log(scenario)
    orders = chosen(log_, EventKind.ORDERED)
    account, first = np.unique(log_.account[orders], return_index=True)
    sizes = np.log(log_.amount[orders][first])
    n = len(account)
    revenue = np.sort(np.bincount(log_.account[orders], weights=log_.amount[orders]))[::-1][:n]
    return Exercise(
        lesson=3,
        story=(
            "Five years of orders (`orders.csv`). All orders of an account are of the same value: its wallet "
            "divided by 12. "
            "Wallets are lognormal, and sellers had no favourites."
        ),
        tables={"orders.csv": order_table(log_)},
        questions=(
            counted(
                "top20_share",
                "Which part of all revenue came from the largest fifth of the accounts in the file?",
                float(revenue[: round(0.2 * n)].sum() / revenue.sum()),
                "add up by account, sort, and take a fifth of the number of accounts",
                margin=0.015,
            ),
            inferred(
                "sigma",
                "What is sigma, the standard deviation of the logarithm of wallets?",
                truth=sigma,
                error=sigma / sqrt(2 * n),
                reference=float(np.std(sizes, ddof=1)),
                look="natural logarithms, one value per account and not per order",
            ),
            inferred(
                "median_wallet",
                "What is the median wallet of the market (CNY a year)?",
                truth=median,
                error=median * sigma * 1.2533 / sqrt(n),
                reference=12 * float(np.exp(np.mean(sizes))),
                look="an order is a twelfth of a wallet; take the median over accounts, not over orders",
            ),
        ),
    )


FIRST, MOST, HALF = 0.2, 0.8, 0.5
FULL = 240e3 / 12


def growing(seed: int, lesson: int = 4) -> list[str]:
    """Overrides under which order values grow by a hidden step and scatter; nothing else changes them."""
    growth = hidden(seed, lesson, "growth", 0.02, 0.08)
    block = f"{{first_share: {FIRST}, share_max: {MOST}, growth: {growth}, growth_in_value: 1, trust_start: 1}}"
    return [f"world.relationship={block}", "world.segments.market.order_noise=0.3"]


def small_orders(seed: int) -> Exercise:
    """Lesson 4: the step by which the share of wallet grows."""
    log_ = sealed_log(sealed_scenario(4, seed, *growing(seed)))
    return Exercise(
        lesson=4,
        story=(
            "Five years of orders (`orders.csv`). At full share of wallet an order is 20k on average. The "
            "first order is at a "
            "share of 20 %, and a supplier gets 80 % at most: order value is 20k times the share, times a "
            "scatter of mean 1. "
            "Each delivery closes the same part g of the gap between the present share and 80 %."
        ),
        tables={"orders.csv": order_table(log_)},
        questions=growth_questions(seed, 4, log_),
    )


def growth_questions(seed: int, lesson: int, log_: EventLog, until: float = float("inf")) -> tuple[Question, Question]:
    """What is asked about growth."""
    growth = hidden(seed, lesson, "growth", 0.02, 0.08)
    step, error = growth_step(lives(log_, until), FIRST, MOST, FULL)
    slope = abs(log((MOST - HALF) / (MOST - FIRST))) / ((1 - growth) * log(1 - growth) ** 2)
    return (
        inferred(
            "growth",
            "What is g, the part of the gap that one delivery closes?",
            truth=growth,
            error=error,
            reference=step,
            look="average the n-th orders of all accounts, and fit 0.8 - 0.6 (1 - g)^(n - 1) to these means / 20k",
        ),
        Question(
            name="orders_until_half",
            text="At which order does the share reach 50 % (number of the order, the first is 1; may be broken)?",
            truth=orders_until(HALF, FIRST, MOST, growth),
            tolerance=SAMPLING_ERRORS * error * slope + 0.5,
            reference=orders_until(HALF, FIRST, MOST, step),
            look="solve 0.8 - 0.6 (1 - g)^(n - 1) = 0.5 for n",
        ),
    )


def sponsors(seed: int) -> Exercise:
    """Lesson 5: what a sponsor adds to a big bid."""
    boost, base = hidden(seed, 5, "boost", 0.6, 1.8), hidden(seed, 5, "small", 0.25, 0.45)
    log_ = sealed_log(
        sealed_scenario(
            5,
            seed,
            f"world.choice.intercept={logit(base)}",
            "world.segments.market.wallet={distribution: lognormal, median: 240k, sigma: 1}",
            "world.segments.market.accounts=1500",
            "strategies.firm.phases.0.reps=60",
            f"world.sponsors={{sponsor_wallet: 240k, executive_slots: 12, executive_boost: {boost}}}",
        )
    )
    table, counts = _bids(log_)
    estimate, error = log_odds_ratio(counts["big won"], counts["big lost"], counts["small won"], counts["small lost"])
    small, small_error = share(counts["small won"], counts["small won"] + counts["small lost"])
    asked = counts["big won"] + counts["big lost"] + counts["big no sponsor"]
    return Exercise(
        lesson=5,
        story=(
            "Five years of bids (`bids.csv`). A bid for a big account needs a sponsor; `no sponsor` means that "
            "none came in "
            "time. A sponsor adds the same amount to the log-odds of every bid that it backs; otherwise big "
            "and small "
            "accounts choose alike."
        ),
        tables={"bids.csv": table},
        questions=(
            counted(
                "no_sponsor_share",
                "Which part of the big bids found no sponsor in time?",
                counts["big no sponsor"] / asked,
                "bids that found none are big bids too",
                margin=0.02,
            ),
            inferred(
                "small_win_chance",
                "With which chance is a small bid won?",
                truth=base,
                error=small_error,
                reference=small,
                look="small bids that were decided",
            ),
            inferred(
                "sponsor_boost",
                "By how much does a sponsor raise the log-odds, ln(p / (1 - p))?",
                truth=boost,
                error=error,
                reference=estimate,
                look="only big bids that had a sponsor; a difference of log-odds, not of chances",
            ),
        ),
    )


def _bids(log_: EventLog) -> tuple[Table, dict[str, int]]:
    """All bids with their size and result, and how many there are of each kind."""
    results: dict[int, str] = {EventKind.WON: "won", EventKind.BID_LOST: "lost", EventKind.SPONSOR_LATE: "no sponsor"}
    big: set[int] = set(log_.account[chosen(log_, EventKind.SPONSORED, EventKind.SPONSOR_LATE)].tolist())
    rows: list[tuple[Any, ...]] = []
    counts = {f"{size} {result}": 0 for size in ("big", "small") for result in results.values()}
    for place in np.flatnonzero(np.isin(log_.event, list(results))).tolist():
        account = int(log_.account[place])
        size, result = "big" if account in big else "small", results[int(log_.event[place])]
        rows.append((round(float(log_.time[place]), 2), account, size, result))
        counts[f"{size} {result}"] += 1
    return Table(header=("day", "account", "size", "result"), rows=rows), counts
