"""Help for tests of whatever runs the model: are two results the same? And scenarios that nobody chose.

`simulator.testing.scenarios` needs hypothesis, which is not installed with keysim: it is in the extra `test`.
"""

from simulator.testing.comparison import assert_engines_agree, assert_same, fingerprint

__all__ = ["assert_engines_agree", "assert_same", "fingerprint"]
