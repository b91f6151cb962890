"""The scenarios that come with keysim, wherever keysim is installed.

In a checkout (and in an editable installation) they are the folder `scenarios/` beside the packages. An
installed wheel carries a copy of that folder inside the package `simulator`.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_WHEEL_FOLDER = "scenarios_data"
_CHECKOUT_FOLDER = "scenarios"


def bundled_scenarios() -> Path:
    """Finds the folder of the scenarios that come with keysim: worlds, strategies, studies, lessons.

    The wheel's copy comes first: an installed package must not pick up a folder `scenarios` that stands by
    chance beside it. A checkout never holds that copy.

    Returns:
        The existing folder, as an absolute path.

    Raises:
        FileNotFoundError: The installation is incomplete: neither place holds the folder.

    Examples:
        >>> bundled_scenarios().is_dir()
        True
    """
    places = (_PACKAGE / _WHEEL_FOLDER, _PACKAGE.parent / _CHECKOUT_FOLDER)
    for place in places:
        if place.is_dir():
            return place
    searched = " nor ".join(str(place) for place in places)
    raise FileNotFoundError(f"the bundled scenarios are missing, neither {searched} exists; reinstall keysim")
