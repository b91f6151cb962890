"""Time as people read it: year, month and day of a run."""

from simulator.units import DAYS_PER_MONTH, DAYS_PER_YEAR

# A month end falls on the day that it closes, whatever the last bits say.
SLACK = 1e-6


def date(day: float) -> str:
    """Writes a moment as year, month and day, each from 1.

    Args:
        day: Days since the start.

    Examples:
        >>> date(0.0), date(400.0), date(1824.9)
        ('Y1 M1 D1', 'Y2 M2 D5', 'Y5 M12 D31')
    """
    year, month, first = _place(day)
    return f"Y{year} M{month} D{int(day - first + SLACK) + 1}"


def year_of(day: float) -> int:
    """The year in which a moment lies, from 1."""
    return _place(day)[0]


def span(days: float) -> str:
    """Writes a length of time in the unit that suits it.

    Examples:
        >>> span(0.4), span(1.0), span(45.0), span(200.0), span(900.0)
        ('under a day', '1 day', '45 days', '7 months', '2.5 years')
    """
    if days < 0.5:
        return "under a day"
    if days < 90:
        return "1 day" if round(days) == 1 else f"{days:.0f} days"
    if days < 2 * DAYS_PER_YEAR:
        return f"{days / DAYS_PER_MONTH:.0f} months"
    return f"{days / DAYS_PER_YEAR:.1f} years"


def _place(day: float) -> tuple[int, int, float]:
    months = int((day + SLACK) / DAYS_PER_MONTH)
    return months // 12 + 1, months % 12 + 1, months * DAYS_PER_MONTH
