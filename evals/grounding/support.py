"""Whether evidence bears a figure, date or name out: a wide net, so that no corruption is true by chance.

It is meant to be generous, the contrary of a checker: whatever may be read into a source counts as borne out.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations

from copilot.evidence import Fact, Passage
from evals.grounding.book import AS_OF, Source
from evals.grounding.dates import WriteDay
from evals.grounding.passages import plain
from evals.grounding.writing import Writing, in_words, rounded

_NUMBER = re.compile(r"\d[\d,.\u202f]*\d|\d")
_MONTHS = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?([A-Za-z]{3,9})(?: (\d{4}))?|([A-Za-z]{3,9}) (\d{1,2})(?:, (\d{4}))?"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_WORDS = {in_words(number): Decimal(number) for number in range(100)} | {"dozen": Decimal(12)}
_NEAR = Decimal("0.2")


def words_of(source: Source) -> str:
    """Return everything that a source says in words."""
    if isinstance(source, Passage):
        about = (source.title, source.account_name or "", str(source.date or ""), *source.heading)
        return "\n".join((source.text, *about))
    return "\n".join((source.display, source.formula, source.label, str(source.value), source.account_name or ""))


def numbers_in(source: Source) -> set[Decimal]:
    """Return every number that a source holds, shares also in per cent and the other way round."""
    found = {value for text in _NUMBER.findall(words_of(source)) for value in _readings(text)}
    found |= {_WORDS[word] for word in re.findall(r"[a-z]+(?:-[a-z]+)?", words_of(source).casefold()) if word in _WORDS}
    if isinstance(source, Fact) and isinstance(source.value, int | Decimal):
        found.add(Decimal(source.value))
    return {round(one * factor, 9) for one in found for factor in (1, 100, Decimal("0.01"))}


def _readings(text: str) -> Iterator[Decimal]:
    for read in (text.replace(",", ""), text.replace(".", "").replace(",", ".")):
        bare = read.replace("\u202f", "")
        if len(bare) <= 12 and re.fullmatch(r"\d+(\.\d+)?", bare):
            yield Decimal(bare)


def made_from(sources: Iterable[Source], extra: Iterable[Decimal] = ()) -> set[Decimal]:
    """Return what sums, differences, ratios and changes of the cited values give, and days between cited dates."""
    every = list(sources)
    values = [Decimal(one.value) for one in every if isinstance(one, Fact) and isinstance(one.value, int | Decimal)]
    values = [*dict.fromkeys([*values, *extra])]
    days = [one.value for one in every if isinstance(one, Fact) and isinstance(one.value, date)]
    found = {sum(values, Decimal(0)), *(1 - one for one in values), *(one / 12 for one in values)}
    for first, second in combinations(values, 2):
        found |= {first + second, abs(first - second)}
        for top, below in ((first, second), (second, first)):
            if below:
                found |= {top / below, abs(top / below - 1)}
    found |= {Decimal(abs((a - b).days)) for a, b in combinations([*days, AS_OF], 2)}
    return found | {one * 100 for one in found}


def bears_figure(value: Decimal, writing: Writing, sources: Iterable[Source], extra: Iterable[Decimal] = ()) -> bool:
    """Tell whether a figure, as it is written, may be read out of these sources, or be computed from them."""
    every = list(sources)
    numbers = {number for one in every for number in numbers_in(one)} | made_from(every, extra)
    if writing.hedge:
        return any(abs(abs(number) - abs(value)) <= _NEAR * abs(value) for number in numbers)
    shown = abs(rounded(value, writing.step))
    return any(rounded(abs(number), writing.step) == shown for number in numbers)


def days_in(source: Source) -> set[date]:
    """Return every date that a source holds; one without a year is of each year in question."""
    found = {date.fromisoformat(text) for text in _ISO.findall(words_of(source))}
    if isinstance(source, Fact):
        found |= {source.as_of, *([source.value] if isinstance(source.value, date) else [])}
    for match in _DAY_MONTH.findall(words_of(source)):
        day, month, year = match[:3] if match[0] else (match[4], match[3], match[5])
        numbers = [
            place for place, name in enumerate(_MONTHS, 1) if len(month) >= 3 and name.startswith(month.casefold())
        ]
        for number in numbers:
            years = [int(year)] if year else range(AS_OF.year - 2, AS_OF.year + 3)
            found |= {
                date(one, number, int(day)) for one in years if 1 <= int(day) <= 28 or _is_day(one, number, int(day))
            }
    return found


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def bears_day(value: date, write: WriteDay, sources: Iterable[Source]) -> bool:
    """Tell whether a date, as it is written, stands in these sources."""
    return any(write(day) == write(value) for one in sources for day in days_in(one))


def bears_name(name: str, sources: Iterable[Source]) -> bool:
    """Tell whether a part of a name of four letters or more, or all of a shorter one, stands in these sources."""
    text = " ".join(plain(words_of(one)) for one in sources)
    parts = [part for part in plain(name).split() if len(part) >= 4] or [plain(name)]
    return any(re.search(rf"\b{re.escape(part)}\b", text) for part in parts)


def bears_quote(said: str, sources: Iterable[Source]) -> bool:
    """Tell whether these words stand in one of the sources one after the other."""
    return any(plain(said) in plain(words_of(one)) for one in sources)
