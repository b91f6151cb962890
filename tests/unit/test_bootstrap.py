"""The way in: every state in which a machine or an earlier run may have left the set-up."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import bootstrap
from experiments.commands.scenario_files import new
from experiments.invocation import installation_of


@pytest.fixture(autouse=True)
def _started(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the bootstrap says of its start is forgotten after each test."""
    monkeypatch.setenv(bootstrap.COMMAND_VARIABLE, "")


class Commands:
    """Stands in for the subprocesses of a set-up: notes each command and makes the venv it would make."""

    def __init__(self, venv: Path) -> None:
        self.venv = venv
        self.seen: list[list[str]] = []

    def __call__(self, command: list[str], venv: Path, progress: bootstrap.Progress) -> None:
        (venv / bootstrap.LOG_NAME).touch()
        self.seen.append(command)
        if "venv" in command:
            python = bootstrap.venv_program(venv, "python")
            python.parent.mkdir(parents=True)
            python.touch()

    @property
    def kinds(self) -> list[str]:
        return [command[2] if command[2] != "pip" else command[3] for command in self.seen]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source tree in which nothing is set up yet."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    for name in bootstrap.FINGERPRINTED_FILES:
        (tmp_path / name).write_text("first\n")
    return tmp_path


@pytest.fixture
def commands(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Subprocesses replaced; a venv counts as working when its Python exists."""
    stand_in = Commands(tree / ".venv")
    monkeypatch.setattr(bootstrap, "run_logged", stand_in)
    monkeypatch.setattr(bootstrap, "runs", lambda venv, code: bootstrap.venv_program(venv, "python").exists())
    return stand_in


def test_an_old_python_is_refused_by_name_of_a_newer_one() -> None:
    fault = bootstrap.python_fault((3, 9), lambda name: name if name == "python3.12" else None)
    assert "this is 3.9" in fault
    assert "python3.12 bootstrap.py" in fault


def test_an_old_python_without_a_newer_one_is_told_to_install() -> None:
    assert "Install Python 3.11 or newer" in bootstrap.python_fault((3, 10), lambda name: None)


def test_a_python_that_is_new_enough_has_no_fault() -> None:
    assert bootstrap.python_fault((3, 11)) == ""


def test_the_first_run_creates_and_installs_with_the_pins(commands: Commands) -> None:
    bootstrap.set_up(set())
    assert commands.kinds == ["venv", "install"]
    assert commands.seen[-1][-4:] == ["-c", "constraints.txt", "-e", "."]


def test_the_second_run_does_nothing(commands: Commands) -> None:
    bootstrap.set_up({"test"})
    commands.seen.clear()
    bootstrap.set_up(set())
    assert commands.seen == []


def test_extras_add_up(commands: Commands) -> None:
    bootstrap.set_up({"test"})
    bootstrap.set_up({"docs"})
    assert commands.kinds == ["venv", "install", "install"]
    assert commands.seen[-1][-1] == ".[docs,test]"


@pytest.mark.parametrize("name", bootstrap.FINGERPRINTED_FILES)
def test_changed_requirements_install_again_in_place(commands: Commands, tree: Path, name: str) -> None:
    bootstrap.set_up(set())
    (tree / name).write_text("second\n")
    bootstrap.set_up(set())
    assert commands.kinds == ["venv", "install", "install"]


def test_a_moved_tree_installs_again(tree: Path) -> None:
    assert bootstrap.fingerprint(tree, []) != bootstrap.fingerprint(_copy_of(tree, tree / "elsewhere"), [])


def _copy_of(tree: Path, target: Path) -> Path:
    target.mkdir()
    for name in bootstrap.FINGERPRINTED_FILES:
        (target / name).write_bytes((tree / name).read_bytes())
    return target


def test_an_interrupted_set_up_begins_afresh(commands: Commands, tree: Path) -> None:
    bootstrap.set_up(set())
    (tree / ".venv" / bootstrap.STAMP_NAME).unlink()
    half_made = tree / ".venv" / "half_made"
    half_made.touch()
    bootstrap.set_up(set())
    assert commands.kinds == ["venv", "install"] * 2
    assert not half_made.exists()


def test_a_venv_whose_python_is_gone_is_made_again(commands: Commands, tree: Path) -> None:
    bootstrap.set_up(set())
    bootstrap.venv_program(tree / ".venv", "python").unlink()
    bootstrap.set_up(set())
    assert commands.kinds == ["venv", "install"] * 2


def test_a_broken_stamp_counts_as_none(tree: Path) -> None:
    (tree / ".venv").mkdir()
    (tree / ".venv" / bootstrap.STAMP_NAME).write_text('{"fingerprint"')
    assert bootstrap.read_stamp(tree / ".venv") == ("", set())


def test_a_stamp_is_read_back(tree: Path) -> None:
    (tree / ".venv").mkdir()
    bootstrap.write_stamp(tree / ".venv", tree, {"test", "docs"})
    assert bootstrap.read_stamp(tree / ".venv") == (
        bootstrap.fingerprint(tree, {"docs", "test"}),
        {"docs", "test"},
    )


def test_a_venv_that_its_owner_made_is_used(commands: Commands, tree: Path) -> None:
    python = bootstrap.venv_program(tree / ".venv", "python")
    python.parent.mkdir(parents=True)
    python.touch()
    bootstrap.set_up(set())
    assert commands.kinds == ["install"]


@pytest.mark.parametrize("make", [lambda path: path.touch(), lambda path: (path / "data").mkdir(parents=True)])
def test_what_is_no_venv_is_never_removed(commands: Commands, tree: Path, make: Callable[[Path], None]) -> None:
    make(tree / ".venv")
    with pytest.raises(bootstrap.SetupError, match="move it away"):
        bootstrap.set_up(set())
    assert (tree / ".venv").exists()
    assert commands.seen == []


def test_an_empty_folder_is_no_obstacle(commands: Commands, tree: Path) -> None:
    (tree / ".venv").mkdir()
    bootstrap.set_up(set())
    assert commands.kinds == ["venv", "install"]


@pytest.mark.parametrize(
    ("modules", "programs", "expected"),
    [
        ({"venv", "ensurepip", "virtualenv"}, set(), [["-m", "venv"]]),
        ({"venv", "virtualenv"}, set(), [["-m", "virtualenv"]]),
        ({"venv", "pip"}, {"virtualenv"}, [["--python", sys.executable]]),
        ({"venv", "pip"}, set(), [["-m", "venv"], ["-m", "pip"]]),
    ],
)
def test_a_venv_is_made_by_the_best_means_at_hand(
    monkeypatch: pytest.MonkeyPatch, modules: set[str], programs: set[str], expected: list[list[str]]
) -> None:
    monkeypatch.setattr(bootstrap, "has_module", lambda name: name in modules)
    monkeypatch.setattr("shutil.which", lambda name: name if name in programs else None)
    found = bootstrap.creation_commands(Path("place"))
    assert [command[1:3] for command in found] == expected


def test_without_any_means_the_package_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "has_module", lambda name: False)
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(bootstrap.SetupError, match=r"apt install python3\.\d+-venv"):
        bootstrap.creation_commands(Path("place"))


@pytest.mark.parametrize(
    ("output", "meaning"),
    [
        ("NewConnectionError: no\nERROR: No matching distribution found", "index cannot be reached"),
        ("ERROR: No matching distribution found for numpy==99", "pinned package"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("SSL: CERTIFICATE_VERIFY_FAILED", "certificate"),
        ("a riddle", "^$"),
    ],
)
def test_known_causes_are_explained(output: str, meaning: str) -> None:
    assert re.search(meaning, bootstrap.explain(output))


def test_progress_shows_the_newest_telling_line_without_its_address() -> None:
    log = "Collecting numpy\n  Downloading https://host.invalid/a/numpy-2.whl (16.4 MB)\n noise\n"
    assert bootstrap.last_spoken_line(log) == "  Downloading numpy-2.whl (16.4 MB)"
    assert bootstrap.last_spoken_line("noise") == "  working"
    assert "trying again" in bootstrap.last_spoken_line("WARNING: Retrying (Retry(total=4))")


def test_a_failed_step_shows_its_output_and_the_log(tree: Path) -> None:
    venv = tree / ".venv"
    venv.mkdir()
    code = "import sys; sys.exit('OSError: No space left on device')"
    with pytest.raises(bootstrap.SetupError, match="disk is full") as caught:
        bootstrap.run_logged([sys.executable, "-c", code], venv, bootstrap.Progress())
    assert str(venv / bootstrap.LOG_NAME) in str(caught.value)


def test_a_running_step_ends_with_the_interrupt(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    venv = tree / ".venv"
    venv.mkdir()
    started: list[subprocess.Popen[bytes]] = []

    def interrupt(process: "subprocess.Popen[bytes]") -> bool:
        started.append(process)
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "_still_runs", interrupt)
    monkeypatch.setattr(bootstrap, "SECONDS_TO_STOP", 0.1)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.run_logged([sys.executable, "-c", "import time; time.sleep(60)"], venv, bootstrap.Progress())
    assert started[0].returncode is not None


def test_settings_that_divert_pip_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    environment = bootstrap.quiet_environment()
    assert "PIP_TARGET" not in environment
    assert environment["PIP_USER"] == "0"


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch, tree: Path) -> list[list[str]]:
    """The commands that bootstrap hands over to, after a set-up that is replaced by a note of its extras."""
    seen: list[list[str]] = []
    monkeypatch.chdir(tree)
    monkeypatch.setattr(bootstrap, "set_up", lambda extras: seen.append(sorted(extras)))

    def hand_over(command: list[str]) -> int:
        seen.append(command)
        return 7

    monkeypatch.setattr(bootstrap, "hand_over", hand_over)
    return seen


def test_tests_run_on_two_workers_in_the_tree(handed: list[list[str]], tree: Path) -> None:
    assert bootstrap.run(["test", "-k", "choice"]) == 7
    extras, command = handed
    assert extras == ["test"]
    assert command[1:] == ["-m", "pytest", "-n", "2", "-k", "choice"]
    assert Path.cwd() == tree


def test_other_commands_are_keysims(handed: list[list[str]], tree: Path) -> None:
    assert bootstrap.run(["compare", "a.yaml", "--json", "-"]) == 7
    assert handed == [[], [str(tree / ".venv/bin/keysim"), "compare", "a.yaml", "--json", "-"]]


def test_keysim_learns_how_it_was_started(
    handed: list[list[str]], tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "new", "my_firm"])
    bootstrap.run(["new", "my_firm"])
    new(tree / "my_firm")
    assert "next: python3 bootstrap.py compare " in capsys.readouterr().out


def test_what_is_missing_is_installed_by_what_made_the_environment(tree: Path) -> None:
    assert installation_of("lab", tree) == "pip install 'keysim[lab]'"
    bootstrap.write_stamp(tree, tree, set())
    assert installation_of("lab", tree) == "python3 bootstrap.py setup lab"


def test_setup_only_sets_up(handed: list[list[str]]) -> None:
    assert bootstrap.run(["setup", "test,dev", "docs"]) == 0
    assert handed == [["dev", "docs", "test"]]


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_help_sets_nothing_up(
    handed: list[list[str]], capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert bootstrap.run(arguments) == 0
    assert handed == []
    assert "bootstrap.py compare" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("trouble", "status", "message"),
    [
        (KeyboardInterrupt(), 130, "run the same command again"),
        (bootstrap.SetupError("no disk"), 1, "no disk"),
        (PermissionError(13, "Permission denied", "/closed"), 1, "/closed: Permission denied"),
    ],
)
def test_trouble_is_one_message_and_a_status(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    trouble: BaseException,
    status: int,
    message: str,
) -> None:
    def fail(arguments: list[str]) -> int:
        raise trouble

    monkeypatch.setattr(bootstrap, "run", fail)
    assert bootstrap.main() == status
    assert message in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="elsewhere the command is a child")
def test_the_exit_status_is_the_commands_own(repo_root: Path) -> None:
    code = f"import bootstrap; bootstrap.hand_over([{json.dumps(sys.executable)}, '-c', 'raise SystemExit(5)'])"
    assert subprocess.run([sys.executable, "-c", code], cwd=repo_root, check=False).returncode == 5
