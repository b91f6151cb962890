"""What the page shows, as little as is needed to show it again: what was opened, and what was changed."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

SOURCE, CHANGE = "open", "set"  # names in the link
UPLOADED = "uploaded"
DEFAULT_SOURCE = "chase_or_build"


@dataclass(frozen=True, kw_only=True)
class View:
    """One state of the page.

    Attributes:
        source: A path, the name of a scenario that comes with keysim, or `claim:...` (see `presets`).
        changes: By path, the value in its place, as `--set` writes them; in the order in which they were made.
    """

    source: str = DEFAULT_SOURCE
    changes: Mapping[str, str] = field(default_factory=dict)

    @property
    def overrides(self) -> tuple[str, ...]:
        """The changes as `--set` takes them.

        Examples:
            >>> View(changes={"run.seed": "7"}).overrides
            ('run.seed=7',)
        """
        return tuple(f"{path}={text}" for path, text in self.changes.items())

    @property
    def is_uploaded(self) -> bool:
        """Whether it shows a file that only this browser has handed over; no link leads there."""
        return self.source.startswith(f"{UPLOADED}:")

    def with_change(self, path: str, text: str | None) -> "View":
        """The view with one value changed, or given back (None).

        Examples:
            >>> View().with_change("run.seed", "7").with_change("run.seed", None) == View()
            True
        """
        rest = {name: value for name, value in self.changes.items() if name != path or text is not None}
        return replace(self, changes=rest if text is None else {**rest, path: text})

    def query(self) -> dict[str, list[str]]:
        """The parameters of a link to this view."""
        query = {SOURCE: [self.source]}
        return query | ({CHANGE: list(self.overrides)} if self.changes else {})

    def link(self, address: str) -> str:
        """A link to this view at the address of a lab.

        Examples:
            >>> View(changes={"run.seed": "7"}).link("http://127.0.0.1:8501")
            'http://127.0.0.1:8501/?open=chase_or_build&set=run.seed%3D7'
        """
        return f"{address.rstrip('/')}/?{urlencode(self.query(), doseq=True)}"

    def command(self) -> str:
        """The command that prints the same verdict; empty if the view comes from no file.

        Examples:
            >>> View(changes={"world.selling.cycle": "60 days"}).command()
            "keysim compare chase_or_build --set 'world.selling.cycle=60 days'"
        """
        if ":" in self.source and self.source[1:3] != ":\\":
            return ""
        options = (part for override in self.overrides for part in ("--set", override))
        return shlex.join(["keysim", "compare", self.source, *options])


def view_of(query: Mapping[str, Iterable[str]], default: str = DEFAULT_SOURCE) -> View:
    """The view that a link leads to.

    Args:
        query: The link's parameters.
        default: What is opened where the link names nothing.

    Examples:
        >>> view_of({"open": ["a.yaml"], "set": ["run.seed=7"]}).changes
        {'run.seed': '7'}
    """
    source = next(iter(query.get(SOURCE, ())), default)
    changes: dict[str, str] = {}
    for text in query.get(CHANGE, ()):
        path, _, written = text.partition("=")
        changes[path] = written
    return View(source=source, changes=changes)
