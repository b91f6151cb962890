"""Which modules the doctests leave out: those whose optional library is not installed here."""

from importlib.util import find_spec

_OPTIONAL = {"streamlit": "experiments/lab/*"}

collect_ignore_glob = [pattern for library, pattern in _OPTIONAL.items() if find_spec(library) is None]
