"""The points of a study: each factor's range or levels, and where the design puts the points in them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from experiments.design import Scale, between, full_factorial, latin_hypercube, position, sobol, steps_between
from experiments.plan import Factor
from experiments.study.block import SAMPLED, StudyBlock
from simulator.results import FloatArray

# Points in the unit cube, shape (points, factors), from the number of factors and a seed.
Sample = Callable[[int, int], FloatArray]


@dataclass(frozen=True)
class Ranged:
    """A factor, and the range that its points come from if it has no levels."""

    factor: Factor
    low: float = 0.0
    high: float = 1.0
    scale: Scale = "linear"

    def in_steps(self, steps: int) -> "Ranged":
        """The factor with the levels of a full factorial."""
        values = steps_between(self.low, self.high, steps, scale=self.scale, whole=self.factor.whole)
        levels = tuple(int(value) if self.factor.whole else value for value in values)
        return Ranged(replace(self.factor, levels=levels, shown=tuple(values)))

    def coordinate(self, part: float) -> float:
        """What a part (0 to 1) of the cube's edge stands for."""
        if self.factor.levels:
            return float(position(part, len(self.factor.levels)))
        return between(self.low, self.high, part, scale=self.scale, whole=self.factor.whole)


def _own_sample(study: StudyBlock) -> Sample:
    sampler = latin_hypercube if study.design == "latin_hypercube" else sobol
    return partial(sampler, study.points or 1)


def rows_of(
    study: StudyBlock, ranges: Sequence[Ranged], seed: int, sample: Sample | None
) -> Iterator[tuple[float, ...]]:
    """The points of a design, one coordinate per factor."""
    if sample is not None or study.design in SAMPLED:
        for row in (sample or _own_sample(study))(len(ranges), seed).tolist():
            yield tuple(each.coordinate(part) for each, part in zip(ranges, row, strict=True))
    elif study.design == "list":
        for row_number in range(len(study.rows or ())):
            yield (float(row_number),) * len(ranges)
    else:
        for levels in full_factorial([len(each.factor.levels) for each in ranges]):
            yield tuple(map(float, levels))
