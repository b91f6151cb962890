"""The world: what a firm cannot choose. One class per mechanism of the model.

A mechanism that a world file does not mention is at its null value, that is, switched off. Field names keep
their unit when it is not the base unit (days, money, fraction).
"""

from math import inf

from pydantic import Field

from simulator.scenario.block import Block
from simulator.scenario.declared import (
    ConstantDistribution,
    FractionDistribution,
    MoneyDistribution,
    MoneyPerYearDistribution,
    PerYearDistribution,
    PositivePerYearDistribution,
    RealDistribution,
    WeightDistribution,
)
from simulator.scenario.mechanisms import (
    Agents,
    Alliance,
    Competition,
    Department,
    NewField,
    OutsideEvent,
    People,
    Technology,
)
from simulator.scenario.quantities import (
    Correlation,
    Count,
    Days,
    Fraction,
    LogOdds,
    Money,
    MoneyPerDay,
    MoneyPerMonth,
    MoneyPerYear,
    NonNegative,
    PerYear,
    Positive,
    PositiveMoneyPerYear,
    Real,
    Switch,
)

NONE = ConstantDistribution(value=0.0)


class EntryGate(Block):
    """A segment that admits only suppliers with references: gate = logistic(steepness * (R - threshold))."""

    steepness: Positive = Field(4.0, description="How sharply the gate opens around the threshold (kappa_g).")
    threshold: NonNegative = Field(1.0, description="Reference stock at which half of the bids pass (R*).")


class Downstream(Block):
    """What a dealer sells on: compound Poisson demand, met from stock by an (s, S) policy."""

    sale_value: Money = Field(
        gt=0,
        description="m, mean size of one downstream sale (exponential); downstream rate = wallet * share / m.",
    )
    order_quantity: Money = Field(gt=0, description="Q = S - s: value that a dealer draws down before it orders again.")
    channel_conflict: NonNegative = Field(
        0.0, description="Part of a dealer's trust lost per year if all new wins are direct. Null: 0."
    )


class Segment(Block):
    """An industry, or a dealer channel: what its accounts are like when nobody has sold to them yet."""

    title: str = Field("", description="Name for people, in any script.")
    accounts: Count = Field(ge=1, le=4_000_000, description="Number of accounts in the segment.")
    dealer: Downstream | None = Field(None, description="Makes this a dealer segment. Null: direct customers.")
    wallet: MoneyPerYearDistribution = Field(
        description="Money per year that an account spends on this category with all suppliers."
    )
    orders_per_year: PositivePerYearDistribution | None = Field(
        None, description="Orders per year at full share of wallet. Dealers have none: their stock decides."
    )
    order_value: MoneyDistribution | None = Field(
        None, description="Value of one order at full share. Null: wallet / orders_per_year."
    )
    order_noise: NonNegative = Field(0.0, description="Sigma of the lognormal noise (mean one) on each order.")
    reviews_per_year: PerYearDistribution = Field(description="Buying windows that a prospect opens per year.")
    retenders_per_year: PerYearDistribution = Field(
        NONE, description="Times per year a customer re-tenders its supply."
    )
    dropout: FractionDistribution = Field(NONE, description="Chance that a customer stops after an order.")
    influence: WeightDistribution = Field(NONE, description="Weight of the account's reference.")
    innovativeness: FractionDistribution = Field(NONE, description="Readiness to adopt new technology, 0 to 1.")
    required_brand: RealDistribution = Field(NONE, description="Brand below which the account does not invite.")
    influence_wallet_correlation: Correlation = Field(0.0, description="Copula correlation with wallet.")
    required_brand_wallet_correlation: Correlation = Field(0.0, description="Copula correlation with wallet.")
    risk_aversion: NonNegative = Field(0.0, description="Weight r of perceived risk in the choice.")
    risk_size_exponent: Real = Field(0.0, description="Risk aversion = r * (wallet / median) ** exponent.")
    incumbent_strength: RealDistribution = Field(NONE, description="Log-odds of the present supplier's hold.")
    observation_noise: NonNegative = Field(0.0, description="Sigma of what sellers see of the wallet (lognormal).")
    entry_gate: EntryGate | None = Field(None, description="References needed to bid at all. Null: no gate.")
    new_field: NewField | None = Field(None, description="Market that opens by adoption. Null: open from the start.")
    wallet_growth_per_year: Real = Field(
        0.0, ge=-1.0, le=1.0, description="Drift of ln wallet per year (Gibrat). Null: 0."
    )
    wallet_volatility: NonNegative = Field(0.0, le=2.0, description="Sigma of a year's shock to ln wallet. Null: 0.")
    default_per_year: PerYear = Field(0.0, description="Failures per account and year; invoices are lost. Null: 0.")
    references_from: dict[str, NonNegative] = Field(
        default_factory=dict,
        description="Other segments whose references count here, with their similarity. The own segment counts 1.",
    )


class Buying(Block):
    """When accounts look for a supplier and whom they invite (section 4.1)."""

    window: Days = Field(60.0, gt=0, description="How long a buying window stays open.")
    invitation_scale: Positive = Field(
        inf, description="omega: inv = exp(-max(0, required_brand - B) / omega). Null: inf, all invite."
    )


class Selling(Block):
    """How sellers find and pursue accounts (sections 3.2, 4.1, 4.2)."""

    parallel_pursuits: Count = Field(4, ge=1, le=100, description="Activities that one seller runs at once.")
    skill_sigma: NonNegative = Field(0.0, description="Spread of seller skill (lognormal, median 1).")
    ramp: Days = Field(0.0, description="Time until a new seller works at full strength (linear).")
    ramp_start: Fraction = Field(0.2, gt=0, description="Strength of a new seller on the first day.")
    cycle: Days = Field(44.0, gt=0, description="Median sales cycle at the reference wallet.")
    wallet_reference: MoneyPerYear = Field(35_000.0, gt=0, description="Wallet to which `cycle` belongs.")
    cycle_size_exponent: Real = Field(0.45, ge=-3.0, le=3.0, description="Growth of the cycle with the wallet.")
    cycle_sigma: NonNegative = Field(0.8, description="Spread of the cycle (lognormal).")
    qualification_share: Fraction = Field(0.3, description="Part of the cycle before the screen.")
    sample: Count = Field(5, ge=1, le=1000, description="Prospects that a free seller looks at.")
    prospecting: Days = Field(5.0, gt=0, description="Time that one outbound attempt takes.")
    cold_success: Fraction = Field(0.1, description="Chance that an outbound attempt opens a window.")
    cooling: Days = Field(180.0, description="Time during which a lost bid is not repeated.")


class Screening(Block):
    """Equal standing: whether a buyer takes a supplier of this size seriously (section 4.2).

    P(pass) = logistic(base - above * max(0, g) - below * max(0, -g)),
    g = ln(wallet / (reach * run-rate revenue)) - status_brand * B.
    """

    base: LogOdds = Field(inf, description="kappa_0, log-odds at equal standing. Null: inf, everyone passes.")
    above: NonNegative = Field(0.0, description="kappa_1, penalty per log unit that the buyer is too big.")
    below: NonNegative = Field(0.0, description="kappa_2, penalty per log unit that the buyer is too small.")
    reach: Positive = Field(1.0, description="xi, wallet of an equal, as a multiple of the firm's revenue.")
    status_brand: Real = Field(0.0, description="Log units of size that one unit of brand makes up for.")
    revenue_floor: MoneyPerYear = Field(1.0, gt=0, description="Revenue that a firm is credited with at the least.")


class Choice(Block):
    """What wins a bid: weights (log-odds) of the logit choice (section 4.2)."""

    intercept: LogOdds = Field(0.0, description="b0.")
    brand: Real = Field(0.0, description="beta_brand.")
    value: Real = Field(0.0, description="beta_value, on quality - ln(price).")
    reference: Real = Field(0.0, description="beta_reference, on 1 - exp(-R).")
    service: Real = Field(0.0, description="beta_service.")
    alliance: Real = Field(0.0, description="beta_alliance, at re-tenders of an ally.")
    capability: Real = Field(0.0, description="gamma, on ln G, the joint strength of the capability stocks.")
    skill: Real = Field(1.0, description="Weight of ln(skill of the seller).")
    warm: Real = Field(0.0, description="Boost of a lead that came by referral.")
    switching_cost: LogOdds = Field(0.0, description="Log-odds on our side when an own customer re-tenders.")
    prior_variance: Positive = Field(1.0, description="v0, risk perceived before anything is known.")
    brand_signal: NonNegative = Field(0.0, description="beta_signal: 1/v = 1/v0 + beta_signal*B + n/sigma^2.")
    experience_variance: Positive = Field(inf, description="sigma^2, noise of one order as evidence. Null: inf.")


class Sponsors(Block):
    """The boss leads: executives who must back the big bids (section 4.3)."""

    sponsor_wallet: PositiveMoneyPerYear = Field(
        inf, description="Wallets above this need a sponsor. Null: inf, none does."
    )
    executive_slots: Count = Field(1, ge=1, le=1000, description="Bids that the executives back at a time.")
    executive_boost: Real = Field(0.0, description="Log-odds that a sponsor adds.")
    executive_opportunity_cost: Fraction = Field(
        0.0, description="Part of capability building lost while all executives are busy. Null: 0."
    )


class Relationship(Block):
    """How a small first order may grow into a key account (section 4.4)."""

    first_share: Fraction = Field(1.0, description="Share of wallet of a new customer at no perceived risk.")
    share_max: Fraction = Field(1.0, gt=0, description="Largest share of wallet that one supplier gets.")
    growth: Fraction = Field(0.0, description="g, step towards share_max per good delivery. Null: 0.")
    growth_in_value: Fraction = Field(0.5, description="psi, part of growth that goes into order value.")
    setback: Fraction = Field(0.0, description="h, share lost by a bad delivery.")
    regularity: Positive = Field(1.0, description="Gamma shape of order intervals; 1 is Poisson.")
    trust_start: Fraction = Field(0.5, description="T0.")
    trust_gain: Fraction = Field(0.0, description="eta_plus, step to 1 per good delivery.")
    trust_loss: Fraction = Field(0.0, description="eta_minus, part lost per bad delivery.")
    trust_decay_per_year: PerYear = Field(0.0, description="delta_T.")
    bond_start: Fraction = Field(0.0, description="P0, personal tie to the winning seller.")
    bond_gain: Fraction = Field(0.0, description="eta_P, step of the bond per good delivery.")
    bond_decay_per_year: PerYear = Field(0.0, description="delta_P.")
    visit: Days = Field(8.0, gt=0, description="Time that one visit takes in one of a seller's parallel activities.")
    visit_trust_gain: Fraction = Field(0.0, description="Step of trust to 1 per visit, times 1 - personal share.")
    visit_bond_gain: Fraction = Field(0.0, description="Step of the bond to 1 per visit, times personal share.")
    upgrade_base: LogOdds = Field(0.0, description="a0.")
    upgrade_trust: Real = Field(0.0, description="a1.")
    upgrade_service: Real = Field(0.0, description="a2.")
    upgrade_trust_service: Real = Field(0.0, description="a3.")
    upgrade_concession: NonNegative = Field(0.0, description="a4.")
    upgrade_step: Fraction = Field(0.0, description="Part of the gap to share_max that an upgrade closes. Null: 0.")
    win_back_after: Days = Field(365.0, description="Time until a lost customer is a prospect again.")
    memory: Fraction = Field(0.5, description="Part of trust that a lost customer keeps.")


class Delivery(Block):
    """The back office: every order waits for a desk (section 4.5)."""

    work: Days = Field(0.0, description="Median work on a reference order. Null: 0.")
    order_reference: Money = Field(10_000.0, gt=0, description="Order to which `work` belongs.")
    work_size_exponent: Real = Field(0.0, description="Growth of the work with the order.")
    work_sigma: NonNegative = Field(0.0, description="Spread of the work (lognormal).")
    memoryless_work: Switch = Field(
        False, description="Whether the work is exponential with mean `work`, not lognormal with that median."
    )
    internal_speed: NonNegative = Field(0.0, description="k: work / (1 + k * internal).")
    on_time_memory: Positive = Field(50.0, ge=1.0, description="Deliveries that the on-time average remembers.")
    promise: Days = Field(inf, description="Longest sojourn that counts as on time. Null: inf.")
    fault: Fraction = Field(0.0, description="Chance of a faulty delivery at quality 0. Null: 0.")
    fault_quality: NonNegative = Field(0.0, description="kappa: fault * exp(-kappa * quality).")


class References(Block):
    """Good deliveries become references, references open doors (section 4.6)."""

    gain: NonNegative = Field(0.0, description="epsilon, reference stock per good delivery and influence. Null: 0.")
    decay_per_year: PerYear = Field(0.0, description="delta_R.")
    brand_weight: NonNegative = Field(1.0, description="Weight of reputation R~ in B, beside the brand stock.")
    referral: Fraction = Field(0.0, description="Chance per good delivery and influence of a warm lead. Null: 0.")
    lighthouse_influence: Positive = Field(
        inf, description="Influence from which a customer counts as a lighthouse. Null: inf."
    )


class Leaving(Block):
    """What drives customers away after an order (section 4.8), as weights on the logit of dropout."""

    trust: NonNegative = Field(0.0, description="b_T, on trust above trust_reference.")
    trust_reference: Fraction = Field(0.5, description="T_ref.")
    bond: NonNegative = Field(0.0, description="b_P.")
    size: Real = Field(0.0, description="b_size, on ln(wallet / median of the segment).")
    late: NonNegative = Field(0.0, description="b_late, if the delivery was late.")
    price: NonNegative = Field(0.0, description="b_price, on ln of the price index.")


class Bargaining(Block):
    """What a customer that knows its weight asks for (section 5.3): d/(d + k) of the most."""

    concession_max: Fraction = Field(0.0, description="d_max, largest discount. Null: 0.")
    half_dependence: Positive = Field(0.2, description="k, share of revenue at which half is conceded.")
    term_extra: Days = Field(0.0, description="Longest extra payment term. Null: 0.")


class Stock(Block):
    """A capability that money builds and time wears: dX/dt = gain*sqrt(u/budget_reference) - decay*X."""

    start: NonNegative = Field(0.0, description="Level at the start.")
    gain_per_year: NonNegative = Field(0.0, description="a, at the reference budget.")
    decay_per_year: PerYear = Field(0.0, description="delta.")
    weight: NonNegative = Field(1.0, description="Weight in the joint capability G.")


class Capabilities(Block):
    """Brand, quality, service and internal work (section 5.1)."""

    budget_reference: MoneyPerMonth = Field(10_000.0, gt=0, description="Budget at which a stock gains `gain`.")
    brand: Stock = Stock()
    quality: Stock = Stock()
    service: Stock = Stock()
    internal: Stock = Stock()
    complementarity: LogOdds = Field(
        0.0,
        le=1.0,
        description="rho of the CES: 1 substitutes, 0 Cobb-Douglas, very negative the weakest link.",
    )


class Finance(Block):
    """Money: opening cash, prices of everything, terms (section 5.5)."""

    opening_cash: Money = Field(description="Cash at the start.")
    credit_limit: Money = Field(0.0, description="Overdraft at which the firm is insolvent.")
    cash_reserve: Money = Field(0.0, description="Cash below which budgets are cut.")
    gross_margin: Fraction = Field(0.3, description="Share of list price left after goods.")
    manager_cost_per_month: MoneyPerMonth = Field(0.0, description="Cost of one key-account manager.")
    department_cost_per_month: MoneyPerMonth = Field(0.0, description="Cost of having the department at all.")
    contact_cost_per_month: MoneyPerMonth = Field(0.0, description="Cost of one more contact person for one customer.")
    alliance_cost_per_month: MoneyPerMonth = Field(0.0, description="Joint work with one ally.")
    dealer_discount: Fraction = Field(0.0, description="Discount off list price at which dealers buy.")
    payment_term: Days = Field(30.0, description="Time from invoice to payment.")
    order_handling: Money = Field(0.0, description="c1, cost of an account's first order.")
    order_learning: NonNegative = Field(0.0, description="b: the n-th order costs c1 * n**-b. Null: 0.")
    seller_cost_per_month: MoneyPerMonth = Field(0.0, description="Salary and travel of one seller.")
    desk_cost_per_month: MoneyPerMonth = Field(0.0, description="Cost of one back-office desk.")
    fixed_cost_per_month: MoneyPerMonth = Field(0.0, description="Everything that is paid whatever happens.")
    pursuit_cost_per_day: MoneyPerDay = Field(0.0, description="Cost of each pursuing day.")
    prospecting_cost: Money = Field(0.0, description="Cost of one outbound attempt.")
    visit_cost: Money = Field(0.0, description="Cost of one development visit.")
    overdraft_interest_per_year: PerYear = Field(0.0, description="Interest on negative cash.")
    discount_per_year: PerYear = Field(0.0, description="Discount rate (continuous).")
    equity_years: Positive = Field(10.0, description="Years of remaining margin that count as customer equity.")


class Tiers(Block):
    """What counts as a key, a mid-size and a small account (section 7), relative to the firm."""

    key_share: Fraction = Field(0.05, description="Share of run-rate revenue from which an account is key.")
    key_revenue: MoneyPerYear = Field(0.0, description="Run-rate revenue that a key account has at the least.")
    mid_share: Fraction = Field(0.01, description="Share of run-rate revenue from which an account is mid-size.")
    landed_ratio: Fraction = Field(
        0.5,
        description="An account landed big if its first orders ran at this part of its rate when it became key.",
    )


class World(Block):
    """One market and one firm's technology: all that no strategy can choose."""

    title: str = ""
    description: str = ""
    currency: str = Field("CNY", description="Currency of every amount.")
    segments: dict[str, Segment] = Field(min_length=1, max_length=512)
    buying: Buying = Buying()
    selling: Selling = Selling()
    screening: Screening = Screening()
    choice: Choice = Choice()
    sponsors: Sponsors = Sponsors()
    relationship: Relationship = Relationship()
    delivery: Delivery = Delivery()
    references: References = References()
    leaving: Leaving = Leaving()
    bargaining: Bargaining = Bargaining()
    technology: Technology = Technology()
    people: People = People()
    agents: Agents = Agents()
    department: Department = Department()
    alliance: Alliance = Alliance()
    competition: Competition = Competition()
    events: tuple[OutsideEvent, ...] = ()
    capabilities: Capabilities = Capabilities()
    finance: Finance
    tiers: Tiers = Tiers()
