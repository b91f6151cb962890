"""The parts of the page: verdict, changes, numbers, charts, the film, saving."""

from collections.abc import Iterable
from typing import cast

import streamlit as st

from experiments.amounts import with_half_width
from experiments.comparison import Comparison
from experiments.lab import state
from experiments.lab.answer import Answer
from experiments.lab.changes import counterparts, told_changes
from experiments.lab.charts import Chart
from experiments.lab.palette import Theme, colour
from experiments.lab.replay import film
from experiments.lab.replay_page import replay_page
from experiments.lab.saving import saved, write
from experiments.lab.text import escaped, plain
from experiments.pairing import PairedDifference
from simulator.catalogue import OUTCOMES
from simulator.errors import Fault, ScenarioError
from simulator.scenario.schema import Scenario

ALONE = "One strategy alone: see how it unfolds."
UNDECIDED = "#8a919c"


def show_faults(faults: Iterable[Fault]) -> None:
    """Tells what is wrong, in the words of the command line."""
    lines = [str(fault) for fault in faults]
    if lines:
        st.error("Not done, because of this:", icon=":material/error:")
        st.code("\n".join(lines), language=None, wrap_lines=True)


def show_effort(scenario: Scenario, asked: int, runs: int, took: float) -> None:
    """Says how many lucks were used, how many the file asks for, and how many runs that took just now."""
    count, strategies = scenario.run.replications, len(scenario.strategies)
    lucks = f"{count} {'luck' if count == 1 else 'lucks'}"
    lucks += f", the same for {strategies} strategies" if strategies > 1 else ""
    more = f" (the file asks for {asked}: see Lucks)" if asked != scenario.run.replications else ""
    work = f"{runs} runs in {took:.1f} s" if runs else "all runs known already"
    st.caption(f"{lucks}{more} · {work}")


def show_verdict(answer: Answer, theme: Theme) -> None:
    """The verdict in words: what is better, and how sure that is."""
    comparison = answer.comparison
    results = "".join(f'<p class="result">{escaped(text)}</p>' for text in answer.told("Result") or [ALONE])
    tone = _tone(comparison, theme)
    word = _word(comparison)
    head = f'<section class="verdict" style="--tone: {tone}" data-verdict="{word}"><div class="word">{word}</div>'
    st.html(f"{head}{results}</section>")
    rows, last = [], ""
    for remark in answer.verdict:
        if remark.topic != "Result":
            topic, last = remark.topic if remark.topic != last else "", remark.topic
            rows.append(f"<dt>{escaped(topic)}</dt><dd>{escaped(remark.text)}</dd>")
    with st.expander("How sure, at which risk, and what else", expanded=True):
        st.html(f'<dl class="remarks">{"".join(rows)}</dl>')


def _word(comparison: Comparison) -> str:
    if not comparison.paired:
        return "nothing to compare"
    if comparison.best is not None:
        return "decided"
    words = {named[comparison.main].verdict for named in comparison.paired.values()}
    if words == {"equal"}:
        return "as good as equal"
    return "undecided" if "undecided" in words or len(words) > 1 else "no better direction"


def _tone(comparison: Comparison, theme: Theme) -> str:
    if comparison.best is None or not comparison.paired:
        return UNDECIDED
    return colour(theme, comparison.strategies.index(comparison.best))


def show_changes() -> None:
    """What differs from the file, each with a way back."""
    told = told_changes(state.original(), state.view().changes)
    if not told:
        return
    state.stand("changes", list(told))

    def kept() -> None:
        gone = [path for path in told if path not in st.session_state["changes"]]
        state.change([(path, None) for one in gone for path in (one, *counterparts(one))])

    st.pills(
        "Changed (click one to undo it)",
        list(told),
        selection_mode="multi",
        format_func=lambda path: plain(told[path]),
        key="changes",
        on_change=kept,
        help="Where this page differs from the file that was opened, the way that the file has it first.",
    )


def show_chart(chart: Chart) -> None:
    """One chart under its heading."""
    st.markdown(f"**{plain(chart.title)}**")
    st.vega_lite_chart(spec=chart.spec, width="stretch", alt=chart.alt)


def show_numbers(answer: Answer) -> None:
    """All compared outcomes: each strategy's mean, and the differences in the same luck."""
    comparison = answer.comparison
    rows = [
        {"outcome": _with_unit(outcome)}
        | {name: _mean(comparison, name, outcome) for name in comparison.strategies}
        | {
            f"{name} - {comparison.baseline}": _difference(comparison.paired[name][outcome])
            for name in comparison.paired
        }
        for outcome in comparison.outcomes
    ]
    st.table(rows)
    st.caption(
        f"Means with 95 % half-widths over {comparison.replications} lucks, money in {comparison.currency}; the "
        "verdicts hold for all comparisons of this table together (Holm)."
    )
    with st.expander("What the outcomes mean"):
        for outcome in comparison.outcomes:
            st.markdown(f"**{OUTCOMES[outcome].title}**: {plain(OUTCOMES[outcome].meaning)}")


def _with_unit(outcome: str) -> str:
    """The title of an outcome, with the unit that its numbers do not show."""
    title, unit = OUTCOMES[outcome].title, OUTCOMES[outcome].unit
    return f"{title} (months)" if unit == "months" else title


def _mean(comparison: Comparison, name: str, outcome: str) -> str:
    estimate = comparison.summaries[name][outcome].estimate
    return with_half_width(estimate.mean, estimate.half_width, OUTCOMES[outcome].unit)


def _difference(difference: PairedDifference) -> str:
    estimate = difference.estimate
    amount = with_half_width(estimate.mean, estimate.half_width, OUTCOMES[difference.outcome].unit, signed=True)
    return f"{amount}, {difference.verdict}" if difference.verdict else amount


def show_replay(theme: Theme) -> None:
    """One luck as a film, with every strategy side by side."""
    scenario = state.document().scenario
    last = scenario.run.replications - 1
    state.stand("luck", min(st.session_state.get("luck", 0), last))
    luck = st.number_input(
        "Luck",
        min_value=0,
        max_value=last,
        step=1,
        key="luck",
        width=220,
        help="Which of the lucks: the same chances for every account, whatever the strategy.",
    )
    tones = {name: colour(theme, position) for position, name in enumerate(scenario.strategies)}
    st.iframe(replay_page(film(scenario, int(luck)), tones, theme), height="content", alt="The replay of one luck")


def show_saving() -> None:
    """The view as a file, as a link, as a command."""
    view, text = state.view(), saved(state.document(), state.view())
    st.markdown("**As a scenario file**: one file that needs no other; `keysim compare` gives the same verdict.")
    left, right = st.columns([1, 2], vertical_alignment="top")
    left.download_button(
        "Download",
        text,
        file_name="my_scenario.yaml",
        mime="application/yaml",
        on_click="ignore",
        help="The browser keeps the file where it keeps what it downloads.",
    )
    with right.form("save", border=False):
        name = st.text_input("Or write it to", placeholder="my_scenario.yaml", help="A path on this machine.")
        over = st.checkbox("Write over a file that is there", help="Otherwise a file that is there is left alone.")
        if st.form_submit_button("Write", help="Writes the file into the folder in which the lab was started."):
            _write(text, name, over=over)
    if view.is_uploaded:
        st.markdown("**As a link**: none leads to a file that was handed over; save it, and open it by its path.")
    else:
        st.markdown("**As a link** to this machine's lab (also in the address bar):")
        st.code(view.link(st.context.url or ""), language=None, wrap_lines=True)
    if view.command():
        st.markdown("**As a command** that prints the same verdict:")
        st.code(view.command(), language="bash", wrap_lines=True)
    with st.expander("The file"):
        st.code(text, language="yaml")


def _write(text: str, name: str, *, over: bool) -> None:
    try:
        path = write(text, name, replace=over)
    except ScenarioError as error:
        st.error("\n".join(plain(str(fault)) for fault in cast("Iterable[Fault]", error.faults)))
    else:
        st.success(f"Wrote {plain(str(path))}")
