"""A lab that is served for a test: on a port of its own, waited for, and ended whatever happens."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from experiments.lab.server import bound

SECONDS_TO_START = 180.0  # a busy machine may be slow; one at rest needs about three seconds
START = "from experiments.cli import main; main()"


@contextmanager
def served(folder: Path, *words: str) -> Iterator[str]:
    """The address of `keysim lab` run in a folder with further words of its command line.

    Never at the usual port: somebody's own lab may listen there, or another test's.
    """
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    address = f"http://127.0.0.1:{bound(0)}"
    command = [sys.executable, "-c", START, "lab", "--no-browser", "--port", address.rpartition(":")[2], *words]
    with (folder / "server.log").open("w+") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=os.environ | {"PYTHONPATH": path})
        try:
            _wait_for(address, server, log.name)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: str) -> None:
    """Returns once the server answers."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the lab ended: {Path(log).read_text()}")
        try:
            with urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise TimeoutError(f"the lab does not answer: {Path(log).read_text()}")
