"""What is formatted reads back as the same value."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import MisfitError
from simulator.units import KINDS, Kind, format_quantity, parse


@given(value=st.floats(-1e14, 1e14, allow_subnormal=False), kind=st.sampled_from(KINDS))
def test_formatted_value_reads_back(value: float, kind: Kind) -> None:
    assert parse(format_quantity(value, kind, digits=12), kind) == pytest.approx(value, rel=1e-9, abs=1e-12)


@given(text=st.text(), kind=st.sampled_from(KINDS))
def test_any_text_is_a_number_or_a_clear_fault(text: str, kind: Kind) -> None:
    with suppress(MisfitError):
        assert isinstance(parse(text, kind), float)
