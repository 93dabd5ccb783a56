"""What figures count: money, shares, durations and things, under one name each whatever the language."""

from decimal import Decimal

PERCENT, POINTS, TIMES = "percent", "points", "times"

CURRENCIES = {
    "$": "USD", "us$": "USD", "us dollar": "USD", "us dollars": "USD", "dollar": "USD", "dollars": "USD",
    "€": "EUR", "euro": "EUR", "euros": "EUR",
    "£": "GBP", "pounds": "GBP", "¥": "JPY",
}  # fmt: skip
CODES = ("USD", "EUR", "GBP", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD", "INR", "CNY", "SGD", "BRL", "CZK")

DURATIONS: dict[str, Decimal] = {
    "minute": Decimal(1) / 1440,
    "hour": Decimal(1) / 24,
    "day": Decimal(1),
    "week": Decimal(7),
    "month": Decimal("30.4375"),
    "quarter": Decimal("91.3125"),
    "year": Decimal("365.25"),
}
"""Durations in days."""

_SAME: dict[str, str] = {
    "%": PERCENT, "percent": PERCENT, "per cent": PERCENT, "pct": PERCENT, "prozent": PERCENT, "pour cent": PERCENT,
    "percentage points": POINTS, "percentage point": POINTS, "prozentpunkte": POINTS, "points": POINTS, "point": POINTS,
    "pts": POINTS, "pp": POINTS, "punkte": POINTS,
    "times": TIMES, "x": TIMES, "×": TIMES, "fold": TIMES, "mal": TIMES, "fois": TIMES,
    "tag": "day", "tage": "day", "tagen": "day", "jour": "day", "jours": "day",
    "woche": "week", "wochen": "week", "semaine": "week", "semaines": "week",
    "monat": "month", "monate": "month", "monaten": "month", "mois": "month",
    "jahr": "year", "jahre": "year", "jahren": "year", "an": "year", "ans": "year", "année": "year", "années": "year",
    "stunde": "hour", "stunden": "hour", "heure": "hour", "heures": "hour", "hrs": "hour", "hr": "hour",
    "minuten": "minute", "min": "minute", "mins": "minute",
    "quartal": "quarter", "quartale": "quarter", "trimestre": "quarter", "trimestres": "quarter",
}  # fmt: skip

_THINGS = {
    "user": ("users", "people", "person", "persons", "employees", "colleagues", "nutzer", "benutzer", "utilisateurs"),
    "seat": ("seats", "licences", "licenses", "licence", "license", "plätze", "lizenzen", "sièges"),
    "account": ("accounts", "customers", "customer", "clients", "client", "logos", "kunden", "kunde"),
    "ticket": ("tickets", "cases"),
    "contact": ("contacts", "stakeholders", "stakeholder"),
    "answer": ("answers", "responses", "response", "antworten", "réponses", "surveys", "survey"),
    "feature": ("features",),
    "milestone": ("milestones",),
    "outcome": ("outcomes",),
    "renewal": ("renewals",),
    "note": ("notes",),
    "meeting": ("meetings",),
    "call": ("calls",),
    "site": ("sites", "hubs", "hub", "locations", "stores", "plants", "offices"),
    "team": ("teams",),
    "subscription": ("subscriptions", "contracts", "contract", "lines"),
    "criterion": ("criteria",),
    "feedback item": ("feedback items", "items", "mentions"),
}
THINGS: dict[str, str] = {word: thing for thing, words in _THINGS.items() for word in (thing, *words)}
"""Things that are counted, by every word for them."""

COUNTED = frozenset(_THINGS)
"""The things that are counted, each under its one name."""

_ALIKE = ({"user", "contact"}, {"answer", "contact"}, {"account", "renewal", "subscription"})
"""Things of which one may stand for another: ten users are ten people, and so may be ten contacts."""


def unit_named(word: str) -> str:
    """Return a unit by a word for it, or nothing: `day` for `Tage`, `USD` for `$`, `seat` for `licences`."""
    folded = word.casefold().rstrip(".")
    if word.upper() in CODES:
        return word.upper()
    for known in (CURRENCIES, _SAME, THINGS):
        if folded in known:
            return known[folded]
    return folded.removesuffix("s") if folded.removesuffix("s") in DURATIONS else ""


def is_money(unit: str) -> bool:
    """Tell whether a unit is a currency."""
    return len(unit) == 3 and unit.isupper()


def are_alike(unit: str, other: str) -> bool:
    """Tell whether figures of two units can be the same one; what is counted without a name may be anything."""
    if unit == other:
        return True
    if not unit or not other:
        return not any(is_money(one) or one in (PERCENT, TIMES) for one in (unit, other) if one)
    if unit in DURATIONS and other in DURATIONS:
        return True
    return any(unit in pair and other in pair for pair in _ALIKE)
