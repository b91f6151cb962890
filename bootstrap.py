"""The way in on a bare machine: sets up `.venv` beside this file and runs keysim in it.

    python3 bootstrap.py compare scenarios/chase_or_build.yaml   run a keysim command
    python3 bootstrap.py test [pytest arguments]                 run the tests
    python3 bootstrap.py setup [EXTRA,EXTRA...]                  only set up, e.g. setup test,dev,docs

It needs Python 3.11 or newer and nothing else. The first run takes a few minutes, later ones start at once; a
set-up that was interrupted is begun afresh. Afterwards `.venv/bin/keysim --help` lists the keysim commands.
"""

# Only the standard library is used here, and any Python 3 can read this file as far as the refusal below.

import contextlib
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path


def python_fault(version: "tuple[int, int]", find: "Callable[[str], str | None]" = shutil.which) -> str:
    """Says that a Python is too old and names a newer one if the machine has it; empty if it will do."""
    if version >= (3, 11):
        return ""
    found = [name for name in ("python3.13", "python3.12", "python3.11") if find(name)]
    advice = f"Run: {found[0]} bootstrap.py ..." if found else "Install Python 3.11 or newer and run again."
    return f"bootstrap: keysim needs Python 3.11 or newer; this is {version[0]}.{version[1]}. {advice}"


if python_fault(sys.version_info[:2]):
    sys.exit(python_fault(sys.version_info[:2]))

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP_NAME = "bootstrap.json"  # written last: it says that the set-up is whole, and what it was made from
LOG_NAME = "bootstrap.log"  # written first: it says that the folder is ours
FINGERPRINTED_FILES = ("pyproject.toml", "constraints.txt")
# Settings that would send what we install to some other place than .venv.
DIVERTING_VARIABLES = ("PIP_PREFIX", "PIP_TARGET", "PIP_USER", "PYTHONHOME", "PYTHONPATH")
COMMAND_VARIABLE = "KEYSIM_COMMAND"  # tells keysim how to name itself in the next step that it prints
SPOKEN_PIP_LINES = ("Collecting ", "Downloading ", "Installing ", "Preparing ", "Building ", "Using cached ")
SECONDS_BETWEEN_LINES = 10.0  # where output is no terminal
SECONDS_TO_STOP = 3.0
# What pip says when something outside keysim is wrong, and what that means.
CAUSES = (
    (
        (
            "Connection refused",
            "ConnectTimeout",
            "Name or service not known",
            "Network is unreachable",
            "NewConnectionError",
            "ProxyError",
            "ReadTimeout",
            "Temporary failure in name resolution",
        ),
        "The package index cannot be reached. Check the network (or set HTTPS_PROXY) and run again.",
    ),
    (("CERTIFICATE_VERIFY_FAILED",), "This machine does not trust the package index's certificate."),
    (("No space left on device",), "The disk is full: the set-up needs about 1 GB."),
    (
        ("No matching distribution found",),
        "A pinned package does not exist for this Python or machine; Python 3.11 to 3.13 are tried.",
    ),
)


class SetupError(Exception):
    """The set-up cannot go on; the message says why and what to do."""


class Progress:
    """Short lines with the seconds since the start; on a terminal the current step rewrites its own line."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._last_line = float("-inf")
        self._terminal = sys.stderr.isatty()

    def step(self, text: str) -> None:
        """Announces a step."""
        self._write(text, end="\n")

    def detail(self, text: str) -> None:
        """Shows what a running step is at, often on a terminal and now and then elsewhere."""
        if self._terminal:
            self._write(text, end="\r")
        elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._write(text, end="\n")

    def _write(self, text: str, end: str) -> None:
        self._last_line = time.monotonic()
        line = f"[{self._last_line - self._start:5.0f} s] {text}"
        if self._terminal:
            columns = shutil.get_terminal_size().columns - 1
            line = line[:columns].ljust(columns)
        print(line, end=end, file=sys.stderr, flush=True)


def venv_program(venv: Path, name: str) -> Path:
    """The path of a program inside a virtual environment."""
    return venv / "Scripts" / f"{name}.exe" if os.name == "nt" else venv / "bin" / name


def quiet_environment() -> dict[str, str]:
    """The environment without the settings that would divert an installation from the venv."""
    kept = {name: value for name, value in os.environ.items() if name not in DIVERTING_VARIABLES}
    return {**kept, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def fingerprint(root: Path, extras: Iterable[str]) -> str:
    """A hash of all that an installation depends on; the root too, since a moved tree has stale paths."""
    digest = hashlib.sha256(f"{root}\n{sorted(extras)}\n".encode())
    for name in FINGERPRINTED_FILES:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def read_stamp(venv: Path) -> tuple[str, set[str]]:
    """The fingerprint and the extras of the last finished set-up; empty if there was none."""
    try:
        stamp = json.loads((venv / STAMP_NAME).read_text(encoding="utf-8"))
        return str(stamp["fingerprint"]), set(stamp["extras"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", set()


def write_stamp(venv: Path, root: Path, extras: set[str]) -> None:
    """Records a finished set-up."""
    stamp = {"fingerprint": fingerprint(root, extras), "extras": sorted(extras)}
    (venv / STAMP_NAME).write_text(json.dumps(stamp) + "\n", encoding="utf-8")


def runs(venv: Path, code: str) -> bool:
    """Whether the Python of a venv runs this code: it may be half-made, or its base Python may be gone."""
    try:
        command = [str(venv_program(venv, "python")), "-c", code]
        return subprocess.run(command, capture_output=True, env=quiet_environment(), check=False).returncode == 0
    except OSError:
        return False


def explain(log_text: str) -> str:
    """What the output of a failed step most likely means, in one sentence; empty if it is nothing known."""
    for marks, meaning in CAUSES:
        if any(mark in log_text for mark in marks):
            return meaning
    return ""


def last_spoken_line(log_text: str) -> str:
    """The newest line of pip's output that tells a reader something, shortened and without addresses."""
    for line in reversed(log_text.splitlines()):
        text = line.strip()
        if text.startswith("WARNING: Retrying"):
            return "  no answer from the package index, trying again"
        if text.startswith(SPOKEN_PIP_LINES):
            words = (Path(word).name if "://" in word else word for word in text.split())
            return f"  {' '.join(words)[:76]}"
    return "  working"


def run_logged(command: list[str], venv: Path, progress: Progress) -> None:
    """Runs a step with its output in the log, showing how it goes; raises SetupError if it fails."""
    log = venv / LOG_NAME
    with log.open("a", encoding="utf-8") as output:
        print("$", *command, file=output, flush=True)
        begin = log.stat().st_size
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=quiet_environment(), cwd=ROOT)
        try:
            while _still_runs(process):
                progress.detail(last_spoken_line(_text_from(log, begin)))
        except BaseException:
            _stop(process)
            raise
    if process.returncode != 0:
        text = _text_from(log, begin)
        tail = "\n".join(text.splitlines()[-15:])
        raise SetupError(f"{tail}\n\n{explain(text) or 'The set-up failed.'}\nThe full log is {log}.")


def _still_runs(process: "subprocess.Popen[bytes]") -> bool:
    try:
        process.wait(timeout=0.5)
    except subprocess.TimeoutExpired:
        return True
    return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ends a step; one that heard the same Ctrl-C gets the time to remove its temporary files."""
    try:
        process.wait(timeout=SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()


def _text_from(log: Path, begin: int) -> str:
    with log.open("rb") as file:
        file.seek(begin)
        return file.read().decode("utf-8", errors="replace")


def has_module(name: str) -> bool:
    """Whether this Python (not the venv's) has a module."""
    return importlib.util.find_spec(name) is not None


def creation_commands(venv: Path) -> list[list[str]]:
    """The commands that make a venv with pip in it, by the best means that this Python has.

    Debian and Ubuntu ship Python without `ensurepip`; there `virtualenv` or the system's own pip stand in.
    """
    python, target = sys.executable, str(venv)
    if has_module("venv") and has_module("ensurepip"):
        return [[python, "-m", "venv", target]]
    if has_module("virtualenv"):
        return [[python, "-m", "virtualenv", target]]
    program = shutil.which("virtualenv")
    if program:
        return [[program, "--python", python, target]]
    if has_module("venv") and has_module("pip"):
        inside = str(venv_program(venv, "python"))
        bare = [python, "-m", "venv", "--without-pip", target]
        return [bare, [python, "-m", "pip", "--python", inside, "install", "pip"]]
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    raise SetupError(
        "This Python cannot make virtual environments: its module venv or ensurepip is missing.\n"
        f"On Debian or Ubuntu install it with: sudo apt install {package} (or: python3-venv)\n"
        "Elsewhere install virtualenv. Then run again."
    )


def clear_remains(venv: Path, progress: Progress) -> None:
    """Removes a venv that is broken or half-made, but nothing that is not a venv of ours."""
    if not venv.exists() and not venv.is_symlink():
        return
    ours = (venv / LOG_NAME).exists() or (venv / "pyvenv.cfg").exists()
    if venv.is_symlink() or not venv.is_dir() or not (ours or not any(venv.iterdir())):
        raise SetupError(f"{venv} exists and is not a virtual environment; move it away and run again.")
    progress.step("Removing an unusable or half-made .venv")
    shutil.rmtree(venv)


def create_venv(venv: Path, progress: Progress) -> None:
    """Makes a new venv in place of whatever unusable one is there."""
    commands = creation_commands(venv)
    clear_remains(venv, progress)
    progress.step("Creating the virtual environment .venv")
    venv.mkdir()
    for command in commands:
        run_logged(command, venv, progress)


def install(venv: Path, extras: set[str], progress: Progress) -> None:
    """Installs keysim editable, with the pinned versions of what it needs."""
    (venv / STAMP_NAME).unlink(missing_ok=True)
    wanted = f".[{','.join(sorted(extras))}]" if extras else "."
    progress.step(f"Installing keysim and what it needs ({wanted}); this takes a few minutes the first time")
    pip = [str(venv_program(venv, "python")), "-m", "pip", "install", "--progress-bar", "off"]
    run_logged([*pip, "-c", "constraints.txt", "-e", wanted], venv, progress)
    write_stamp(venv, ROOT, extras)
    progress.step("Ready")


def is_current(venv: Path, extras: set[str]) -> bool:
    """Whether the last set-up is whole, of these files, and holds at least these extras."""
    stamped, held = read_stamp(venv)
    return extras <= held and stamped == fingerprint(ROOT, held) and runs(venv, "")


def set_up(extras: set[str]) -> None:
    """Makes `.venv` hold keysim with these extras (and those it already had); quick if it does."""
    with only_one_at_a_time():
        if is_current(VENV, extras):
            return
        progress = Progress()
        stamped, held = read_stamp(VENV)
        interrupted = not stamped and (VENV / LOG_NAME).exists()
        if interrupted or not runs(VENV, "import pip, sys; sys.exit(sys.version_info < (3, 11))"):
            create_venv(VENV, progress)
        install(VENV, extras | held, progress)


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Lets a second bootstrap wait for the first instead of removing its half-made venv."""
    try:
        import fcntl
    except ImportError:  # Windows has to do without the lock
        yield
        return
    with (ROOT / ".venv.lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another set-up of this tree to finish", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def hand_over(command: list[str]) -> int:
    """Gives this process to the command, so that signals and the exit status are the command's own."""
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.call(command)


def run(arguments: list[str]) -> int:
    """Sets up what the arguments need, then runs them."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if command in ("-h", "--help"):
        print(__doc__)
        return 0
    if command == "setup":
        set_up({extra for argument in rest for extra in argument.split(",") if extra})
        return 0
    if command == "test":
        set_up({"test"})
        os.chdir(ROOT)
        return hand_over([str(venv_program(VENV, "python")), "-m", "pytest", "-n", "2", *rest])
    set_up(set())
    os.environ[COMMAND_VARIABLE] = shlex.join([Path(sys.executable).name, sys.argv[0]])
    return hand_over([str(venv_program(VENV, "keysim")), command, *rest])


def main() -> int:
    """Runs the command line and turns every expected trouble into one message and an exit status."""
    try:
        return run(sys.argv[1:])
    except SetupError as error:
        print(f"\nbootstrap: {error}", file=sys.stderr)
    except OSError as error:
        print(f"\nbootstrap: {error.filename or ROOT}: {error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nbootstrap: interrupted; run the same command again to go on.", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
