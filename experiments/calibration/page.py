"""A calibration as a page: what the data support and what remains a guess, to read, keep and pass on."""

from collections.abc import Iterator
from math import isnan

from experiments.calibration.calibration import Calibration
from experiments.calibration.likelihood import Value
from experiments.calibration.words import MODELS, sections


def calibration_page(found: Calibration, picture: str = "") -> str:
    """The page as Markdown.

    Args:
        found: The calibration.
        picture: File name of the picture of the back-test, beside the page; empty without one.
    """
    return "\n".join(_lines(found, picture)) + "\n"


def _lines(found: Calibration, picture: str) -> Iterator[str]:
    yield f"# What {_plain(found.reading.file)} says"
    for title, lines in sections(found):
        yield ""
        yield f"## {title}"
        yield ""
        if title == MODELS:
            yield from _models(found)
            yield ""
        yield from (f"- {_plain(line)}" for line in lines)
        if title == MODELS and picture:
            yield ""
            yield f"![The held-out weeks as they came and as they were foretold]({picture.replace(' ', '%20')})"


def _models(found: Calibration) -> Iterator[str]:
    yield "Times in weeks; in brackets the 95 % interval; the chosen model is bold."
    yield ""
    yield "| model | parameters | log-likelihood | BIC |"
    yield "| --- | --- | --- | --- |"
    for name, each in found.models.items():
        shown = f"**{name}**" if name == found.choice.chosen else name
        parameters = ", ".join(_parameter(key, value) for key, value in each.parameters.items())
        yield f"| {shown} | {parameters} | {each.log_likelihood:.1f} | {each.bic:.1f} |"


def _parameter(name: str, value: Value) -> str:
    known = not isnan(value.low)
    return f"{name} {value.estimate:.3g}" + (f" ({value.low:.3g} to {value.high:.3g})" if known else " (no interval)")


def _plain(text: str) -> str:
    """Text in which nothing means anything to Markdown."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in text)
