"""What the figures of the lessons show: each is computed from the lesson's own scenario."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from experiments.lessons.diary import diary
from experiments.lessons.words import CHINESE
from experiments.replication import Replications, replicate
from experiments.report.lesson_plots import Axes, Curve, curves_figure, diary_figure
from experiments.report.plots import save_figure
from experiments.statistics import mean_estimate
from simulator.events import EventKind
from simulator.results import FloatArray
from simulator.scenario.load import load_scenario
from simulator.simulate import simulate

Say = Callable[..., str]
Shown = tuple[Axes, list[Curve]]
LUCKS = 60


def draw(number: str, folder: Path) -> None:
    """Writes the figure of a lesson, in English and in Chinese.

    Args:
        number: Two digits.
        folder: Where to.
    """
    for suffix, words in (("", {}), ("_zh", CHINESE)):

        def say(text: str, *parts: object, words: dict[str, str] = words) -> str:
            return words.get(text, text).format(*parts)

        if number == "01":
            figure = diary_figure(say("One year of one seller and three accounts"), say("day"), diary(say))
        else:
            figure = curves_figure(*FIGURES[number](say))
        save_figure(figure, folder / f"{number}{suffix}.svg")


def _runs(name: str, *overrides: str, lucks: int = LUCKS, columns: Sequence[str] = ("cash",)) -> Replications:
    scenario = load_scenario(f"lessons/{name}", overrides)
    names = tuple(scenario.strategies)
    return replicate(scenario, names, replications=lucks, seed=scenario.run.seed, columns=columns, engine="compiled")


def _differences(name: str, strategies: Sequence[str], *overrides: str) -> list[tuple[float, float]]:
    runs = _runs(name, *overrides)
    baseline, *_ = runs.strategies
    pairs = (runs.outcomes[one]["value"] - runs.outcomes[baseline]["value"] for one in strategies)
    return [(estimate.mean, estimate.half_width) for estimate in map(mean_estimate, pairs)]


def _against(label: str, x: Sequence[float], points: Sequence[tuple[float, float]]) -> Curve:
    mean, half_width = np.array(points).T
    return Curve(label=label, x=np.array(x, dtype=float), y=mean, half_width=half_width)


def _pairing(say: Say) -> Shown:
    plain, service = (one["value"] for one in _runs("02_luck", lucks=160).outcomes.values())
    sizes = np.array([10, 20, 40, 80, 160])
    paired = np.array([mean_estimate((service - plain)[:n]).half_width for n in sizes])
    own = [np.hypot(mean_estimate(plain[:n]).half_width, mean_estimate(service[:n]).half_width) for n in sizes]
    axes = Axes(
        title=say("What pairing buys: half-width of the 95 % interval"),
        x=say("lucks"),
        y=say("half-width, value of the firm (CNY)"),
        y_format="money",
        is_sparse=True,
    )
    x = sizes.astype(float)
    return axes, [
        Curve(label=say("luck of their own"), x=x, y=np.array(own)),
        Curve(label=say("same luck for both"), x=x, y=paired),
    ]


def _lorenz(say: Say) -> Shown:
    axes = Axes(
        title=say("Customers from the largest to the smallest"),
        x=say("share of customers"),
        y=say("share of revenue"),
        x_format="percent",
        y_format="percent",
        mark=(0.2, "20 %"),
    )
    sigmas = (0, 0.6, 1.0, 1.6)
    labels = [say("wallets differ, sigma {}", sigma) if sigma else say("all wallets alike") for sigma in sigmas]
    return axes, [Curve(label=label, x=_GRID, y=_shares(sigma)) for label, sigma in zip(labels, sigmas, strict=True)]


_GRID: FloatArray = np.arange(51) / 50.0


def _shares(sigma: float, lucks: int = 20) -> FloatArray:
    """Mean over the lucks of the cumulative share of the last year's revenue."""
    scenario = load_scenario("lessons/03_pareto", [f"world.segments.market.wallet.sigma={sigma}"])
    curves = []
    for replication in range(lucks):
        log = simulate(scenario, "no_favourites", replication=replication, record_events=True).events
        assert log is not None
        late = (log.event == EventKind.INVOICED) & (log.time > scenario.run.horizon - 365)
        by_account = np.bincount(log.account[late], weights=log.amount[late])
        sizes = np.sort(by_account[by_account > 0])[::-1]
        x: FloatArray = np.arange(len(sizes) + 1) / float(len(sizes))
        curves.append(np.interp(_GRID, x, np.concatenate([[0], np.cumsum(sizes)]) / sizes.sum()))
    return np.asarray(np.mean(curves, axis=0))


def _order_growth(say: Say) -> Shown:
    axes = Axes(
        title=say("How orders grow with their number"),
        x=say("number of the order"),
        y=say("mean order, first order = 1"),
        zero_line=False,
    )
    nothing = ("world.relationship.growth=0", "world.relationship.upgrade_step=0")
    cases = (
        (say("growth {} %, sellers visit", 6), "grow", ()),
        (say("growth {} %, sellers hunt", 6), "hunt", ()),
        (say("no growth, no upgrades"), "hunt", nothing),
    )
    return axes, [
        Curve(label=label, x=np.arange(1.0, 31), y=_by_number(strategy, changes)) for label, strategy, changes in cases
    ]


def _by_number(strategy: str, changes: Sequence[str], most: int = 30, lucks: int = 12) -> FloatArray:
    """Mean order by its number in the account's life, of accounts that reach the last number shown."""
    scenario = load_scenario("lessons/04_small_orders", changes)
    lives = []
    for replication in range(lucks):
        log = simulate(scenario, strategy, replication=replication, record_events=True).events
        assert log is not None
        ordered = log.event == EventKind.ORDERED
        account, amount = log.account[ordered], log.amount[ordered]
        lives += [amount[account == one][:most] for one in np.unique(account) if np.sum(account == one) >= most]
    mean = np.mean(lives, axis=0)
    return np.asarray(mean / mean[:3].mean())


def _department(say: Say) -> Shown:
    slots = (1, 2, 3, 4, 6)
    points = [
        _differences("05_department", ("at_once", "later"), f"world.sponsors.executive_slots={number}")
        for number in slots
    ]
    axes = Axes(
        title=say("Value of a department, against the boss alone"),
        x=say("big bids that the bosses can back at a time"),
        y=say("difference in value (CNY)"),
        y_format="money",
        is_sparse=True,
        zero_line=True,
    )
    return axes, [
        _against(say("department from the first day"), slots, [one[0] for one in points]),
        _against(say("department at 25 customers"), slots, [one[1] for one in points]),
    ]


def _timelines(name: str, column: str) -> list[FloatArray]:
    """One table by strategy: a row per luck, a column per month."""
    return [table[column] for table in _runs(name, lucks=100, columns=(column,)).timelines.values()]


def _by_month(label: str, table: FloatArray, since: int = 0) -> Curve:
    months = [mean_estimate(month) for month in table.T]
    points = [(month.mean, month.half_width) for month in months]
    return _against(label, range(since, len(months)), points[since:])


def _seller_leaves(say: Say) -> Shown:
    axes = Axes(
        title=say("Revenue, against every seller owning the customers"),
        x=say("month"),
        y=say("difference in run-rate revenue (CNY a year)"),
        y_format="money",
        zero_line=True,
        mark=(36, say("the best seller leaves")),
    )
    personal, firm, team = _timelines("06_seller_leaves", "run_rate")
    labels = (say("the firm owns the customers"), say("three people know each customer"))
    return axes, [_by_month(label, table - personal, 12) for label, table in zip(labels, (firm, team), strict=True)]


def _bomb(say: Say) -> Shown:
    runs = _runs("07_time_bomb", lucks=100)
    axes = Axes(
        title=say("How the firm may end"),
        x=say("value of the firm (CNY)"),
        y=say("part of the lucks that end below"),
        x_format="money",
        y_format="percent",
    )
    labels = (say("many accounts"), say("few giants"))
    values = [np.sort(one["value"]) for one in runs.outcomes.values()]
    return axes, [
        Curve(label=label, x=value, y=np.arange(1, len(value) + 1) / len(value))
        for label, value in zip(labels, values, strict=True)
    ]


def _lighthouse(say: Say) -> Shown:
    axes = Axes(title=say("Customers of a gated industry"), x=say("month"), y=say("customers"))
    labels = ("whoever is likely to buy", "lighthouses in the first two years", "never a lighthouse")
    tables = _timelines("08_lighthouse", "customers")
    return axes, [_by_month(say(label), table) for label, table in zip(labels, tables, strict=True)]


def _dealers(say: Say) -> Shown:
    discounts = (0.0, 0.06, 0.12)
    points = [
        _differences("09_dealers", ("dealers", "both"), f"world.finance.dealer_discount={discount}")
        for discount in discounts
    ]
    axes = Axes(
        title=say("Dealers against direct selling"),
        x=say("dealer discount"),
        y=say("difference in value (CNY)"),
        x_format="percent",
        y_format="money",
        is_sparse=True,
        zero_line=True,
    )
    return axes, [
        _against(say("dealers only"), discounts, [one[0] for one in points]),
        _against(say("dealers and direct"), discounts, [one[1] for one in points]),
    ]


def _when_wrong(say: Say) -> Shown:
    slots, labels = (1, 2, 3, 4, 6), {1.0: "wallets alike (sigma {})", 1.5: "some giants (sigma {})"}
    axes = Axes(
        title=say("When is the base first wrong?"),
        x=say("big bids that the bosses can back at a time"),
        y=say("build_base - chase_big, value (CNY)"),
        y_format="money",
        is_sparse=True,
        zero_line=True,
    )
    curves = []
    for sigma, label in labels.items():
        spread = [
            f"world.segments.{name}.wallet.sigma={sigma}"
            for name in ("machine_builders", "packaging", "medical_devices", "dealers")
        ]
        points = [
            _differences("10_when_wrong", ("build_base",), *spread, f"world.sponsors.executive_slots={number}")[0]
            for number in slots
        ]
        curves.append(_against(say(label, sigma), slots, points))
    return axes, curves


FIGURES: dict[str, Callable[[Say], Shown]] = {
    "02": _pairing,
    "03": _lorenz,
    "04": _order_growth,
    "05": _department,
    "06": _seller_leaves,
    "07": _bomb,
    "08": _lighthouse,
    "09": _dealers,
    "10": _when_wrong,
}
