"""The figures that stand in a text, read for comparison: amounts, shares, counts and dates, English, German, French.

Limits: a figure in words is read up to twelve; a day told by its month alone is no date; `$` is the American dollar.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from evals.scorers.prose import without_handles

_MONTHS = {
    name: at
    for at, names in enumerate(
        (
            "january januar janvier jan",
            "february februar février fevrier feb févr",
            "march märz mars mar mrz",
            "april avril apr avr",
            "may mai",
            "june juni juin jun",
            "july juli juillet jul juil",
            "august août aout aug",
            "september septembre sep sept",
            "october oktober octobre oct okt",
            "november novembre nov",
            "december dezember décembre decembre dec dez déc",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?<![\w.,-])(?:(?P<iso>\d{{4}}-\d\d-\d\d)(?![\w-])"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\.)?(?: of)?[ \u00a0](?P<m1>{_MONTH})\b\.?"
    r"(?:,?[ \u00a0](?P<y1>(?:19|20)\d\d)\b)?"
    rf"|(?P<m2>{_MONTH})\b\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y2>(?:19|20)\d\d)\b)?"
    rf"|(?P<m3>{_MONTH})\b\.? (?P<y3>(?:19|20)\d\d)\b"
    r"|(?P<d4>\d{1,2})(?P<sep>[./])(?P<m4>\d{1,2})(?P=sep)(?P<y4>(?:19|20)\d\d)\b)",
    re.IGNORECASE,
)
_CURRENCIES = {"$": "USD", "us$": "USD", "dollar": "USD", "dollars": "USD", "€": "EUR", "euro": "EUR", "euros": "EUR"}
_CURRENCIES |= {"£": "GBP", "¥": "JPY"}
_CODES = (
    "USD",
    "EUR",
    "GBP",
    "CHF",
    "JPY",
    "CAD",
    "AUD",
    "NZD",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "INR",
    "CNY",
    "SGD",
)
_SCALES = {"k": 3, "tsd": 3, "thousand": 3, "tausend": 3, "mille": 3, "m": 6, "mio": 6, "million": 6, "millions": 6}
_SCALES |= {"millionen": 6, "mn": 6, "b": 9, "bn": 9, "billion": 9, "mrd": 9, "milliarden": 9, "milliard": 9}
_UNITS = {
    "%": "% percent prozent pct",
    "points": "points point punkte punkten pp",
    "times": "x × times fois mal",
    "minutes": "minute minutes minuten min",
    "hours": "hour hours stunde stunden heure heures h",
    "days": "day days tag tage tagen jour jours d",
    "weeks": "week weeks woche wochen semaine semaines",
    "months": "month months monat monate monaten mois",
    "years": "year years jahr jahre jahren an ans",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_TIMES = frozenset(("minutes", "hours", "days", "weeks", "months", "years"))
_BEFORE = "|".join(["US\\$", "[$€£¥]", *(f"{code} ?" for code in _CODES)])
_AFTER = "|".join(
    sorted(map(re.escape, (*_UNIT, *_CURRENCIES, *_CODES, "per cent", "pour cent")), key=len, reverse=True)
)
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?P<minus>[-−])?(?P<before>{_BEFORE})?(?P<inner>[-−])?"
    r"(?P<digits>\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})++(?!\d)(?:[.,]\d++)?|\d++(?:[.,]\d++)?)"
    rf"(?:[ \u00a0\u202f]?(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![^\W_])\.?)?"
    rf"(?:[ \u00a0\u202f-]?(?P<after>{_AFTER})(?![^\W_]))?(?![^\W_])",
    re.IGNORECASE,
)
_WORDS = {
    word: value
    for value, words in enumerate(
        (
            "zero none no null keine kein aucun aucune zéro",
            "one",
            "two zwei deux",
            "three drei trois",
            "four vier quatre",
            "five fünf cinq",
            "six sechs",
            "seven sieben sept",
            "eight acht huit",
            "nine neun neuf",
            "ten zehn dix",
            "eleven elf onze",
            "twelve zwölf douze",
        )
    )
    for word in words.split()
}
_WORDED = re.compile(rf"(?<![\w-])(?:{'|'.join(_WORDS)})(?![\w-])", re.IGNORECASE)
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure at its place in a text: the values that it may be read as, each with the worth of its last digit.

    `unit` is a currency, `%`, `date`, `month`, `year`, a measure of time, `points`, `times`, or nothing. A day without
    its year has the year 0 in `days`.
    """

    start: int
    end: int
    readings: tuple[tuple[Decimal, Decimal], ...] = ()
    unit: str = ""
    days: tuple[tuple[int, int, int], ...] = ()
    is_worded: bool = False
    is_scaled: bool = False

    def tells(self, value: Decimal | date, unit: str) -> bool:
        """Whether it is this value in this unit, at the precision shown; a fall may be told without its minus."""
        if isinstance(value, date):
            return any((year or value.year, month, day) == value.timetuple()[:3] for year, month, day in self.days)
        if unit in ("ratio", "%"):
            if self.unit == "%":
                return self._is(value * 100 if unit == "ratio" else value)
            return (
                self.unit == "" and unit == "ratio" and any(step < 1 for _, step in self.readings) and self._is(value)
            )
        if unit == "times" and self.unit == "%":
            return self._is(value * 100)
        return self._fits(unit) and self._is(value)

    def equals(self, other: "Amount") -> bool:
        """Whether both may tell the same, each at its own precision."""
        if self.days or other.days:
            return any(_same_day(one, two) for one in self.days for two in other.days)
        if self.unit != other.unit and self.unit and other.unit:
            return False
        return any(
            abs(abs(one) - abs(two)) * 2 <= max(step, other_step)
            for one, step in self.readings
            for two, other_step in other.readings
        )

    def _is(self, value: Decimal) -> bool:
        for shown, step in self.readings:
            wanted = abs(value) if value < 0 <= shown else value
            off = abs(shown - wanted)
            if off * 2 <= step and (not self.is_scaled or off * 20 <= abs(wanted)):
                return True
        return False

    def _fits(self, unit: str) -> bool:
        """Whether a value in a unit may be shown so: money has its currency, a count no other unit."""
        if unit in _CODES or (len(unit) == 3 and unit.isupper()):
            return self.unit == unit
        return self.unit in ("", "year", unit) or (self.unit in ("points", "times") and unit not in _TIMES)


@lru_cache(maxsize=512)
def amounts(text: str) -> tuple[Amount, ...]:
    """Return the figures of a text in order; those of citations and of handles such as `T-5077` are none."""
    seen = without_handles(text)
    found = [amount for match in _DATE.finditer(seen) if (amount := _date(match))]
    seen = _DATE.sub(lambda match: "§" * len(match[0]), seen)
    found += [_number(match) for match in _NUMBER.finditer(seen) if len(match["digits"]) <= _LONGEST]
    found += [_worded(match) for match in _WORDED.finditer(seen)]
    return tuple(sorted(found, key=lambda one: one.start))


def _date(match: re.Match[str]) -> Amount | None:
    told = match.groupdict()
    if told["iso"]:
        days = [tuple(map(int, told["iso"].split("-")))]
    elif told["d4"]:
        one, two, year = int(told["d4"]), int(told["m4"]), int(told["y4"])
        days = [(year, two, one)] if told["sep"] == "." else [(year, two, one), (year, one, two)]
    elif told["m3"]:
        return Amount(match.start(), match.end(), unit="month")
    else:
        month, day, year_told = (told[part + ("1" if told["d1"] else "2")] for part in "mdy")
        days = [(int(year_told or 0), _MONTHS[month.lower()], int(day))]
    real = tuple((year, month, day) for year, month, day in days if 1 <= month <= 12 and 1 <= day <= 31)
    return Amount(match.start(), match.end(), unit="date", days=real) if real else None


def _number(match: re.Match[str]) -> Amount:
    before, after = (match["before"] or "").strip().lower(), (match["after"] or "").lower()
    unit = next((_unit(word) for word in (before, after) if word), "")
    scale = Decimal(10) ** _SCALES[match["scale"].lower()] if match["scale"] else Decimal(1)
    sign = -1 if match["minus"] or match["inner"] else 1
    readings = tuple(
        (sign * value * scale, step * scale)
        for value, step in _readings(match["digits"], is_count=unit in ("", *_CODES))
    )
    if not unit and re.fullmatch(r"(?:19|20)\d\d", match["digits"]) and not match["scale"]:
        unit = "year"
    return Amount(match.start(), match.end(), readings, unit, is_scaled=bool(match["scale"]))


def _worded(match: re.Match[str]) -> Amount:
    value = Decimal(_WORDS[match[0].lower()])
    return Amount(match.start(), match.end(), ((value, Decimal(1)),), is_worded=True)


def _unit(word: str) -> str:
    if word in ("per cent", "pour cent"):
        return "%"
    return _UNIT.get(word) or _CURRENCIES.get(word) or word.upper()


def _readings(digits: str, *, is_count: bool) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield the values that digits may stand for: `318.000` is whole in one language and a fraction in another.

    Of money and counts it is taken for whole, as neither has thousandths.
    """
    separators = [sign for sign in digits if not sign.isdigit()]
    whole, _, rest = digits.rpartition(separators[-1]) if separators else (digits, "", "")
    if not separators:
        yield Decimal(digits), Decimal(1)
        return
    last = separators[-1]
    is_whole = len(rest) == 3 and set(separators) == {last} and not digits.startswith("0")
    if last in ".," and separators.count(last) == 1 and not (is_whole and is_count):
        yield Decimal("".join(filter(str.isdigit, whole)) + "." + rest), Decimal(1).scaleb(-len(rest))
    if is_whole:
        yield Decimal("".join(filter(str.isdigit, digits))), Decimal(1)


def _same_day(one: tuple[int, int, int], two: tuple[int, int, int]) -> bool:
    return one[1:] == two[1:] and (one[0] == two[0] or not one[0] or not two[0])
