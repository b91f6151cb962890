"""Colours of strategies and fonts, the same in every picture."""

# Okabe and Ito (2008): told apart by every kind of colour vision; the line style does it without colour.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("-", "--", "-.", ":")
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "SimHei",
)


def colour(position: int) -> str:
    """Colour of the strategy at a position; after the last colour they begin again."""
    return COLOURS[position % len(COLOURS)]


def dash(position: int) -> str:
    """Line style of the strategy at a position."""
    return DASHES[position % len(DASHES)]
