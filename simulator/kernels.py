"""How functions become machine code: the only place that chooses numba's options.

These decorators cover the whole project:

* ``kernel`` marks a scalar function of the science. Called from Python it stays plain Python (the reference
  engine steps through it with a debugger); called from compiled code it is compiled into the caller.
* ``compiled`` makes a function that is machine code for every caller (`compiled_without_lock` one that also lets
  other threads run meanwhile).

Both leave the arithmetic as written: no ``fastmath``, no reordering, so that CPython and machine code give
the same floats bit for bit. With ``NUMBA_DISABLE_JIT=1`` both are plain Python.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit
from numba.extending import overload, register_jitable

from simulator.callees import OPTIONS

__all__ = ["compiled", "compiled_form_of", "compiled_without_lock", "kernel"]

# Gives a plain function another body where compiled code calls it (numba's `overload`).
compiled_form_of = overload

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Mark a rule of the model as usable, unchanged, by both engines.

    Args:
        function: A scalar function that calls only ``math`` and other kernels.

    Returns:
        The same function object; compiled callers get a compiled copy.

    Example:
        >>> @kernel
        ... def double(x: float) -> float:
        ...     return 2.0 * x
        >>> double(3.0)
        6.0
    """
    marked: Function = register_jitable(**OPTIONS)(function)
    return marked


def compiled(function: Function) -> Function:
    """Turn a function into machine code for all callers, kept on disk where a folder can be written.

    Where none can (a read-only installation without a home), the code is compiled anew in each process.

    Args:
        function: A function within the subset of Python that numba compiles.

    Returns:
        The compiled function, with the arguments and the result of the original.

    Example:
        >>> @compiled
        ... def triple(x: float) -> float:
        ...     return 3.0 * x
        >>> triple(2.0)
        6.0
    """
    return _kept_if_possible(function, nogil=False)


def compiled_without_lock(function: Function) -> Function:
    """Like `compiled`, for work so long that other threads should go on beside it.

    Args:
        function: A function within the subset of Python that numba compiles; what it is given, nobody else may change.

    Returns:
        The compiled function; it runs without the interpreter's lock.
    """
    return _kept_if_possible(function, nogil=True)


def _kept_if_possible(function: Function, nogil: bool) -> Function:
    try:
        return _machine_code(function, nogil, keep_on_disk=True)
    except RuntimeError:  # numba: "no locator available", nowhere to keep the machine code
        return _machine_code(function, nogil, keep_on_disk=False)


def _machine_code(function: Function, nogil: bool, keep_on_disk: bool) -> Function:
    decorate = njit(cache=keep_on_disk, nogil=nogil, error_model="python", fastmath=False)
    return cast(Function, decorate(function))
