"""What all tests share: how much hypothesis tries, how long the slow tests may take, where the tree is."""

import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples on every machine and every day: a failure in CI is a failure at home.
# No deadline: the first call of a compiled function takes seconds, the next microseconds.
settings.register_profile(
    "everyday",
    derandomize=True,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
# New examples at each run: --hypothesis-profile thorough.
settings.register_profile("thorough", settings.get_profile("everyday"), derandomize=False, max_examples=1000)
settings.load_profile("everyday")

# A shell has its background jobs ignore Ctrl-C, and their children inherit that; the tests of Ctrl-C need it heeded.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The tests expect next steps as of an installed keysim, however they were started themselves.
os.environ.pop("KEYSIM_COMMAND", None)

SLOW_BUDGET_VARIABLE = "KEYSIM_SLOW_BUDGET"
_session_start = time.monotonic()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips the slow tests that would start after the budget (seconds, per worker) is used up."""
    budget = os.environ.get(SLOW_BUDGET_VARIABLE)
    if budget and item.get_closest_marker("slow") and time.monotonic() - _session_start > float(budget):
        pytest.skip(f"the {budget} s of {SLOW_BUDGET_VARIABLE} are used up")


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The root of the source tree."""
    return Path(__file__).resolve().parents[1]
