"""The observer of one account's life in a run of the reference engine; it reads the state and changes nothing."""

from experiments.stories.chances import Chance
from experiments.stories.moments import Moment, Standing
from experiments.stories.sights import Memory, Sight, chance_of
from simulator.engines.reference import Entry
from simulator.events import Cause, EventKind
from simulator.model.bargaining import account_run_rate, firm_run_rate
from simulator.model.parameters import Parameters
from simulator.model.state import State

DAYS_BETWEEN_STANDINGS = 7.0
OF_THE_FIRM = frozenset(
    {
        *(EventKind.PHASE_BEGAN, EventKind.DEPARTMENT_OPENED, EventKind.DEPARTMENT_CLOSED),
        EventKind.INSOLVENT,
    }
)


class Watcher:
    """Keeps the moments of one account, each with the chance behind it, and how the account stood."""

    def __init__(self, account: int) -> None:
        self.account = account
        self.moments: list[Moment] = []
        self.standings: list[Standing] = []
        self.memory = Memory()
        self.market = (1.0, 1.0)

    def __call__(self, p: Parameters, s: State, entry: Entry) -> None:
        """Look at one event."""
        time, kind, account, seller, _, cause = entry
        self._stand(s, time)
        if account == self.account:
            self.memory.note(s, entry)
            self._keep(entry, chance_of(Sight(p, s, self.memory, *entry)), self._facts(s, entry))
        elif kind in OF_THE_FIRM or self._concerns(s, kind, seller):
            self._keep(entry, None, {})
        elif kind == EventKind.WINDOW_OPENED and cause == Cause.REFERRAL and self.memory.delivered_by == self.account:
            self._keep(entry, None, {"recommended to": float(account)})
        if kind == EventKind.DELIVERED:
            self.memory.delivered_by = account

    def _concerns(self, s: State, kind: int, seller: int) -> bool:
        """Whether an event of no account in particular is one of this account's seller or market."""
        if kind == EventKind.SELLER_LEFT:
            return s.book[self.account].owner == seller
        if kind != EventKind.MARKET_CHANGED:
            return False
        market = s.markets[s.accounts[self.account].segment]
        before, self.market = self.market, (market.demand, market.price)
        return before != self.market

    def _keep(self, entry: Entry, chance: Chance | None, facts: dict[str, float]) -> None:
        time, kind, _, seller, amount, cause = entry
        moment = Moment(
            time=time,
            kind=EventKind(kind),
            cause=Cause(cause),
            seller=seller,
            amount=amount,
            chance=chance,
            facts=facts,
        )
        self.moments.append(moment)

    def _facts(self, s: State, entry: Entry) -> dict[str, float]:
        """What else a reader of the story wants to know of this moment."""
        time, kind, _, _, _, cause = entry
        if kind == EventKind.WINDOW_OPENED and cause == Cause.REFERRAL:
            return {"recommended by": float(self.memory.delivered_by)}
        if kind == EventKind.CUSTOMER_LOST and cause == Cause.DROPOUT:
            return {"last delivery": float(self.memory.delivery)}
        if kind == EventKind.UPGRADED:
            return {"share before": self.memory.share_at_visit}
        if kind == EventKind.BECAME_KEY:
            return {"firm run rate": firm_run_rate(s, time)}
        if kind == EventKind.LEAD_EXPIRED:
            return {"other leads": float(s.firm.leads)}
        return {}

    def _stand(self, s: State, time: float) -> None:
        """Note how the account stands, whenever that has changed or a week is over."""
        now = self._standing(s, time)
        last = self.standings[-1] if self.standings else None
        if last is None or time - last.time >= DAYS_BETWEEN_STANDINGS or _differ(last, now):
            self.standings.append(now)

    def _standing(self, s: State, time: float) -> Standing:
        relation = s.book[self.account]
        return Standing(
            time=time,
            share=relation.share,
            trust=relation.trust,
            run_rate=account_run_rate(s, self.account, time),
            firm_run_rate=firm_run_rate(s, time),
            concession=relation.concession,
        )


def _differ(before: Standing, now: Standing) -> bool:
    return (before.share, before.trust, before.concession) != (now.share, now.trust, now.concession)
