"""Changes as people read them."""

from experiments.lab.changes import counterparts, told_changes
from experiments.lab.document import open_file

PHASE = "strategies.build_base.phases.0"


def test_changes_have_names() -> None:
    changes = {
        "run.replications": "100",
        "world.segments.packaging.accounts": "300",
        f"{PHASE}.effort.grow": "0.8",
        f"{PHASE}.effort.hunt": "0.2",
        "world.selling.sample": "12",
        "outcomes": "[customers, value]",
        "strategies.chase_big": "null",
        "title": "Mine",
    }
    assert list(told_changes(open_file("chase_or_build"), changes).values()) == [
        "packaging: Accounts: 180 → 300",
        "build_base: Time for growing customers: 50 % → 80 %",
        "selling.sample: 8 → 12",
        "Decided by: value of the firm → customers",
        "without chase_big",
        "title: Chase big accounts, or build the base first? → Mine",
    ]


def test_a_share_has_a_counterpart() -> None:
    assert list(counterparts(f"{PHASE}.effort.grow")) == [f"{PHASE}.effort.hunt"]
    assert list(counterparts(f"{PHASE}.reps")) == []
