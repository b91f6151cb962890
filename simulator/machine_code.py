"""Where the compiled engine's machine code is kept: one folder per model and compiler, never a stale one.

numba's own cache looks at the file of one function only; an edit in a rule that the function calls would go
unseen. So the folder's name holds a hash of all sources of the simulator.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


# Sources that decide the machine code: the rules, the loop, and the schema, which decides the layout of records.
KERNEL_SOURCES = ("*.py", "model/*.py", "engines/compiled/*.py", "scenario/*.py")
NOT_KERNELS = {
    *("catalogue.py", "measures.py", "outcomes.py", "results.py", "simulate.py", "prepared.py", "bundled.py"),
    "errors.py",
}


@cache
def model_hash() -> str:
    """Hash of all sources of the simulator but its help for tests: equal hashes mean the same model.

    Example:
        >>> len(model_hash())
        64
    """
    root = Path(__file__).parent
    return _hash_of(path for path in root.rglob("*.py") if root / "testing" not in path.parents)


@cache
def kernel_hash() -> str:
    """Hash of the sources that decide the machine code."""
    root = Path(__file__).parent
    paths = {path for pattern in KERNEL_SOURCES for path in root.glob(pattern)}
    return _hash_of(path for path in paths if path.parent != root or path.name not in NOT_KERNELS)


def _hash_of(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(paths, key=lambda path: path.relative_to(root).as_posix()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def cache_folder() -> Path | None:
    """The folder for this model's machine code, made if need be; None if nothing can be written anywhere.

    `KEYSIM_CACHE_DIR` comes first, then the user's cache folder, then a private folder for temporary files.
    """
    name = f"{kernel_hash()[:16]}-numba{numba.__version__}"
    for base in _candidates():
        folder = base / name
        if _is_ours_and_writable(folder):
            return folder
    return None


def _candidates() -> Iterator[Path]:
    chosen = os.environ.get("KEYSIM_CACHE_DIR")
    if chosen:
        yield Path(chosen)
    home = os.environ.get("XDG_CACHE_HOME")
    yield (Path(home) if home else Path("~/.cache").expanduser()) / "keysim"
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    yield Path(tempfile.gettempdir()) / f"keysim-{owner}"


def _is_ours_and_writable(folder: Path) -> bool:
    """Whether a folder exists or can be made, belongs to this user, and takes files; code from others is not run."""
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        return _is_out_of_reach(folder.parent.stat()) and _is_ours_alone(folder.stat())
    except OSError:
        return False


def _is_ours_alone(state: os.stat_result) -> bool:
    """Whether a folder belongs to this user, and not everybody may write into it."""
    is_ours = not hasattr(os, "getuid") or state.st_uid == os.getuid()
    return is_ours and not state.st_mode & stat.S_IWOTH


def _is_out_of_reach(parent: os.stat_result) -> bool:
    """Whether nobody else may put another folder into the place of one in this folder (the superuser may)."""
    is_trusted = not hasattr(os, "getuid") or parent.st_uid in {os.getuid(), 0}
    return is_trusted and (not parent.st_mode & stat.S_IWOTH or bool(parent.st_mode & stat.S_ISVTX))


def is_switched_off() -> bool:
    """Whether `NUMBA_DISABLE_JIT=1` asks for plain Python in place of machine code, say for a debugger."""
    settings: Any = numba.config
    return bool(settings.DISABLE_JIT)


def is_ready() -> bool:
    """Whether the machine code of this model is on disk already, so that the first run need not wait for it."""
    if is_switched_off():
        return True
    folder = cache_folder()
    return folder is not None and any(folder.rglob("*.nbi"))


def compiled_for_model(function: Function) -> Function:
    """Turn a function into machine code that is kept under the hash of the whole model and runs without the GIL.

    Args:
        function: A function within the subset of Python that numba compiles.

    Returns:
        The function; its first call compiles it, or loads it from disk.
    """
    folder = cache_folder()
    settings: Any = numba.config
    before = settings.CACHE_DIR
    # numba chooses the folder at the moment of decoration.
    settings.CACHE_DIR = str(folder or "")
    try:
        return _decorated(function, keep=folder is not None)
    finally:
        settings.CACHE_DIR = before


def _decorated(function: Function, keep: bool) -> Function:
    decorate = njit(cache=keep, nogil=True, error_model="python", fastmath=False)
    return cast(Function, decorate(function))
