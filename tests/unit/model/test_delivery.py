"""The back office: work, faults, and what counts as a good delivery."""

import pytest

from simulator.events import Cause
from simulator.model.delivery import fault_probability, judge_delivery, work_days
from simulator.model.parameters import INTERNAL, QUALITY
from tests.support.states import fresh


def test_no_work_takes_no_time() -> None:
    p, s = fresh(delivery={"work_sigma": 1.0})
    assert work_days(p, s, 0, 0, 1e6) == 0.0


def test_work_grows_with_the_order_and_shrinks_with_internal_work() -> None:
    p, s = fresh(delivery={"work": 2.0, "order_reference": 1000.0, "work_size_exponent": 0.5, "internal_speed": 0.5})
    assert work_days(p, s, 0, 0, 4000.0) == pytest.approx(4.0)
    s.stocks[INTERNAL].level = 2.0
    assert work_days(p, s, 0, 0, 4000.0) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("delivery", "median", "mean"),
    [({"work_sigma": 0.5}, 2.0, 2.0 * 1.1331484530668263), ({"memoryless_work": True}, 1.3862943611198906, 2.0)],
)
def test_laws_of_work(delivery: dict[str, object], median: float, mean: float) -> None:
    p, s = fresh(delivery={"work": 2.0, **delivery})
    days = sorted(work_days(p, s, account, number, 1.0) for account in range(100) for number in range(100))
    assert days[5000] == pytest.approx(median, rel=0.05)
    assert sum(days) / 10_000 == pytest.approx(mean, rel=0.05)


def test_quality_prevents_faults() -> None:
    p, s = fresh(delivery={"fault": 0.2, "fault_quality": 1.0})
    assert fault_probability(p, s) == 0.2
    s.stocks[QUALITY].level = 1.0
    assert fault_probability(p, s) == pytest.approx(0.2 * 0.36787944117144233)


@pytest.mark.parametrize(
    ("sojourn", "fault", "cause"),
    [(3.0, 0.0, Cause.GOOD), (3.1, 0.0, Cause.LATE), (3.0, 1.0, Cause.FAULTY), (3.1, 1.0, Cause.LATE_AND_FAULTY)],
)
def test_a_good_delivery_is_on_time_and_sound(sojourn: float, fault: float, cause: Cause) -> None:
    p, s = fresh(delivery={"promise": 3.0, "fault": fault, "on_time_memory": 4.0})
    assert judge_delivery(p, s, 0, 0, sojourn, 10.0) == cause
    late = cause in {Cause.LATE, Cause.LATE_AND_FAULTY}
    assert s.firm.on_time == (0.75 if late else 1.0)
    assert (s.tally.delivered, s.tally.on_time, s.book[0].deliveries) == (1, 0 if late else 1, 1)
