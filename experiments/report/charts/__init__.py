"""The pictures of a report, each a function from numbers to one panel."""

# Widths in points: two panels or three stand side by side on a wide screen, one on a phone.
WIDE, NARROW = 400.0, 330.0


def width_of(panels: int) -> float:
    """Width of each of so many panels in a row."""
    return NARROW if panels == 3 or panels > 4 else WIDE
