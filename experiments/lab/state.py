"""What one browser's page remembers between two runs of the script: its view, its files, what was refused."""

import sys
from collections.abc import Iterable

import streamlit as st

from experiments.execute import available_cores
from experiments.lab.document import Document, open_bytes
from experiments.lab.presets import open_preset
from experiments.lab.runs import RunStore
from experiments.lab.view import DEFAULT_SOURCE, UPLOADED, View, view_of
from simulator.errors import Fault, ScenarioError

LUCKS = 100
WORKERS = 4
_VIEW, _FAULTS, _FILES, _OPENED = "view", "faults", "files", "opened"


@st.cache_resource(show_spinner=False)
def run_store() -> RunStore:
    """The runs that all open pages share."""
    return RunStore(workers=min(WORKERS, available_cores()))


def start() -> None:
    """Begins a page with what its link says, once."""
    if _VIEW in st.session_state:
        return
    st.session_state[_FILES], st.session_state[_FAULTS] = {}, ()
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    asked = view_of(query, default=_default_source())
    if not _try(asked) and not _try(View(source=asked.source)) and not _try(View()):
        raise ScenarioError(faults())


def view() -> View:
    """What the page shows."""
    found: View = st.session_state[_VIEW]
    return found


def faults() -> tuple[Fault, ...]:
    """What was wrong with the last thing asked for; it was not done then."""
    found: tuple[Fault, ...] = st.session_state[_FAULTS]
    return found


def original() -> Document:
    """What was opened, before any change of the page."""
    return _opened(view().source)


def document() -> Document:
    """What was opened, with the changes of the page."""
    key, changed = st.session_state.get("changed", (None, None))
    if key != view() or changed is None:
        changed = original().changed(view().overrides)
        st.session_state["changed"] = (view(), changed)
    found: Document = changed
    return found


def open_source(source: str) -> None:
    """Opens something else; what was changed is forgotten."""
    st.session_state[_FAULTS] = ()
    _try(View(source=source))


def open_upload(name: str, content: bytes) -> None:
    """Opens a file that the browser hands over."""
    st.session_state[_FAULTS] = ()
    source = f"{UPLOADED}:{name}"
    try:
        st.session_state[_FILES][source] = open_bytes(name, content)
    except ScenarioError as error:
        st.session_state[_FAULTS] = error.faults
        return
    _try(View(source=source))


def change(changes: Iterable[tuple[str, str | None]]) -> None:
    """Changes values, or gives them back (None); nothing is changed if the result would be at fault."""
    st.session_state[_FAULTS] = ()
    asked = view()
    for path, text in changes:
        asked = asked.with_change(path, text)
    _try(asked)


def change_by_text(text: str) -> None:
    """Changes a value as `--set` does, with what it says of a text that is none."""
    st.session_state[_FAULTS] = ()
    try:
        original().changed([text])
    except ScenarioError as error:
        refuse(error)
    else:
        path, _, written = text.partition("=")
        change([(path.strip(), written.strip())])


def stand(key: str, value: object) -> None:
    """Lets a control stand at a value.

    One that stands there already is left alone: it would jump back under the hand of who moves it on meanwhile.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def refuse(error: ScenarioError) -> None:
    """Shows what is wrong with something that was asked for."""
    st.session_state[_FAULTS] = error.faults


def _try(asked: View) -> bool:
    """Shows a view if nothing is wrong with it; else notes what is, after what is noted already."""
    try:
        opened = _opened(asked.source)
        if "run.replications" not in asked.changes and opened.scenario.run.replications > LUCKS:
            asked = asked.with_change("run.replications", str(LUCKS))
        changed = opened.changed(asked.overrides)
    except ScenarioError as error:
        st.session_state[_FAULTS] = (*faults(), *(fault for fault in error.faults if fault not in faults()))
        return False
    st.session_state[_VIEW], st.session_state["changed"] = asked, (asked, changed)
    return True


def _opened(source: str) -> Document:
    """What a source names, read once while it is shown."""
    if source in st.session_state[_FILES]:
        uploaded: Document = st.session_state[_FILES][source]
        return uploaded
    kept, found = st.session_state.get(_OPENED, ("", None))
    if kept != source or found is None:
        if source.startswith(f"{UPLOADED}:"):
            message = "was handed over by another page; choose the file again"
            raise ScenarioError([Fault(file=source.removeprefix(f"{UPLOADED}:"), message=message)])
        found = open_preset(source)
        st.session_state[_OPENED] = (source, found)
    opened: Document = found
    return opened


def _default_source() -> str:
    """The file that the command line names, else the main question."""
    return sys.argv[1] if len(sys.argv) > 1 else DEFAULT_SOURCE
