"""What the calibration promises of its speed, in processor time, so that a loaded machine does not matter."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from experiments.calibration import bgnbd, paretonbd
from experiments.calibration.likelihood import fit
from tests.unit.calibration.generators import customers

ROWS = 1_000_000
CODE = """
import resource, sys, time
from experiments.cli import main
main(["calibrate", sys.argv[1], "--quiet", "--json", sys.argv[2]], standalone_mode=False)
"""
WATCH = """
import resource, runpy, sys
try:
    exec(sys.argv.pop(1))
except SystemExit:
    pass
use = resource.getrusage(resource.RUSAGE_SELF)
print(use.ru_utime + use.ru_stime, use.ru_maxrss / 1e6)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("module", "seconds"), [(bgnbd, 5.0), (paretonbd, 30.0)])
def test_25_000_customers_are_fitted_quickly(module: object, seconds: float) -> None:
    base = customers(np.random.default_rng(8), 25_000, 1.2, 8.0, a=0.8, b=4.0)
    start = time.process_time()
    assert fit(module.MODEL, base).converged  # type: ignore[attr-defined]
    assert time.process_time() - start < seconds


@pytest.mark.slow
def test_a_million_rows_are_read_and_fitted_in_two_minutes_and_two_gigabytes(tmp_path: Path, repo_root: Path) -> None:
    file = tmp_path / "million.csv"
    random = np.random.default_rng(9)
    frequency = random.gamma(1.2, 1.0, 50_000)
    account = np.sort(random.choice(50_000, ROWS, p=frequency / frequency.sum()))
    day = np.datetime64("2018-01-01") + random.integers(0, 2000, ROWS)
    amount = random.lognormal(6.0, 1.0, ROWS)
    with file.open("w", encoding="utf-8") as stream:
        stream.write("order no,customer id,order date,net amount\n")
        stream.writelines(
            f'A{number},C{who},{when[8:]}/{when[5:7]}/{when[:4]},"{value:,.2f}"\n'
            for number, (who, when, value) in enumerate(zip(account, day.astype(str), amount, strict=True))
        )
    command = [sys.executable, "-c", WATCH, CODE, str(file), str(tmp_path / "out.json")]
    run = subprocess.run(command, cwd=repo_root, check=True, capture_output=True, text=True)
    seconds, gigabytes = map(float, run.stdout.split()[-2:])
    assert seconds < 120.0
    assert gigabytes < 2.0
