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
    """What the event log tells; `amount` means what the comment says."""

    WINDOW_OPENED = 1  # amount: chance of being invited; cause: who opened it
    INVITED = 2  # amount: score of the lead
    NOT_INVITED = 3  # amount: chance of being invited
    DECLINED = 4  # the strategy does not want this account
    LEAD_EXPIRED = 5  # the window closed before a seller was free
    PROSPECTED = 6  # an outbound attempt failed; amount: chance of success
    PURSUIT_STARTED = 7  # amount: planned days of the whole cycle
    QUALIFIED = 8  # amount: chance of passing the screen
    SCREENED_OUT = 9  # amount: chance of passing the screen
    SPONSORED = 10  # amount: days waited for the sponsor
    SPONSOR_LATE = 11  # amount: days waited in vain
    WON = 12  # amount: chance of winning
    BID_LOST = 13  # amount: chance of winning
    ORDERED = 14  # amount: value at list price
    DELIVERED = 15  # amount: days from order to delivery; cause: good, late, faulty
    INVOICED = 16  # amount: money
    VISITED = 17  # amount: chance of an upgrade
    UPGRADED = 18  # amount: share of wallet after it
    RETENDER_KEPT = 19  # amount: chance of keeping the customer
    CUSTOMER_LOST = 20  # amount: chance of losing it; cause: why
    RETURNED = 21  # a lost account or lost bid is a prospect again
    TIER_CHANGED = 22  # amount: new tier
    BECAME_KEY = 23  # amount: run-rate revenue; cause: origin
    PHASE_BEGAN = 24  # amount: position of the phase, from 0
    LEDGER = 25  # amount: money in or out; cause: what for
    INSOLVENT = 26  # amount: cash
    ADOPTED = 27  # an account of a new field enters the market; amount: part that has adopted
    ALLIED = 28  # amount: trust
    SELLER_LEFT = 29  # amount: accounts owned
    SELLER_CAME = 30  # amount: skill
    HANDED_OVER = 31  # amount: chance that the account had followed its seller
    HANDED_BACK = 32  # a pursuit of a departed seller is a lead again
    DEPARTMENT_OPENED = 33  # amount: managers
    DEPARTMENT_CLOSED = 34
    ATTACKED = 35  # the attack failed; amount: chance of losing the customer
    FAILED = 36  # the account itself failed
    WRITTEN_OFF = 37  # amount: unpaid invoice
    MARKET_CHANGED = 38  # amount: factor; cause: demand or price war


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
    NOT_YET = 7  # of a new field, not adopted yet


class Tier(IntEnum):
    """How big a customer is, relative to the firm."""

    NONE = 0
    SMALL = 1
    MID = 2
    KEY = 3
