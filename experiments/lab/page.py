"""The page from top to bottom."""

import time
from pathlib import Path

import streamlit as st

from experiments.lab import charts, panels, sidebar, state
from experiments.lab.answer import Answer, answer
from experiments.lab.palette import Theme
from experiments.lab.text import plain
from experiments.replication import ReplicationError
from simulator.errors import ScenarioError

STYLE = Path(__file__).with_name("page.css")
SIDEBAR_PIXELS = 340
SHOWN, LUCK = "show", "luck"  # names in the link
PARTS = ("Charts", "Numbers", "Replay", "Save and share")


def show() -> None:
    """Draws the page for what is open and how it was changed."""
    st.set_page_config(page_title="keysim lab", layout="wide", initial_sidebar_state=SIDEBAR_PIXELS)
    st.html(STYLE)
    try:
        state.start()
    except ScenarioError as error:
        panels.show_faults(error.faults)
        st.stop()
    sidebar.show()
    st.query_params.from_dict(state.view().query() | _part_in_address())
    panels.show_faults(state.faults())
    document = state.document()
    st.title(plain(document.scenario.title or " or ".join(document.scenario.strategies)), anchor=False)
    found = _answer()
    if found is None:
        return
    theme = theme_now()
    panels.show_verdict(found, theme)
    panels.show_changes()
    part = st.segmented_control("Part of the page", PARTS, required=True, key="part", label_visibility="collapsed")
    if part == "Numbers":
        panels.show_numbers(found)
    elif part == "Replay":
        panels.show_replay(theme)
    elif part == "Save and share":
        panels.show_saving()
    else:
        _show_charts(found, theme)


def _part_in_address() -> dict[str, list[str]]:
    """Which part is shown, and which luck is replayed: from the link at first, then as it is chosen."""
    if "part" not in st.session_state:
        asked, luck = (st.query_params.get(name, "") for name in (SHOWN, LUCK))
        st.session_state["part"] = asked if asked in PARTS else PARTS[0]
        st.session_state["luck"] = int(luck) if luck.isdecimal() else 0
    part = st.session_state["part"]
    shown = {SHOWN: [part]} if part in PARTS[1:] else {}
    return shown | ({LUCK: [str(st.session_state.get("luck", 0))]} if part == "Replay" else {})


def theme_now() -> Theme:
    """Whether the page is light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def _answer() -> Answer | None:
    """The answer to what is open, with a word on how it was come by; none if every run failed."""
    store, document = state.run_store(), state.document()
    missing = store.missing(document.scenario)
    begin = time.perf_counter()
    try:
        found = answer(document, store)
    except ReplicationError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None
    took = time.perf_counter() - begin
    runs = len(missing) * document.scenario.run.replications
    panels.show_effort(document.scenario, state.original().scenario.run.replications, runs, took)
    return found


def _show_charts(found: Answer, theme: Theme) -> None:
    columns = st.columns(3)
    for column, name in zip(columns, ("cash", "customers", "key_accounts"), strict=True):
        with column:
            panels.show_chart(charts.fan_chart(found, name, theme))
    st.caption("Lines: half of the lucks lie above, half below. Bands: where 90 of 100 lucks lie.")
    for name in found.comparison.paired:
        left, right = st.columns(2)
        with left:
            panels.show_chart(charts.gap_chart(found, name, theme))
        with right:
            panels.show_chart(charts.difference_chart(found, name, theme))
    st.caption(
        "In the same luck, one strategy less the other. Left: the mean with its 95 % interval (dark) and where 90 of "
        "100 lucks lie (light). Right: one bar counts lucks; the grey mark above is the mean with its 95 % interval."
    )
