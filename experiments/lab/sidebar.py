"""The controls at the side: what is open, who is compared, the levers, the world, the lucks."""

from collections.abc import Iterable

import streamlit as st

from experiments.lab import state
from experiments.lab.levers import RUN, SEGMENT, STRATEGY, WORLD, Lever
from experiments.lab.presets import CLAIM, Preset, claim_presets, lesson_presets, scenario_presets, test_presets
from experiments.lab.text import plain
from experiments.lab.values import as_written, setting_of, value_at
from simulator.catalogue import OUTCOMES

FILE, CLAIMS, LESSONS, SCENARIOS = "A file", "Claims", "Lessons", "Scenarios"
SEED = "run.seed"


def show() -> None:
    """Draws all controls; each one changes the view before the page is drawn again."""
    with st.sidebar:
        st.markdown("### keysim lab")
        _show_opening()
        _show_strategies()
        _show_world()
        _show_run()
        _show_any_value()


def _show_opening() -> None:
    lessons = lesson_presets()
    kinds = [SCENARIOS, CLAIMS, *([LESSONS] if lessons else []), FILE]
    if "kind" not in st.session_state:
        state.stand("kind", _kind_of(state.view().source, lessons))
    kind = st.segmented_control("Open", kinds, key="kind", help="What the page asks its questions of.")
    if kind == FILE:
        _show_files()
    elif kind == CLAIMS:
        _show_claims()
    elif kind == LESSONS:
        _show_choice("Lesson", lessons)
    else:
        _show_choice("Scenario", scenario_presets())


def _kind_of(source: str, lessons: Iterable[Preset]) -> str:
    if source.startswith(f"{CLAIM}:"):
        return CLAIMS
    if source in [lesson.source for lesson in lessons]:
        return LESSONS
    return SCENARIOS if source in [preset.source for preset in scenario_presets()] else FILE


def _show_choice(label: str, presets: list[Preset]) -> None:
    """A list of things to open; the choice is opened at once."""
    names = [preset.source for preset in presets]
    titles = {preset.source: preset.title for preset in presets}
    now = state.view().source
    key = f"choice of {label}"
    state.stand(key, now if now in names else None)

    def opened() -> None:
        if st.session_state[key]:
            state.open_source(st.session_state[key])

    st.selectbox(
        label,
        names,
        format_func=titles.__getitem__,
        key=key,
        on_change=opened,
        placeholder="Choose",
        help="It is opened at once; what was changed before is forgotten.",
    )
    says = next((preset.says for preset in presets if preset.source == now), "")
    if says:
        st.caption(plain(says))


def _show_claims() -> None:
    claims = claim_presets()
    parts = state.view().source.split(":")
    if "claim" not in st.session_state:
        state.stand("claim", parts[1] if parts[0] == CLAIM and parts[1] in claims else next(iter(claims)))
    claim = st.selectbox(
        "Claim",
        list(claims),
        format_func=lambda name: claims[name].title,
        key="claim",
        help="Twelve claims of a practitioner; `keysim claims` tests all of them.",
    )
    st.caption(plain(claims[claim].says))
    _show_choice("Test", test_presets(claim))


def _show_files() -> None:
    st.file_uploader(
        "Hand a file over",
        type=["yaml", "yml"],
        key="upload",
        on_change=_upload,
        help="One scenario file. Files that it names must come with keysim; else open it by its path.",
    )
    st.text_input(
        "Or its path",
        key="path",
        on_change=_open_path,
        placeholder="my_firm.yaml",
        help="A scenario file on this machine, from the folder in which the lab was started.",
    )
    if state.view().is_uploaded:
        st.caption(f"Open: {plain(state.original().name)}")


def _upload() -> None:
    file = st.session_state["upload"]
    if file is not None:
        state.open_upload(file.name, file.getvalue())


def _open_path() -> None:
    if st.session_state["path"].strip():
        state.open_source(st.session_state["path"].strip())


def _show_strategies() -> None:
    st.markdown("#### Strategies")
    whole, now = state.original().scenario, state.document().scenario
    names = list(whole.strategies)
    if len(names) > 2:
        _show_compared(names, list(now.strategies))
    _show_named("Baseline", "baseline", list(now.strategies), now.baseline, "The strategy that the others must beat.")
    for name in now.strategies:
        with st.expander(plain(name)):
            _show_strategy(name)


def _show_compared(names: list[str], compared: list[str]) -> None:
    state.stand("compared", compared)

    def choose() -> None:
        wanted = st.session_state["compared"]
        baseline = state.document().scenario.baseline
        changes = [(f"strategies.{name}", None if name in wanted else "null") for name in names]
        if wanted and baseline not in wanted:
            changes.append(("baseline", as_written(wanted[0])))
        state.change(changes)

    st.multiselect("Compared", names, key="compared", on_change=choose, help="Two or more, in the same luck.")


def _show_named(label: str, path: str, names: list[str], now: str, words: str) -> None:
    """A choice among names."""
    key = f"value of {path}"
    state.stand(key, now)

    def choose() -> None:
        original = value_at(state.original().scenario, (path,))
        chosen = st.session_state[key]
        state.change([(path, None if chosen == original else as_written(chosen))])

    st.selectbox(label, names, key=key, on_change=choose, help=f"{words}\n\n`{path}`")


def _show_strategy(name: str) -> None:
    phases = state.document().scenario.strategies[name].phases
    phase = 0
    if len(phases) > 1:
        phase = st.segmented_control(
            "Phase",
            range(len(phases)),
            default=0,
            required=True,
            format_func=lambda place: plain(phases[place].name or f"phase {place + 1}"),
            key=f"phase of {name}",
            help="A later phase keeps what it does not change itself.",
        )
        until = phases[phase].until
        st.caption(plain(f"until {until}" if until else "to the end"))
    for heading, levers in STRATEGY.items():
        st.markdown(f"**{heading}**")
        _show_levers(levers, f"strategies.{name}.phases.{phase}")


def _show_world() -> None:
    st.markdown("#### World")
    for heading, levers in WORLD.items():
        with st.expander(heading):
            _show_levers(levers, "world")
    segments = state.document().scenario.world.segments
    with st.expander("The market, by segment"):
        segment = st.selectbox(
            "Segment",
            list(segments),
            format_func=lambda name: segments[name].title or name,
            key="segment",
            help="An industry, or a channel of dealers.",
        )
        _show_levers(SEGMENT, f"world.segments.{segment}")


def _show_run() -> None:
    st.markdown("#### Lucks and time")
    _show_levers(RUN, "")
    _show_main()
    state.stand(SEED, str(state.document().scenario.run.seed))

    def choose() -> None:
        state.change([(SEED, st.session_state[SEED].strip())])

    words = "Another seed, other lucks: a verdict that turns with it is none."
    st.text_input("Seed of all luck", key=SEED, on_change=choose, help=f"{words}\n\n`{SEED}`")


def _show_main() -> None:
    outcomes = state.document().scenario.outcomes
    state.stand("main", outcomes[0])

    def choose() -> None:
        chosen = st.session_state["main"]
        original = state.original().scenario.outcomes
        rest = [name for name in original if name != chosen]
        listed = f"[{', '.join([chosen, *rest])}]"
        state.change([("outcomes", None if chosen == original[0] else listed)])

    st.selectbox(
        "Decided by",
        [name for name, outcome in OUTCOMES.items() if outcome.better or name == outcomes[0]],
        format_func=lambda name: OUTCOMES[name].title,
        key="main",
        on_change=choose,
        help="The outcome that the verdict is about.\n\n`outcomes`",
    )


def _show_any_value() -> None:
    with st.expander("Any other value"):
        st.text_input(
            "Path and value",
            key="any",
            on_change=_set_any,
            placeholder="world.selling.sample=12",
            help="As `--set` takes it; every value of the scenario file has such a path.",
        )


def _set_any() -> None:
    text = st.session_state["any"].strip()
    if text:
        state.change_by_text(text)


def _show_levers(levers: Iterable[Lever], prefix: str) -> None:
    for lever in levers:
        _show_lever(lever, prefix)


def _show_lever(lever: Lever, prefix: str) -> None:
    """One lever as a slider over the values that it offers."""
    setting = setting_of(state.document(), lever, prefix)
    if setting is None:
        return
    state.stand(setting.path, setting.text)

    def moved() -> None:
        before = setting_of(state.original(), lever, prefix)
        text = st.session_state[setting.path]
        changes = setting.changes(text)
        back = before is not None and before.text == text and lever not in RUN[:1]
        state.change([(path, None if back else value) for path, value in changes.items()])

    st.select_slider(lever.label, setting.options, key=setting.path, help=setting.help, on_change=moved)
