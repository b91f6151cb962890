"""The science: one file per mechanism, rules that both engines call."""
