"""Distributions as a world file declares them: how the accounts of a segment differ from each other.

A block names its law by the key `distribution`; a bare quantity such as 35 or '300k' means that all accounts
are alike. `DistributionOf` says for each field in which unit and over which range its values lie.
"""

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, get_args

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from simulator.errors import MisfitError, closest
from simulator.scenario.block import Block
from simulator.scenario.quantities import Fraction, NonNegative, Positive, Quantity, told, written_quantity
from simulator.units import Kind

if TYPE_CHECKING:
    from simulator.distributions import Distribution


@dataclass(frozen=True)
class _InUnit:
    """Reads a parameter in the unit of the field that its distribution stands in."""

    positive: bool = False

    def read(self, value: object, info: ValidationInfo) -> float:
        kind: Kind = (info.context or {}).get("kind", "number")
        return Quantity(kind=kind, positive=self.positive).read(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "number"}, {"type": "string"}]}


Amount = Annotated[float, _InUnit()]
PositiveAmount = Annotated[float, _InUnit(positive=True)]
Spread = Annotated[NonNegative, Field(le=10.0)]
InnerFraction = Annotated[Fraction, Field(gt=0.0, lt=1.0)]


class DeclaredDistribution(Block):
    """How one attribute differs between accounts."""

    reach: ClassVar[tuple[float, float]] = (0.0, inf)  # bounds of the values that the law can give
    distribution: str

    def to_distribution(self) -> "Distribution":
        """The same law with its quantiles, mean and variance."""
        raise NotImplementedError


class ConstantDistribution(DeclaredDistribution):
    """All accounts are alike.

    >>> ConstantDistribution(value=12.0).to_distribution().mean
    12.0
    """

    distribution: Literal["constant"] = "constant"
    value: Amount

    def to_distribution(self) -> "Distribution":
        """The same law with its quantiles, mean and variance."""
        from simulator.distributions import Constant

        return Constant(self.value)


class NormalDistribution(DeclaredDistribution):
    """Symmetric differences around a mean."""

    reach = (-inf, inf)
    distribution: Literal["normal"] = "normal"
    mean: Amount
    sd: NonNegative

    def to_distribution(self) -> "Distribution":
        """The same law with its quantiles, mean and variance."""
        from simulator.distributions import Normal

        return Normal(self.mean, self.sd)


class ExponentialDistribution(DeclaredDistribution):
    """Memoryless amounts: many small, few large."""

    distribution: Literal["exponential"] = "exponential"
    mean: PositiveAmount

    def to_distribution(self) -> "Distribution":
        """The same law with its quantiles, mean and variance."""
        from simulator.distributions import Exponential

        return Exponential(self.mean)


class GammaDistribution(DeclaredDistribution):
    """Positive differences; `cv` is the standard deviation over the mean."""

    distribution: Literal["gamma"] = "gamma"
    mean: PositiveAmount
    cv: Spread

    def to_distribution(self) -> "Distribution":
        """The same law with its quantiles, mean and variance."""
        from simulator.distributions import Gamma

        return Gamma(self.mean, self.cv)


class LognormalDistribution(DeclaredDistribution):
    """Sizes that differ by factors; `sigma` is the standard deviation of the logarithm."""

    distribution: Literal["lognormal"] = "lognormal"
    median: PositiveAmount
    sigma: Spread

    def to_distribution(self) -> "Distribution":
        """The same law with its quantiles, mean and variance."""
        from simulator.distributions import Lognormal

        return Lognormal(self.median, self.sigma)


class LognormalParetoDistribution(DeclaredDistribution):
    """Sizes with a tail of giants: lognormal, but a Pareto law for the uppermost `tail_probability`."""

    distribution: Literal["lognormal_pareto"] = "lognormal_pareto"
    median: PositiveAmount
    sigma: Spread
    tail_probability: InnerFraction
    tail_exponent: Positive

    def to_distribution(self) -> "Distribution":
        """The same law with its quantiles, mean and variance."""
        from simulator.distributions import LognormalParetoTail

        return LognormalParetoTail(self.median, self.sigma, self.tail_probability, self.tail_exponent)


class BetaDistribution(DeclaredDistribution):
    """Chances that differ between accounts; the larger `concentration`, the more alike they are."""

    reach = (0.0, 1.0)
    distribution: Literal["beta"] = "beta"
    mean: InnerFraction
    concentration: Positive

    def to_distribution(self) -> "Distribution":
        """The same law with its quantiles, mean and variance."""
        from simulator.distributions import Beta

        return Beta(self.mean, self.concentration)


class GammaGammaDistribution(DeclaredDistribution):
    """Mean order values of the gamma-gamma model of spend, with its parameters p, q and gamma."""

    distribution: Literal["gamma_gamma"] = "gamma_gamma"
    p: Positive
    q: Positive
    gamma: PositiveAmount

    def to_distribution(self) -> "Distribution":
        """The same law with its quantiles, mean and variance."""
        from simulator.distributions import GammaGamma

        return GammaGamma(self.p, self.q, self.gamma)


AnyDistribution = (
    ConstantDistribution
    | NormalDistribution
    | ExponentialDistribution
    | GammaDistribution
    | LognormalDistribution
    | LognormalParetoDistribution
    | BetaDistribution
    | GammaGammaDistribution
)
DISTRIBUTIONS: dict[str, type[DeclaredDistribution]] = {
    law.model_fields["distribution"].default: law for law in get_args(AnyDistribution)
}


@dataclass(frozen=True, kw_only=True)
class DistributionOf:
    """How the distribution of one field is read: the unit of its values and the range they must keep to.

    >>> DistributionOf(kind="per_year", low=0.0).read("1 per month")
    ConstantDistribution(distribution='constant', value=12.0)
    >>> DistributionOf(kind="fraction", low=0.0, high=1.0).read({"distribution": "normal"})
    Traceback (most recent call last):
    simulator.errors.MisfitError: cannot be normal, as it lies between 0 and 1; use constant, beta
    """

    kind: Kind
    low: float = -inf
    high: float = inf
    positive: bool = False

    def read(self, value: object) -> DeclaredDistribution:
        """The distribution that was meant.

        Raises:
            MisfitError: If it names no law, or one whose values leave the range.
            ValidationError: If its parameters are at fault.
        """
        if isinstance(value, DeclaredDistribution):
            self._check_range(value)
            return value
        if not isinstance(value, dict):
            return ConstantDistribution(value=self._bounds.read(value))
        law = self._law(value)
        declared = law.model_validate(value, context={"kind": self.kind})
        self._check_range(declared)
        return declared

    @property
    def laws(self) -> list[str]:
        """Names of the laws whose values keep to the range."""
        return [name for name, law in DISTRIBUTIONS.items() if self._allows(law)]

    @property
    def _bounds(self) -> Quantity:
        said = "a fraction lies between 0 and 1" if self.high == 1.0 else ""
        return Quantity(kind=self.kind, low=self.low, high=self.high, positive=self.positive, bounds=said)

    def _law(self, block: dict[str, Any]) -> type[DeclaredDistribution]:
        if "distribution" not in block:
            raise MisfitError(f"needs a line 'distribution:' that names the law ({', '.join(self.laws)})")
        name = block["distribution"]
        if not isinstance(name, str) or name not in DISTRIBUTIONS:
            hint = closest(str(name), self.laws)
            raise MisfitError(f"unknown distribution {told(name)}, known are {', '.join(self.laws)}", hint)
        law = DISTRIBUTIONS[name]
        if not self._allows(law):
            raise self._cannot_be(name)
        return law

    def _check_range(self, declared: DeclaredDistribution) -> None:
        """Python code may give a distribution itself; what a file declares has named an allowed law."""
        if isinstance(declared, ConstantDistribution):
            self._bounds.read(declared.value)
        elif not self._allows(type(declared)):
            raise self._cannot_be(declared.distribution)

    def _cannot_be(self, name: str) -> MisfitError:
        rule = "lies between 0 and 1" if self.high == 1.0 else "is never negative"
        return MisfitError(f"cannot be {name}, as it {rule}; use {', '.join(self.laws)}")

    def _allows(self, law: type[DeclaredDistribution]) -> bool:
        """Whether all values of a law keep to the range; a constant's own value decides."""
        if law is BetaDistribution and self.kind not in {"fraction", "number"}:
            return False
        return law is ConstantDistribution or (self.low <= law.reach[0] and law.reach[1] <= self.high)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        shorthand = written_quantity(self._bounds, {})
        return shorthand | {"anyOf": [*shorthand["anyOf"], *({"law": name} for name in self.laws)]}


RealDistribution = Annotated[AnyDistribution, DistributionOf(kind="number")]
WeightDistribution = Annotated[AnyDistribution, DistributionOf(kind="number", low=0.0)]
FractionDistribution = Annotated[AnyDistribution, DistributionOf(kind="fraction", low=0.0, high=1.0)]
PerYearDistribution = Annotated[AnyDistribution, DistributionOf(kind="per_year", low=0.0)]
PositivePerYearDistribution = Annotated[AnyDistribution, DistributionOf(kind="per_year", low=0.0, positive=True)]
MoneyDistribution = Annotated[AnyDistribution, DistributionOf(kind="money", low=0.0, positive=True)]
MoneyPerYearDistribution = Annotated[AnyDistribution, DistributionOf(kind="money_per_year", low=0.0, positive=True)]
