"""Compares the methods of `keysim decide` on made-up problems: `python docs/deciding_methods.py` renews the table.

Each problem has five strategies whose outcomes are normal with standard deviation 1, half of the variance from luck in
common. One is ahead of the next by 0.2; the others are level with that ("one ahead") or each 0.2 behind the one before
("steps"). Alpha is 5 %, the indifference zone of KN is 0.2. The same draws go to every method.
"""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np

from experiments.ocba import correct_selection, next_runs
from experiments.sequential import kim_nelson, looks, pair_alpha, survivors
from simulator.results import FloatArray

PAGE = Path(__file__).parent / "explanation" / "deciding.md"
BEGIN, END = "<!-- methods: written by docs/deciding_methods.py -->\n", "<!-- end of methods -->"
ALPHA, ZONE, FIRST, CAP = 0.05, 0.2, 60, 2000
PROBLEMS = 100
CASES = {"one ahead": (ZONE, 0.0, 0.0, 0.0, 0.0), "steps": tuple(-ZONE * place for place in range(5))}

Answer = tuple[int, int]  # which strategy was named (-1: none), and after how many runs


def by_sequence(values: FloatArray) -> Answer:
    """Confidence sequences; who is beaten runs no more."""
    left, runs, used = list(range(len(values))), 0, 0
    for look in looks(FIRST, CAP):
        runs, used = runs + len(left) * (look - used), look
        pairs = {(i, j): values[i, :look] - values[j, :look] for i, j in combinations(left, 2)}
        left = survivors(pairs, pair_alpha(ALPHA, len(values)))
        if len(left) == 1:
            return left[0], runs
    return -1, runs


def by_kn(values: FloatArray) -> Answer:
    """Kim and Nelson, as `keysim decide` runs it: all strategies run until the look at which one is left."""
    kept, used = kim_nelson(values, FIRST, ALPHA, ZONE)
    look = next(look for look in looks(FIRST, CAP) if look >= used)
    return (kept[0] if len(kept) == 1 else -1), len(values) * look


def by_ocba(values: FloatArray) -> Answer:
    """Runs are shared out until the best one is right with a probability of 95 % or more."""
    lucks = [FIRST] * len(values)
    while sum(lucks) < CAP * len(values):
        seen = [row[:count] for row, count in zip(values, lucks, strict=True)]
        if 1 - sum(1 - chance for chance in correct_selection(seen)) >= 1 - ALPHA:
            return int(np.argmax([np.mean(row) for row in seen])), sum(lucks)
        more = next_runs(seen, max(10 * len(values), sum(lucks) // 10))
        lucks = [min(CAP, count + each) for count, each in zip(lucks, more, strict=True)]
    return -1, sum(lucks)


METHODS: dict[str, Callable[[FloatArray], Answer]] = {"sequence": by_sequence, "kn": by_kn, "ocba": by_ocba}


def table() -> str:
    """The table of the page."""
    lines = ["| problem | method | wrong | runs, on average |", "|---|---|---|---|"]
    for case, means in CASES.items():
        found: dict[str, list[Answer]] = {name: [] for name in METHODS}
        for problem in range(PROBLEMS):
            rng = np.random.default_rng([2000, problem])
            luck, own = rng.normal(size=CAP), rng.normal(size=(len(means), CAP))
            values = (luck + own) / np.sqrt(2) + np.array(means)[:, None]
            for name, method in METHODS.items():
                found[name].append(method(values))
        for name, answers in found.items():
            wrong = sum(named != 0 for named, _ in answers) / PROBLEMS
            lines.append(f"| {case} | `{name}` | {100 * wrong:.1f} % | {np.mean([runs for _, runs in answers]):,.0f} |")
    return "\n".join(lines) + "\n"


def renewed(page: str, text: str) -> str:
    """The page with the table written again."""
    return page[: page.index(BEGIN) + len(BEGIN)] + text + page[page.index(END) :]


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), table()), encoding="utf-8", newline="\n")
