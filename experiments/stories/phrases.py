"""Numbers and chances in words that fit a column of a story."""

import math

from experiments.stories.chances import START, Chance, Terms

# Factors of the odds that a story names one by one; the rest is joined into one.
MOST_FACTORS = 3
NEGLIGIBLE = 0.005
# What a term is called where it raises the odds, and where it lowers them.
NAMES = {
    "present supplier": ("weak present supplier", "strong present supplier"),
    "price": ("low price", "high price"),
    "size": ("small size", "large size"),
    "quality": ("quality", "poor quality"),
    "seller's skill": ("skilled seller", "unskilled seller"),
}


def percent(part: float, figures: int = 2) -> str:
    """Writes a fraction as per cent, to a few figures.

    Examples:
        >>> percent(0.384), percent(0.0042), percent(1.0), percent(0.9961)
        ('38 %', '0.42 %', '100 %', '99.6 %')
    """
    shown = 100.0 * part
    if 99.0 < shown < 100.0:
        return f"{shown:.{figures - 1}f} %"
    decimals = 0 if shown >= 10 or shown == 0 else 1 if shown >= 1 else 2
    return f"{shown:.{decimals + figures - 2}f} %"


def chance_and_draw(chance: Chance, what: str = "chance") -> str:
    """Writes a chance beside the draw that decided, to as many figures as tell the two apart.

    Examples:
        >>> chance_and_draw(Chance(probability=0.384, draw=0.2))
        'chance 38 %, draw 20 %'
        >>> chance_and_draw(Chance(probability=0.3841, draw=0.3839))
        'chance 38.41 %, draw 38.39 %'
    """
    figures = 2
    while figures < 6 and percent(chance.probability, figures) == percent(chance.draw, figures):
        figures += 1
    return f"{what} {percent(chance.probability, figures)}, draw {percent(chance.draw, figures)}"


def factors(terms: Terms, most: int = MOST_FACTORS) -> str:
    """Writes log-odds as odds to begin with and factors, the strongest first; their product is the odds.

    Nothing is written where nothing moved the odds.

    Args:
        terms: Log-odds by what they come from.
        most: How many factors are named; what is left is joined.

    Examples:
        >>> factors({"usual odds": -1.0, "brand": 0.7, "perceived risk": -0.5, "price": 0.0})
        'odds 0.37 × 2.0 brand × 0.61 perceived risk'
    """
    begin = sum(value for name, value in terms.items() if name in START)
    moved = {name: value for name, value in terms.items() if name not in START and abs(value) >= NEGLIGIBLE}
    if not moved:
        return ""
    ordered = sorted(moved, key=lambda name: -abs(moved[name]))
    parts = [f"{factor(moved[name])} {name_of_term(name, moved[name])}" for name in ordered[:most]]
    rest = sum(moved[name] for name in ordered[most:])
    if abs(rest) >= NEGLIGIBLE:
        parts.append(f"{factor(rest)} all else")
    return " × ".join([f"odds {factor(begin)}", *parts])


def name_of_term(term: str, log_odds: float) -> str:
    """Names a term by what it does to the odds.

    Examples:
        >>> name_of_term("present supplier", 0.7), name_of_term("present supplier", -0.7)
        ('weak present supplier', 'strong present supplier')
    """
    raises, lowers = NAMES.get(term, (term, term))
    return raises if log_odds > 0 else lowers


def factor(log_odds: float) -> str:
    """Writes log-odds as what they multiply the odds by.

    Examples:
        >>> factor(0.0), factor(1.2), factor(-1.2)
        ('1.00', '3.3', '0.30')
    """
    times = math.exp(max(-700.0, min(700.0, log_odds)))
    if times >= 100 or times < 0.001:
        return f"{times:.0e}"
    decimals = 0 if times >= 9.95 else 1 if times >= 1.95 else 2 if times >= 0.0995 else 3
    return f"{times:.{decimals}f}"


def decisive(chance: Chance) -> str:
    """Names the terms without which the same draw would have gone the other way; empty if there is none.

    Examples:
        >>> decisive(Chance(probability=0.5, draw=0.4, terms={"usual odds": -1.0, "brand": 1.0}))
        'decisive: brand'
    """
    names = [name_of_term(name, chance.terms[name]) for name in chance.decisive()]
    return f"decisive: {', '.join(names)}" if names else ""


def counted(number: int, one: str, many: str = "") -> str:
    """Writes a number with its noun.

    Examples:
        >>> counted(1, "order"), counted(3, "order"), counted(2, "delivery", "deliveries")
        ('1 order', '3 orders', '2 deliveries')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"
