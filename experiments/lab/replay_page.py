"""The film as one HTML page that plays by itself: no network, no library."""

import json
from collections.abc import Mapping
from pathlib import Path

from experiments.lab.palette import Theme
from experiments.lab.replay import Film, film_data

TEMPLATE = Path(__file__).with_name("replay.html")


def replay_page(shown: Film, colours: Mapping[str, str], theme: Theme) -> str:
    """The page of a film.

    Args:
        shown: The film.
        colours: By strategy, the colour that marks it.
        theme: Whether the page around it is light or dark.
    """
    data = json.dumps(film_data(shown, colours), ensure_ascii=False, separators=(",", ":"))
    page = TEMPLATE.read_text(encoding="utf-8").replace("@THEME@", theme)
    return page.replace("@FILM@", _in_script(data))


def _in_script(data: str) -> str:
    r"""JSON that cannot end the script it stands in.

    Examples:
        >>> _in_script('"</script>"')
        '"\\u003c/script>"'
    """
    return data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
