"""How long a calibration takes: fits of many customers, and a file of a million lines from reading to fitted models.

The file is read in a process of its own: `python -m experiments.bench.calibration FILE` prints its figures as JSON.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np

from experiments.bench.clock import machine, rounded, timed
from experiments.bench.growth import peak_bytes
from experiments.calibration.calibration import calibrate
from experiments.calibration.choice import MODULES
from experiments.calibration.customers import Customers
from experiments.calibration.likelihood import Fit, fit
from experiments.calibration.reading import read_orders

CUSTOMERS = 25_000
ROWS, ACCOUNTS = 1_000_000, 50_000
SEED = 8

Tell = Callable[[str], None]


def customers(count: int = CUSTOMERS) -> Customers:
    """A customer base that follows Pareto/NBD exactly, every history different from all others.

    Args:
        count: How many customers.
    """
    random = np.random.default_rng(SEED)
    age = 78.0 - random.uniform(0.0, 26.0, count)
    stay = np.minimum(age, random.exponential(1.0, count) / random.gamma(0.9, 1.0 / 40.0, count))
    repeats = random.poisson(random.gamma(1.2, 1.0 / 8.0, count) * stay)
    last = np.where(repeats > 0, stay * random.random(count) ** (1.0 / np.maximum(repeats, 1)), 0.0)
    return Customers.grouped(repeats.astype(np.int64), last, age)


def fit_seconds(name: str, base: Customers) -> tuple[Fit, float]:
    """A fit of a model, and the processor seconds that it took."""
    return timed(lambda: fit(MODULES[name].MODEL, base))


def write_orders(file: Path, rows: int = ROWS, accounts: int = ACCOUNTS) -> None:
    """Writes an export as an ERP would: numbered, day first, thousands marks in quotes."""
    random = np.random.default_rng(SEED)
    frequency = random.gamma(1.2, 1.0, accounts)
    account = np.sort(random.choice(accounts, rows, p=frequency / frequency.sum()))
    day = (np.datetime64("2018-01-01") + random.integers(0, 2000, rows)).astype(str)
    amount = random.lognormal(6.0, 1.0, rows)
    with file.open("w", encoding="utf-8") as stream:
        stream.write("order no,customer id,order date,net amount\n")
        stream.writelines(
            f'A{number},C{who},{when[8:]}/{when[5:7]}/{when[:4]},"{value:,.2f}"\n'
            for number, (who, when, value) in enumerate(zip(account, day, amount, strict=True))
        )


def file_cost(file: Path) -> dict[str, float]:
    """Reads and fits a file in a process of its own.

    Returns:
        `seconds` of processor time and `bytes`, the most memory that it had, start and libraries included.
    """
    command = [sys.executable, "-m", "experiments.bench.calibration", str(file)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def calibration_block(tell: Tell) -> str:
    """The figures as Markdown.

    Args:
        tell: Says how far the measuring is.
    """
    base = customers()
    lines = ["| what | seconds | MB |", "| --- | ---: | ---: |"]
    for name in MODULES:
        tell(f"{name} on {CUSTOMERS:,} customers")
        lines.append(f"| {name} on {CUSTOMERS:,} customers | {rounded(fit_seconds(name, base)[1])} | |")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orders.csv"
        tell(f"a file of {ROWS:,} lines")
        write_orders(file)
        cost = file_cost(file)
    whole = f"a file of {ROWS:,} lines of {ACCOUNTS:,} accounts, read and all models fitted"
    lines.append(f"| {whole} | {rounded(cost['seconds'])} | {rounded(cost['bytes'] / 1e6)} |")
    return f"Processor time of one thread. Measured on: {machine()}.\n\n" + "\n".join(lines)


def main(file: str) -> None:
    """Read and fit a file, and print what it cost."""
    orders, reading = read_orders(Path(file))
    calibrate(orders, reading)
    print(json.dumps({"seconds": process_time(), "bytes": peak_bytes()}))


if __name__ == "__main__":
    main(sys.argv[1])
