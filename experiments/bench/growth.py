"""What an event costs in small markets and in large ones, and the memory that such a run takes.

Each size runs in a process of its own: `python -m experiments.bench.growth ACCOUNTS YEARS` prints its figures as JSON.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from experiments.bench.clock import rounded, timed
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate

SCENARIO = "chase_or_build.yaml"
# The strategy that lives through the five years in small markets and in large ones.
STRATEGY = "build_base"
YEARS = 5.0
SIZES = (1_000, 10_000, 100_000, 1_000_000)
SECONDS_AT_LEAST = 1.0

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class SizeCost:
    """What runs of one size cost.

    Attributes:
        accounts: In the market.
        years: Length of each run.
        runs: How many there were; short ones are repeated with other luck.
        events: Entries that their event logs would hold.
        microseconds: Processor time per event, drawing the population and everything else included.
        peak_bytes: Most memory that the process had, machine code and libraries included; 0 where it is not told.
    """

    accounts: int
    years: float
    runs: int
    events: int
    microseconds: float
    peak_bytes: int


def scaled(accounts: int, years: float) -> Scenario:
    """The bundled scenario with another number of accounts, and sellers, desks and money in proportion.

    Args:
        accounts: About how many accounts.
        years: Length of the run.
    """
    base = load_scenario(SCENARIO, (f"run.horizon={years} years",))
    factor = accounts / sum(segment.accounts for segment in base.world.segments.values())
    tree = base.model_dump()
    for segment in tree["world"]["segments"].values():
        segment["accounts"] = max(1, round(segment["accounts"] * factor))
    tree["world"]["sponsors"]["executive_slots"] = min(1000, max(1, round(2 * factor)))
    for name in ("opening_cash", "credit_limit", "cash_reserve", "fixed_cost_per_month"):
        tree["world"]["finance"][name] *= factor
    for strategy in tree["strategies"].values():
        strategy["phases"] = [_scaled_phase(strategy["phases"][0], factor)]
    return Scenario.model_validate(tree)


def _scaled_phase(phase: dict[str, object], factor: float) -> dict[str, object]:
    """A phase without an end, with sellers, desks and budgets in proportion to the market."""
    budget = phase["budget"]
    assert isinstance(budget, dict)
    return phase | {
        "until": None,
        "reps": max(1, round(5 * factor)),
        "desks": max(1, round(3 * factor)),
        "budget": {name: amount * factor for name, amount in budget.items()},
    }


def run_here(accounts: int, years: float) -> SizeCost:
    """Run one size in this process, several times if it is short.

    Args:
        accounts: In the market.
        years: Length of the run.
    """
    simulate(scaled(min(SIZES), 0.1), STRATEGY)
    scenario = scaled(accounts, years)
    events, runs, seconds = 0, 0, 0.0
    while seconds < SECONDS_AT_LEAST:
        result, used = timed(partial(simulate, scenario, STRATEGY, replication=runs))
        events, runs, seconds = events + result.event_count, runs + 1, seconds + used
    return SizeCost(
        accounts=accounts,
        years=years,
        runs=runs,
        events=events,
        microseconds=1e6 * seconds / events,
        peak_bytes=peak_bytes(),
    )


def peak_bytes() -> int:
    """Most memory that this process had; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: what getrusage tells begins with the memory of the process that started this one
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def run_apart(accounts: int, years: float) -> SizeCost:
    """Run one size in a process of its own, whose memory is then its own.

    Args:
        accounts: In the market.
        years: Length of the run.
    """
    command = [sys.executable, "-m", "experiments.bench.growth", str(accounts), str(years)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return SizeCost(**json.loads(answer.stdout))


def cost_by_size(tell: Tell, sizes: Sequence[int] = SIZES, years: float = YEARS) -> list[SizeCost]:
    """Cost of whole runs, from small markets to large ones.

    Args:
        tell: What to do with a line of progress.
        sizes: Accounts of each run.
        years: Length of each run.
    """
    found = []
    for accounts in sizes:
        tell(f"{accounts:,} accounts over {years:g} years")
        found.append(run_apart(accounts, years))
    return found


def growth_table(found: Sequence[SizeCost]) -> str:
    """Cost and memory by size, in Markdown.

    Args:
        found: From the smallest market to the largest.
    """
    rows = ["| accounts | runs | events | µs per event | peak memory (MB) |", "| ---: | ---: | ---: | ---: | ---: |"]
    for size in found:
        megabytes = rounded(size.peak_bytes / 1e6) if size.peak_bytes else "not told"
        cost = rounded(size.microseconds)
        rows.append(f"| {size.accounts:,} | {size.runs} | {size.events:,} | {cost} | {megabytes} |")
    first, last = found[0], found[-1]
    rows += [
        "",
        f"Runs of {first.years:g} years of `{STRATEGY}` with sellers and desks in proportion to the market, each size"
        f" in a process of its own. From {first.accounts:,} to {last.accounts:,} accounts the cost of an event grows"
        f" {rounded(last.microseconds / first.microseconds)} times.",
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    print(json.dumps(asdict(run_here(int(sys.argv[1]), float(sys.argv[2])))))
