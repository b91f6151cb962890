"""What can happen, in which order within one instant, and how it is written down.

`Timer` gives the order of things that fall on the same instant: by timer, then by entity, then by the order of
scheduling. `EventKind` and `Cause` are the codes of the event log.
"""

from enum import IntEnum


class Timer(IntEnum):
    """What the calendar can hold; within one instant the lower value comes first."""

    OUTSIDE = 1
    FAILURE = 2
    ATTACK = 3
    DEPARTURE = 4
    ARRIVAL = 5
    ADOPTION = 6
    REVIEW = 7
    RETENDER = 8
    RETURN = 9
    WINDOW_CLOSES = 10
    WORK_ENDS = 11
    PAYMENT = 12
    ORDER = 13
    ACTIVITY_ENDS = 14
    SPONSOR_PATIENCE = 15
    MONTH_END = 16


class EventKind(IntEnum):
    """What the event log tells; `simulator.catalogue.EVENTS` says what each one means and what its amount is."""

    WINDOW_OPENED = 1
    INVITED = 2
    NOT_INVITED = 3
    DECLINED = 4
    LEAD_EXPIRED = 5
    PROSPECTED = 6
    PURSUIT_STARTED = 7
    QUALIFIED = 8
    SCREENED_OUT = 9
    SPONSORED = 10
    SPONSOR_LATE = 11
    WON = 12
    BID_LOST = 13
    ORDERED = 14
    DELIVERED = 15
    INVOICED = 16
    VISITED = 17
    UPGRADED = 18
    RETENDER_KEPT = 19
    CUSTOMER_LOST = 20
    RETURNED = 21
    TIER_CHANGED = 22
    BECAME_KEY = 23
    PHASE_BEGAN = 24
    LEDGER = 25
    INSOLVENT = 26
    ADOPTED = 27
    ALLIED = 28
    SELLER_LEFT = 29
    SELLER_CAME = 30
    HANDED_OVER = 31
    HANDED_BACK = 32
    DEPARTMENT_OPENED = 33
    DEPARTMENT_CLOSED = 34
    ATTACKED = 35
    FAILED = 36
    WRITTEN_OFF = 37
    MARKET_CHANGED = 38


class Cause(IntEnum):
    """Why something happened, or what money was for."""

    NONE = 0
    # who opened a buying window
    OWN_REVIEW = 1
    COLD_CALL = 2
    REFERRAL = 3
    ADOPTION = 4
    # how a delivery went
    GOOD = 10
    LATE = 11
    FAULTY = 12
    LATE_AND_FAULTY = 13
    # why a customer left
    DROPOUT = 20
    RETENDER = 21
    FOLLOWED_SELLER = 22
    ATTACK = 23
    DEFAULT = 24
    EVENT = 25
    # what changed in the market
    DEMAND = 26
    PRICE_WAR = 27
    # where a key account came from
    LANDED_BIG = 30
    GROWN = 31
    LIGHTHOUSE = 32
    DEALER = 33
    EARLY_ADOPTER = 34
    ALLY = 35
    # what money was for
    RECEIPT = 40
    GOODS = 41
    HANDLING = 42
    SELLERS = 43
    PROSPECTING = 44
    PURSUIT = 45
    VISIT = 46
    BRAND = 47
    QUALITY = 48
    SERVICE = 49
    INTERNAL = 50
    DESKS = 51
    COMMISSION = 52
    DEPARTMENT = 53
    CONTACTS = 54
    ALLIANCES = 55
    FIXED = 56
    INTEREST = 57


class Status(IntEnum):
    """Where an account stands; each is in exactly one state at a time."""

    PROSPECT = 0
    LEAD = 1
    PURSUED = 2
    CUSTOMER = 3
    COOLING = 4
    LOST = 5
    FAILED = 6
    NOT_YET = 7


class Tier(IntEnum):
    """How big a customer is, relative to the firm."""

    NONE = 0
    SMALL = 1
    MID = 2
    KEY = 3
