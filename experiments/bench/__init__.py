"""What keysim costs and what it saves, measured here and now: `python -m experiments.bench`."""
