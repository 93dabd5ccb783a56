"""The health score, by the weights of the definition."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from evals.reference.adoption import feature_breadth, licence_utilisation, usage_change_28d
from evals.reference.book import Book, day
from evals.reference.people import active, days_since_contact, rating, spoken
from evals.reference.satisfaction import csat, nps
from evals.reference.success import attainment, milestones_reached
from evals.reference.value import Unknown, Value

_RATINGS = {"green": Decimal(100), "yellow": Decimal(50), "red": Decimal(0)}
_SENTIMENT_KEPT = 120
_NEW = 30
_SPOKEN_WITHIN = 60

Part = Callable[[Book, date, str], Decimal]


def _within(score: Decimal) -> Decimal:
    return min(Decimal(100), max(Decimal(0), score))


def _number(value: Value) -> Decimal:
    assert isinstance(value.value, Decimal)
    return value.value


def _utilisation(book: Book, on: date, account: str) -> Decimal:
    return _within(100 * _number(licence_utilisation(book, on, account)) / Decimal("0.8"))


def _breadth(book: Book, on: date, account: str) -> Decimal:
    return 100 * _number(feature_breadth(book, on, account))


def _trend(book: Book, on: date, account: str) -> Decimal:
    return _within(50 + 250 * _number(usage_change_28d(book, on, account)))


def _sentiment(book: Book, on: date, account: str) -> Decimal:
    row = rating(book, on, account)
    if (on - (day(row["date"]) or date.min)).days >= _SENTIMENT_KEPT:
        raise Unknown(f"the rating of {account} is too old")
    return _RATINGS[row["rating"]]


def _attainment(book: Book, on: date, account: str) -> Decimal:
    return 100 * attainment(book, on, account)


def _milestones(book: Book, on: date, account: str) -> Decimal:
    return 100 * _number(milestones_reached(book, on, account))


def _nps(book: Book, on: date, account: str) -> Decimal:
    return (_number(nps(book, on, account)) + 100) / 2


def _csat(book: Book, on: date, account: str) -> Decimal:
    return 100 * _number(csat(book, on, account))


def _contact(book: Book, on: date, account: str) -> Decimal:
    return _within(100 * (60 - _number(days_since_contact(book, on, account))) / Decimal(60 - 14))


def _coverage(book: Book, on: date, account: str) -> Decimal:
    days = [found for row in active(book, on, account) if (found := spoken(book, on, row))]
    if not days:
        raise Unknown(f"of nobody at {account} it is known when they were spoken to")
    recent = [one for one in days if (on - one).days < _SPOKEN_WITHIN]
    return _within(Decimal(100 * len(recent)) / 3)


_COMPONENTS: dict[str, tuple[int, tuple[Part, ...]]] = {
    "product_usage": (50, (_utilisation, _breadth, _trend)),
    "csm_sentiment": (25, (_sentiment,)),
    "outcomes": (10, (_attainment, _milestones)),
    "voice_of_customer": (5, (_nps, _csat)),
    "engagement": (10, (_contact, _coverage)),
}


def _components(book: Book, on: date, account: str) -> dict[str, Decimal]:
    """Return the score of each component that is available, 0 to 100."""
    since = day(book.account(account)["customer_since"])
    names = ["csm_sentiment"] if since and (on - since).days < _NEW else list(_COMPONENTS)
    found = {}
    for name in names:
        scores = []
        for part in _COMPONENTS[name][1]:
            try:
                scores.append(part(book, on, account))
            except Unknown:
                continue
        if scores:
            found[name] = sum(scores, Decimal(0)) / len(scores)
    return found


def health_score(book: Book, on: date, account: str) -> Value:
    """Return the mean of the available components, by weight."""
    found = _components(book, on, account)
    weight = sum(_COMPONENTS[name][0] for name in found)
    if not weight:
        raise Unknown(f"nothing tells the health of {account}")
    points = sum((score * _COMPONENTS[name][0] for name, score in found.items()), Decimal(0))
    return Value(points / weight, "points")


def health_band(book: Book, on: date, account: str) -> Value:
    """Return green from 75, yellow from 50, red below, and red where the CSM says red."""
    score = _number(health_score(book, on, account))
    if _components(book, on, account).get("csm_sentiment") == 0:
        return Value("red")
    return Value("green" if score >= 75 else "yellow" if score >= 50 else "red")
