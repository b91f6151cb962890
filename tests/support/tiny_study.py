"""A study that takes a fraction of a millisecond per run: for tests of what happens around the model."""

from pathlib import Path

SCENARIO = """\
title: Five accounts
world:
  segments:
    makers:
      {accounts: 5, wallet: {distribution: lognormal, median: 20k, sigma: 1}, orders_per_year: 9, reviews_per_year: 6}
    users:
      {accounts: 3, wallet: {distribution: lognormal, median: 9k, sigma: 0.5}, orders_per_year: 9, reviews_per_year: 6}
  relationship: {growth: 3 %, first_share: 30 %}
  finance: {opening_cash: 100k, seller_cost_per_month: 1k per month}
run: {horizon: 90 days, replications: 4, seed: 3}
baseline: one
strategies:
  one: {phases: [{reps: 1}]}
  two: {phases: [{reps: 2}]}
  three: {phases: [{reps: 3}]}
outcomes: [value, customers]
"""

STUDY = """\
title: A tiny study
scenario: tiny.yaml
strategies: [one, two]
factors:
  sigma:
    path: world.segments.*.wallet.sigma
    values: [0.5, 1.0, 1.5]
  cash:
    path: world.finance.opening_cash
    low: 50k
    high: 200k
    steps: 4
design: full_factorial
replications: 6
seed: 11
"""


def write_tiny_study(folder: Path, study: str = STUDY, scenario: str = SCENARIO) -> Path:
    """Writes scenario and study; returns the study's file."""
    (folder / "tiny.yaml").write_text(scenario, encoding="utf-8")
    file = folder / "study.yaml"
    file.write_text(study, encoding="utf-8")
    return file


def sampled_study(points: int, replications: int) -> str:
    """The text of a study of many points."""
    return f"""\
scenario: tiny.yaml
strategies: [one, two]
factors:
  sigma: {{path: world.segments.*.wallet.sigma, low: 0.5, high: 1.5}}
  cash: {{path: world.finance.opening_cash, low: 10k, high: 1M, scale: log}}
design: latin_hypercube
points: {points}
replications: {replications}
seed: 11
"""
