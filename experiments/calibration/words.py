"""A calibration in plain words: what was read, what the models say, what the data support and what stays a guess."""

import datetime as dt
from collections.abc import Iterator
from math import exp, isnan, nan

from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments.amounts import short
from experiments.calibration.calibration import Calibration
from experiments.calibration.likelihood import Fit, Value
from experiments.calibration.portrait import Portrait, Sizes
from experiments.calibration.selling_words import deals_lines, selling_lines
from experiments.report.terminal import columns_table, heading
from simulator.catalogue import Unit
from simulator.errors import printable
from simulator.units import DAYS_PER_YEAR

WEEKS_PER_YEAR = DAYS_PER_YEAR / 7.0
UNLIKE_NEWCOMERS = 0.25  # part of accounts in the first tenth of the records that suggests older customers
DEPENDENT = 0.2
UNIT_OF: dict[str, Unit] = {"orders": "number", "active": "number", "revenue": "money", "top20_share": "fraction"}
WORDS_OF = {
    "orders": "orders of known accounts",
    "active": "accounts that order",
    "revenue": "their revenue",
    "top20_share": "share of their largest fifth",
}
MODELS = "The models"
SUPPORTED = "What the data support"
GUESS = "What remains a guess"
UNSURE = 0.25  # relative standard error from which a number is told to be loosely known


def sections(found: Calibration) -> Iterator[tuple[str, Iterator[str]]]:
    """All of it but the table of models: headings, each with its lines."""
    yield "What was read", reading_lines(found)
    yield "What the records show", portrait_lines(found.portrait)
    if found.pipeline is not None or found.departures is not None:
        yield "What deals and sellers show", selling_lines(found)
    yield MODELS, choice_lines(found)
    yield SUPPORTED, supported_lines(found)
    yield GUESS, guess_lines(found)


def print_calibration(found: Calibration, output: Console) -> None:
    """Prints all of it."""
    for title, lines in sections(found):
        if title == MODELS:
            output.print(models_table(found))
            output.print()
        output.print(heading(title))
        _print_lines(lines, output)


def _print_lines(lines: Iterator[str], output: Console) -> None:
    for line in lines:
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_row("-", Text(line))
        output.print(table)
    output.print()


def reading_lines(found: Calibration) -> Iterator[str]:
    """What was read of the file, and what was not."""
    reading, orders = found.reading, found.orders
    columns = ", ".join(f"{role} '{printable(name)}'" for role, name in reading.columns.items())
    written = ", ".join(f"{name} {value}" for name, value in reading.written.items())
    yield f"{printable(reading.file)}: {written}"
    yield f"columns: {columns}"
    first, last = (dt.date.fromordinal(day).isoformat() for day in (int(orders.day.min()), orders.until))
    yield f"{reading.lines} lines; {len(orders)} orders of {orders.accounts} accounts, {first} to {last}"
    for each in reading.left_out:
        lines = ", ".join(map(str, each.lines)) + (", ..." if each.count > len(each.lines) else "")
        yield f"left out: {each.count} lines with {each.reason} (line {lines})"
    if not reading.left_out:
        yield "no line is left out"
    yield from reading.notes
    if found.deals is not None:
        yield from deals_lines(found.deals)
    if found.since:
        since = dt.date.fromordinal(found.since).isoformat()
        yield f"only accounts whose first order is not before {since} are modelled"


def portrait_lines(p: Portrait) -> Iterator[str]:
    """Sizes, concentration, rhythm, retention."""
    c = p.concentration
    yield (
        f"revenue of the last year {short(p.yearly_revenue, 'money')}; the largest fifth of accounts brings "
        f"{short(c['top20_share'], 'fraction')}, the largest one {short(c['largest_share'], 'fraction')} "
        f"(Gini {c['gini']:.2f}, HHI {c['hhi']:.3f})"
    )
    yield f"order value: {_sizes(p.order_values)}; an account's own orders scatter with sigma {p.order_noise:.2f}"
    yield f"spend per account and year: {_sizes(p.spend)}"
    if not isnan(p.gap_mean):
        rhythm = f"days between orders: median {p.gap_median:.0f}, mean {p.gap_mean:.0f}"
        if p.regularity is not None:
            k = p.regularity
            reach = "" if isnan(k.standard_error) else f" ± {1.96 * k.standard_error:.2f}"
            rhythm += f"; gamma shape {k.shape:.2f}{reach} (1 is random, above is regular)"
        yield rhythm
    unit = "year" if p.period_days > 100.0 else "quarter"
    if p.retention:
        shares = ", ".join(f"{each.share:.2f}" for each in p.retention[:6])
        yield f"ordering again in the next {unit}, by {unit} of tenure: {shares}"
    if p.sellers:
        yield f"{p.sellers} sellers; the best fifth brings {short(p.seller_top_share, 'fraction')} of revenue"


def _sizes(s: Sizes) -> str:
    text = f"median {short(s.median, 'money')}, lognormal sigma {s.sigma:.2f}"
    if s.tail is None:
        return f"{text} (too few to judge the tail)"
    words = {
        "pareto": f"the tail is a Pareto law with exponent {s.tail.exponent:.2f} (p = {s.tail.p_value:.2g}",
        "lognormal": f"the tail is lognormal (p = {s.tail.bend_p_value:.2g}",
        "undecided": f"a lognormal and a Pareto tail fit alike (p = {min(s.tail.p_value, s.tail.bend_p_value):.2g}",
    }
    return f"{text}; {words[s.tail.verdict]}, upper {s.tail.count})"


def models_table(found: Calibration) -> Table:
    """All models with parameters, standard errors and log-likelihood."""
    table = columns_table(
        "Models (time in weeks; * is chosen)", ["model", "parameters ± standard error"], ["LL", "BIC"]
    )
    for name, each in found.models.items():
        mark = "*" if name == found.choice.chosen else ""
        parameters = Text("  ".join(_parameter(key, value) for key, value in each.parameters.items()))
        table.add_row(Text(name + mark), parameters, f"{each.log_likelihood:.1f}", f"{each.bic:.1f}")
    return table


def _parameter(name: str, value: Value) -> str:
    error = "" if isnan(value.standard_error) else f"±{value.standard_error:.2g}"
    return f"{name} {value.estimate:.4g}{error}"


def choice_lines(found: Calibration) -> Iterator[str]:
    """Which model was chosen, how the models did on held-out weeks, which ran to a limit."""
    choice = found.choice
    yield f"{choice.chosen} is chosen: {choice.reason}"
    if choice.held_out:
        said = ", ".join(f"{name} {each.predicted:,.0f}" for name, each in choice.held_out.items())
        yield f"held out: the last {choice.weeks:.0f} weeks with {choice.seen:,.0f} repeat orders; foretold: {said}"
    for name, foretold in (found.backtest.totals if found.backtest is not None else {}).items():
        unit: Unit = UNIT_OF[name]
        seen, low, high = (short(value, unit) for value in (foretold.seen, foretold.low, foretold.high))
        verdict = "inside" if foretold.inside else "OUTSIDE: the model misses something"
        yield f"back-test, {WORDS_OF[name]}: {seen} came, {low} to {high} foretold (9 of 10 times): {verdict}"
    if found.contracts is not None:
        yield f"sBG counts a renewal every {found.contract_days:.0f} days from an account's first order"
    for name, each in found.models.items():
        if each.boundary:
            yield f"{name} lies on a boundary: {'; '.join(each.boundary)} (hence no standard error)"
        if not each.converged:
            yield f"{name} did not settle: its likelihood is nearly flat, do not rely on it"


def supported_lines(found: Calibration) -> Iterator[str]:
    """What the data say, with its uncertainty."""
    p = found.portrait
    fitted = found.choice.fits["MBG/NBD"]
    frequency, dropout = fitted.derived["orders_per_week"], fitted.derived["dropout"]
    yield f"a living account orders {_interval(frequency, WEEKS_PER_YEAR)} times a year on average"
    if limit := [text for text in fitted.boundary if "drop" in text]:
        yield f"dropout: {'; '.join(limit)}"
    else:
        yield f"after an order the chance of no further one is {_interval(dropout, 100.0)} % on average"
        yield f"accounts differ in that chance: {_known(fitted, ('a', 'b'))}"
    shape = fitted.parameters["r"]
    spread = Value(estimate=shape.estimate**-0.5, standard_error=nan, low=shape.high**-0.5, high=shape.low**-0.5)
    yield f"accounts differ in frequency: coefficient of variation {_interval(spread, 1.0)}"
    if p.growth is not None:
        yield from _growth_lines(found)
    if not isnan(p.frequency_value_correlation):
        r = p.frequency_value_correlation
        side = "near independent" if abs(r) < DEPENDENT else "related, which the models of spend do not know"
        yield f"how often an account orders and how much: rank correlation {r:+.2f}, {side}"


def _growth_lines(found: Calibration) -> Iterator[str]:
    g = found.portrait.growth
    assert g is not None
    factor = exp(g.value_growth) - 1.0
    reach = 1.96 * g.value_error
    sure = "no growth can be told from none" if abs(g.value_growth) < reach else "this is change within accounts"
    yield (
        f"with every doubling of an account's number of orders their value changes by {100 * factor:+.0f} % "
        f"({100 * (exp(g.value_growth - reach) - 1):+.0f} to {100 * (exp(g.value_growth + reach) - 1):+.0f} %): {sure}"
    )
    yield (
        f"of the spread of order values {100 * g.between_share:.0f} % lies between accounts, "
        f"{100 * g.growth_share:.0f} % is growth within them, the rest is noise; {g.accounts} accounts would show "
        f"{100 * (exp(g.detectable) - 1):.0f} % or more per doubling in 4 of 5 cases"
    )
    if not isnan(g.born_big):
        yield (
            f"of the largest fifth of accounts {100 * g.born_big:.0f} % were in the largest fifth by their first order "
            f"(20 % if the first order said nothing)"
        )


def guess_lines(found: Calibration) -> Iterator[str]:
    """What the records cannot tell."""
    p = found.portrait
    if p.new_early > UNLIKE_NEWCOMERS and not found.since:
        yield (
            f"{100 * p.new_early:.0f} % of the accounts appear in the first tenth of the records: many were customers "
            f"before, and their true first order is unknown; --since DATE models only accounts that begin later"
        )
    yield "the wallet: a file of orders shows what accounts buy from you, not what they buy from others"
    if found.departures is None:
        yield "why accounts leave: without causes, dropout, re-tenders and departed sellers look alike"
    else:
        yield "why accounts leave, beyond what departures add: dropout, re-tenders and attacks look alike"
    yield "growth in pace: accounts that slowed down to nothing are missing among those whose pace can be seen"
    if found.pipeline is None:
        yield "prospects: how many there are, how they look for suppliers and what wins them is not in a file of orders"
    else:
        yield "prospects: how many there are and how they look for suppliers; deals show only those that were pursued"
        yield (
            "what wins deals (brand, references, service): the world takes how often they are won, not why, nor how "
            "that changes with size: risk, screening, sponsors and targets do that there, and deals do not part them"
        )
        yield "what the amount of a deal is: it is taken as a year's purchases at the first share of wallet"
    yield "costs, back office, competitors and capabilities: those of the base world stand until you set them"
    if found.choice.fits["MBG/NBD"].values[0] < 1.0:
        yield "many accounts hardly ever order again; whether they left or are slow, the data barely tell"


def _interval(value: Value, factor: float) -> str:
    text = f"{value.estimate * factor:.3g}"
    return text if isnan(value.low) else f"{text} ({value.low * factor:.3g} to {value.high * factor:.3g})"


def _known(fitted: Fit, names: tuple[str, ...]) -> str:
    parameters = fitted.parameters
    worst = max(parameters[name].standard_error / parameters[name].estimate for name in names)
    width = f"{parameters['a'].estimate:.3g} and {parameters['b'].estimate:.3g}"
    return f"beta ({width}), {'loosely' if not worst < UNSURE else 'well'} known"
