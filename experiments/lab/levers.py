"""The levers and the parts of the world that the page offers: what they are called and which values they can take.

Values are written as a scenario file writes them; units, bounds and meanings come from the schema. Whatever is not
here can still be set by its path, as on the command line.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One control.

    Attributes:
        label: Its name on the page.
        path: Where it stands, below a phase, the world or a segment.
        values: The values that it offers, from low to high, separated by ';'.
        says: What it means, where the schema speaks in symbols.
        rest: A second path, which gets 1 - value: shares of one whole.
    """

    label: str
    path: str
    values: str
    says: str = ""
    rest: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The values one by one.

        Examples:
            >>> Lever(label="Sellers", path="reps", values="1; 2; 3").texts
            ('1', '2', '3')
        """
        return tuple(text.strip() for text in self.values.split(";"))


BUDGETS = "0; 2k; 4k; 6k; 8k; 10k; 12k; 15k; 20k; 25k; 30k; 40k; 60k"
WEIGHTS = "0; 0.1; 0.2; 0.3; 0.4; 0.5; 0.6; 0.8; 1; 1.2; 1.5; 2; 3"
EXPONENTS = "-1; -0.5; 0; 0.25; 0.5; 0.75; 1; 1.25; 1.5; 2"
SHARES = "0 %; 2 %; 4 %; 6 %; 8 %; 10 %; 12 %; 15 %; 20 %; 25 %; 30 %; 40 %; 50 %; 60 %; 70 %; 80 %; 90 %; 100 %"

STRATEGY: dict[str, tuple[Lever, ...]] = {
    "Whom to pursue": (
        Lever(
            label="Pull of size",
            path="targeting.size_exponent",
            values=EXPONENTS,
            says="How strongly the size of an account draws the sellers: 0 not at all, 1 in proportion.",
        ),
        Lever(
            label="Pull of the odds",
            path="targeting.odds_exponent",
            values=EXPONENTS,
            says="How strongly sellers prefer accounts that are likely to be won: 0 not at all.",
        ),
        Lever(
            label="Dislike of long sales cycles",
            path="targeting.effort_exponent",
            values=EXPONENTS,
            says="How strongly sellers avoid accounts that take long to win: 0 not at all.",
        ),
    ),
    "People and time": (
        Lever(label="Sellers", path="reps", values="1; 2; 3; 4; 5; 6; 7; 8; 10; 12; 15; 20"),
        Lever(
            label="Time for growing customers",
            path="effort.grow",
            values=SHARES,
            says="Part of the sellers' time for visits to own customers; the rest goes into winning new ones.",
            rest="effort.hunt",
        ),
        Lever(label="Back-office desks", path="desks", values="1; 2; 3; 4; 5; 6; 8; 10; 15; unlimited"),
        Lever(
            label="Key-account managers",
            path="department.managers",
            values="0; 1; 2; 3; 4; 5; 6",
            says="A key-account department with so many managers takes over from the boss.",
        ),
        Lever(label="Contact persons per customer", path="contacts", values="1; 1.5; 2; 2.5; 3; 4; 5"),
        Lever(
            label="Care that ties to the person",
            path="personal_share",
            values=SHARES,
            says="Part of the care that builds the tie to the seller in person rather than trust in the firm.",
        ),
    ),
    "Monthly budgets": (
        Lever(label="Brand", path="budget.brand", values=BUDGETS, says="Money per month for being known."),
        Lever(label="Quality", path="budget.quality", values=BUDGETS, says="Money per month for better goods."),
        Lever(label="Service", path="budget.service", values=BUDGETS, says="Money per month for service."),
        Lever(
            label="Internal work", path="budget.internal", values=BUDGETS, says="Money per month for smoother delivery."
        ),
    ),
    "Price and terms": (
        Lever(label="Price", path="price", values="0.8; 0.85; 0.9; 0.92; 0.94; 0.96; 0.98; 1; 1.02; 1.05; 1.1; 1.2"),
        Lever(label="Largest discount granted", path="concession_cap", values=SHARES),
    ),
}

WORLD: dict[str, tuple[Lever, ...]] = {
    "Money": (
        Lever(
            label="Opening cash",
            path="finance.opening_cash",
            values="1M; 2M; 3M; 4M; 5M; 6M; 7M; 8M; 9M; 10M; 12M; 16M; 24M; 40M",
        ),
        Lever(
            label="Credit limit", path="finance.credit_limit", values="0; 500k; 1M; 1.5M; 2M; 3M; 4M; 6M; 10M; 20M; 50M"
        ),
        Lever(
            label="Gross margin",
            path="finance.gross_margin",
            values="10 %; 15 %; 20 %; 25 %; 28 %; 30 %; 32 %; 35 %; 38 %; 40 %; 45 %; 50 %; 60 %",
        ),
        Lever(
            label="Cost of a seller per month",
            path="finance.seller_cost_per_month",
            values="5k; 10k; 15k; 18k; 20k; 22k; 25k; 30k; 40k; 60k",
        ),
        Lever(
            label="Fixed cost per month",
            path="finance.fixed_cost_per_month",
            values="0; 10k; 20k; 30k; 40k; 50k; 60k; 80k; 100k; 150k; 200k",
        ),
    ),
    "How buyers choose": (
        Lever(
            label="Weight of the brand",
            path="choice.brand",
            values=WEIGHTS,
            says="What one unit of brand adds to the log-odds of winning a bid (C1).",
        ),
        Lever(
            label="Weight of references",
            path="choice.reference",
            values=WEIGHTS,
            says="What a full stock of references adds to the log-odds of winning a bid (C1, C3).",
        ),
        Lever(
            label="Weight of price-performance",
            path="choice.value",
            values=WEIGHTS,
            says="What one unit of quality for the price adds to the log-odds of winning a bid (C1).",
        ),
        Lever(
            label="Strictness of invitations",
            path="buying.invitation_scale",
            values="0.1; 0.2; 0.3; 0.4; 0.5; 0.7; 1; 1.5; 2; 3; 5; unlimited",
            says="How much a brand may fall short and still be invited: small is strict, unlimited invites all (C4).",
        ),
        Lever(
            label="Penalty for a buyer that is too big",
            path="screening.above",
            values="0; 0.1; 0.2; 0.3; 0.5; 0.7; 0.9; 1.2; 1.5; 2; 3",
            says="How quickly a buyer out of the firm's own league turns it away (C11).",
        ),
        Lever(
            label="Boost by the boss",
            path="sponsors.executive_boost",
            values=WEIGHTS,
            says="What an executive who backs a big bid adds to its log-odds (C5).",
        ),
    ),
    "How accounts grow and leave": (
        Lever(
            label="Share of wallet at first",
            path="relationship.first_share",
            values="5 %; 10 %; 15 %; 20 %; 25 %; 30 %; 35 %; 40 %; 50 %; 60 %; 70 %",
        ),
        Lever(
            label="Growth per good delivery",
            path="relationship.growth",
            values="0 %; 1 %; 2 %; 3 %; 4 %; 5 %; 6 %; 8 %; 10 %; 15 %; 20 %",
            says="Step towards the largest share of wallet with each good delivery; 0 % switches growth off (C3).",
        ),
        Lever(
            label="Gain by an upgrade",
            path="relationship.upgrade_step",
            values="0 %; 4 %; 8 %; 12 %; 16 %; 20 %; 30 %; 40 %; 60 %",
        ),
        Lever(
            label="Hold of trust on a customer",
            path="leaving.trust",
            values="0; 0.5; 1; 1.5; 2; 2.5; 3; 4; 5; 8",
            says="How much trust lowers the chance that a customer leaves (C12).",
        ),
        Lever(
            label="Recommendations",
            path="references.referral",
            values="0 %; 0.2 %; 0.5 %; 1 %; 2 %; 3 %; 5 %; 10 %",
        ),
    ),
    "Sellers and delivery": (
        Lever(
            label="Sales cycle",
            path="selling.cycle",
            values="10 days; 20 days; 30 days; 44 days; 60 days; 90 days; 120 days; 180 days; 1 year",
        ),
        Lever(
            label="Cold calls that succeed",
            path="selling.cold_success",
            values="0 %; 2 %; 5 %; 8 %; 10 %; 12 %; 15 %; 20 %; 30 %; 50 %",
        ),
        Lever(
            label="Sellers who leave per year",
            path="people.turnover_per_year",
            values="0; 0.1; 0.2; 0.27; 0.35; 0.5; 0.75; 1; 1.5",
        ),
        Lever(
            label="Customers who follow a seller",
            path="people.follow_bond",
            values="0; 0.5; 1; 1.5; 2; 2.5; 3; 4; 6",
            says="How strongly a personal tie draws a customer after a seller who leaves (C9).",
        ),
        Lever(
            label="Faulty deliveries",
            path="delivery.fault",
            values="0 %; 2 %; 4 %; 6 %; 8 %; 10 %; 12 %; 15 %; 20 %; 30 %; 50 %",
        ),
    ),
    "Bargaining and attacks": (
        Lever(
            label="Largest discount demanded",
            path="bargaining.concession_max",
            values="0 %; 2 %; 5 %; 8 %; 10 %; 12 %; 15 %; 20 %; 30 %; 40 %",
            says="What a customer that knows its weight presses out of the firm; 0 % switches bargaining off (C10).",
        ),
        Lever(
            label="Longest extra payment term",
            path="bargaining.term_extra",
            values="0 days; 15 days; 30 days; 45 days; 60 days; 90 days; 120 days",
        ),
        Lever(
            label="Attacks by competitors per year",
            path="competition.attacks_per_year",
            values="0; 0.5; 1; 1.5; 2; 3; 5; 8; 12",
        ),
        Lever(
            label="Pull of size on attackers",
            path="competition.size_exponent",
            values="-1; -0.5; 0; 0.5; 1; 1.5; 2; 3",
            says="How strongly attackers go for the customers with the most revenue: 0 not at all (C12).",
        ),
    ),
}

SEGMENT: tuple[Lever, ...] = (
    Lever(label="Accounts", path="accounts", values="20; 50; 80; 110; 150; 180; 230; 300; 400; 600; 1000"),
    Lever(
        label="Median wallet per year",
        path="wallet.median",
        values="50k; 100k; 200k; 300k; 400k; 500k; 600k; 800k; 1M; 1.5M; 2M; 4M",
        says="What the account in the middle spends per year on this category with all suppliers.",
    ),
    Lever(
        label="Inequality of wallets",
        path="wallet.sigma",
        values="0; 0.3; 0.6; 0.9; 1.1; 1.2; 1.3; 1.4; 1.5; 1.7; 2; 2.5",
        says="Spread of the logarithm of the wallets: 0 all alike; 1.3 gives the top fifth about two thirds (C2).",
    ),
    Lever(
        label="Brand that buyers ask for",
        path="required_brand.mean",
        values="-1; -0.5; 0; 0.2; 0.4; 0.5; 0.6; 0.8; 1; 1.5; 2",
        says="Brand below which an average account hesitates to invite the firm (C4).",
    ),
    Lever(
        label="Mean weight of a reference",
        path="influence.median",
        values="0.1; 0.2; 0.5; 0.8; 1; 1.5; 2; 3; 5",
        says="How much the reference of the account in the middle counts (C3).",
    ),
)

RUN: tuple[Lever, ...] = (
    Lever(label="Lucks", path="run.replications", values="20; 50; 100; 200; 400; 1000"),
    Lever(label="Years", path="run.horizon", values="1 year; 2 years; 3 years; 5 years; 7 years; 10 years"),
)
