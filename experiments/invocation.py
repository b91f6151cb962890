"""How keysim was started, so that a next step that it prints can be typed as it stands."""

import os
import sys
from pathlib import Path

# `bootstrap.py` says here how it was started, and leaves its stamp in the environment that it makes.
COMMAND_VARIABLE = "KEYSIM_COMMAND"
STAMP = "bootstrap.json"


def command_line(arguments: str) -> str:
    """A command that the reader may type next.

    Examples:
        >>> command_line("compare chase_or_build").endswith("compare chase_or_build")
        True
    """
    return f"{os.environ.get(COMMAND_VARIABLE) or 'keysim'} {arguments}"


def installation_of(extra: str, environment: Path = Path(sys.prefix)) -> str:
    """The command that installs an extra where keysim runs.

    Args:
        extra: Name of the extra, such as `analysis`.
        environment: The Python environment that keysim runs in.

    Examples:
        >>> installation_of("analysis", Path("nowhere"))
        "pip install 'keysim[analysis]'"
    """
    if (environment / STAMP).exists():
        return f"{os.environ.get(COMMAND_VARIABLE) or 'python3 bootstrap.py'} setup {extra}"
    return f"pip install 'keysim[{extra}]'"
