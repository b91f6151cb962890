"""Where machine code is kept, and whom it is trusted from."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator import machine_code
from simulator.machine_code import cache_folder, compiled_for_model, is_ready, kernel_hash, model_hash
from simulator.model.choice import logistic

STRANGER = 12345
OPEN_TO_ALL = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The chosen folder, the user's and the one for temporary files all lie in an empty folder."""
    monkeypatch.setenv("KEYSIM_CACHE_DIR", str(tmp_path / "chosen"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir(mode=0o700)


@pytest.fixture
def fresh_hashes() -> Iterator[None]:
    """Hashes are computed anew in the test and after it."""
    for cached in (kernel_hash, model_hash):
        cached.cache_clear()
    yield
    for cached in (kernel_hash, model_hash):
        cached.cache_clear()


def test_the_chosen_folder_comes_first(tmp_path: Path) -> None:
    folder = cache_folder()
    assert folder is not None
    assert folder.parent == tmp_path / "chosen"
    assert kernel_hash()[:16] in folder.name
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_then_the_users_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KEYSIM_CACHE_DIR")
    folder = cache_folder()
    assert folder is not None
    assert folder.parent == tmp_path / "home" / "keysim"


def test_where_nothing_can_be_written_the_next_place_is_taken(tmp_path: Path) -> None:
    """A file in the place of a folder stops even the superuser."""
    (tmp_path / "chosen").touch()
    (tmp_path / "home").touch()
    folder = cache_folder()
    assert folder is not None
    assert folder.parent == tmp_path / "temporary" / f"keysim-{os.getuid()}"


def test_nothing_is_kept_where_no_place_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "temporary").rmdir()
    for name in ("chosen", "home", "temporary"):
        (tmp_path / name).touch()
    assert cache_folder() is None
    assert not is_ready()


def test_a_read_only_folder_is_passed_over(tmp_path: Path) -> None:
    folder = cache_folder()
    assert folder is not None
    folder.chmod(0o500)
    expected = folder if os.getuid() == 0 else tmp_path / "home" / "keysim" / folder.name
    assert cache_folder() == expected
    folder.chmod(0o700)


def test_a_folder_that_anybody_may_write_into_is_not_trusted(tmp_path: Path) -> None:
    folder = cache_folder()
    assert folder is not None
    folder.chmod(OPEN_TO_ALL)
    assert cache_folder() == tmp_path / "home" / "keysim" / folder.name


def test_a_folder_within_one_that_anybody_may_write_into_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "chosen").mkdir()
    (tmp_path / "chosen").chmod(OPEN_TO_ALL)
    folder = cache_folder()
    assert folder is not None
    assert folder.parent == tmp_path / "home" / "keysim"
    # Where only the owner may rename a file, as in /tmp, nobody can put another folder into its place.
    (tmp_path / "chosen").chmod(OPEN_TO_ALL | stat.S_ISVTX)
    folder = cache_folder()
    assert folder is not None
    assert folder.parent == tmp_path / "chosen"


def test_a_strangers_folder_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_folder() is not None
    # Seen by another user, all folders are a stranger's (no test may give a file away, so the user changes).
    monkeypatch.setattr(os, "getuid", lambda: STRANGER)
    assert cache_folder() is None


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only the superuser gives files away")
def test_a_folder_of_another_owner_is_not_trusted(tmp_path: Path) -> None:
    folder = cache_folder()
    assert folder is not None
    os.chown(folder, STRANGER, STRANGER)
    assert cache_folder() == tmp_path / "home" / "keysim" / folder.name
    os.chown(tmp_path / "home" / "keysim", STRANGER, STRANGER)
    last = cache_folder()
    assert last is not None
    assert last.parent.parent == tmp_path / "temporary"


@pytest.fixture
def copy_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources, whose hashes are asked for."""
    copy = tmp_path / "simulator"
    shutil.copytree(Path(machine_code.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(machine_code, "__file__", str(copy / "machine_code.py"))
    return copy


def hashes_now() -> tuple[str, str]:
    """Hashes of the kernels and of the model, of the sources as they are now."""
    kernel_hash.cache_clear()
    model_hash.cache_clear()
    return kernel_hash(), model_hash()


@pytest.mark.usefixtures("fresh_hashes")
@pytest.mark.parametrize(
    ("source", "changes_kernels", "changes_model"),
    [
        ("model/money.py", True, True),
        ("engines/compiled/loop.py", True, True),
        ("scenario/world.py", True, True),
        ("randomness.py", True, True),
        ("outcomes.py", False, True),
        ("engines/reference/selling.py", False, True),
        ("testing/worlds.py", False, False),
    ],
)
def test_what_changes_the_hashes(
    source: str, changes_kernels: bool, changes_model: bool, copy_of_the_package: Path
) -> None:
    before = hashes_now()
    path = copy_of_the_package / source
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    after = hashes_now()
    assert (before[0] != after[0], before[1] != after[1]) == (changes_kernels, changes_model)


@pytest.mark.usefixtures("fresh_hashes")
def test_line_ends_of_another_system_change_no_hash(copy_of_the_package: Path) -> None:
    before = hashes_now()
    path = copy_of_the_package / "model" / "money.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert hashes_now() == before


def test_compiled_functions_are_kept_in_that_folder(tmp_path: Path) -> None:
    chance = compiled_for_model(double_chance)
    assert chance(0.0) == 1.0
    assert list((tmp_path / "chosen").rglob("*.nbi"))
    assert is_ready()


def double_chance(x: float) -> float:
    return 2.0 * logistic(x)
