"""How the rules are compiled that only other machine code calls: to be linked into it, never to run by themselves.

numba optimises every function and makes native code of it, though the event loop takes all its rules in and only the
loop is ever called. A rule compiled here ends as intermediate code; the loop that links it is optimised and translated
as one piece. That halves the time of the first start and leaves the results as they are.

numba documents that a compiler may be given passes of one's own; what the pass below replaces is numba's own business
and may change. Where it does not look as expected, the rules are compiled in numba's usual way.

Source: https://numba.readthedocs.io/en/stable/developer/custom_pipeline.html
"""

import ctypes
from typing import Any

__all__ = ["OPTIONS"]

# Only machine code calls a rule: a way in from Python or C would take a sixth of the compile time.
_USUAL: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

try:
    from numba import _dynfunc  # type: ignore[attr-defined]
    from numba.core.codegen import CPUCodeLibrary
    from numba.core.compiler import CompilerBase, DefaultPassBuilder, _LowerResult
    from numba.core.compiler_machinery import register_pass
    from numba.core.typed_passes import NativeLowering
except ImportError:  # another numba
    OPTIONS = _USUAL
else:

    class _LinkedLibrary(CPUCodeLibrary):  # type: ignore[misc]
        """Intermediate code as it was written: whoever links it optimises and translates it."""

        def _optimize_final_module(self) -> None:
            """Leave that to the caller."""

        def _finalize_final_module(self) -> None:
            self._finalize_dynamic_globals()
            self._verify_declare_only_symbols()
            self._finalized = True

    @ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object)
    def _refuse(_closure: Any, _arguments: Any) -> Any:
        """Stands for the native code that there is none of; nothing calls it."""
        raise RuntimeError("this rule was compiled for machine code alone")

    @register_pass(mutates_CFG=True, analysis_only=False)
    class _CalleeLowering(NativeLowering):  # type: ignore[misc]
        """Lowers a function for its callers; they find it under a key, a built-in function of its own."""

        _name = "callee_lowering"

        def run_pass(self, state: Any) -> bool:
            state.library = _LinkedLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
            state.flags.no_compile = True
            super().run_pass(state)
            lowered = state["cr"]
            described = lowered.fndesc
            address = ctypes.cast(_refuse, ctypes.c_void_p).value
            key = _dynfunc.make_function(
                described.lookup_module(), state.func_id.func_name, "", address, lowered.env, (state.library,)
            )
            state.targetctx.insert_user_function(key, described, [state.library])
            if hasattr(state.library, "_reload_init"):  # since numba 0.62
                state.reload_init.extend(state.library._reload_init)
            state["cr"] = _LowerResult(described, lowered.call_helper, cfunc=key, env=lowered.env)
            return True

    class _CalleeCompiler(CompilerBase):  # type: ignore[misc]
        """numba's compiler with that one pass exchanged."""

        def define_pipelines(self) -> list[Any]:
            builder = DefaultPassBuilder.define_nopython_pipeline(self.state)
            builder.passes = [
                (_CalleeLowering if each is NativeLowering else each, purpose) for each, purpose in builder.passes
            ]
            builder.finalize()
            return [builder]

    OPTIONS = {**_USUAL, "pipeline_class": _CalleeCompiler}
