"""What notes say of what is asked, beside what is on record: both are told, each with its day."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from copilot.evidence import Fact
from copilot.llm.built_in.quoting import Quote, best_quotes
from copilot.llm.built_in.writing.draft import RELEVANT, Draft, bullets

_CONFIRMS = 0.45
"""How much a sentence must be like the question to stand beside figures; one that tells another figure needs less."""
_READ, _SHOWN = 6, 3
_MONTHS = {
    "jan": 1, "feb": 2, "fév": 2, "mar": 3, "mär": 3, "apr": 4, "avr": 4, "may": 5, "mai": 5, "jun": 6, "juin": 6,
    "jul": 7, "juil": 7, "aug": 8, "aoû": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12, "déc": 12,
}  # fmt: skip
_MONTH = rf"({'|'.join(sorted(_MONTHS, key=len, reverse=True))})[a-zéû]*\.?"
_DAY = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:of )?{_MONTH}|\b{_MONTH}\s+(\d{{1,2}})(?!\d)|\b\d{{4}}-(\d\d)-(\d\d)\b",
    re.I,
)
_MONEY = re.compile(
    r"(?:[$€£]|\b(?:USD|EUR|GBP|CHF))\s?(\d[\d.,]*)(k?)|\b(\d[\d.,]*)(k?)\s?(?:[$€£]|(?:USD|EUR|GBP|CHF)\b)", re.I
)
_SEATS = re.compile(
    r"\b(\d[\d.,]*)(?:\s+(?!and\b|und\b|et\b)\w+)?\s+"
    r"(?:seats?|licen[cs]es?|users?|plätze\w*|lizenzen|nutzer\w*|sièges?|utilisa\w+)\b",
    re.I,
)


def noted(draft: Draft) -> list[str]:
    """Write what notes say of what is asked, the newest first; nothing where none is about it.

    That is what is plainly about it, and what tells another figure or day than the facts do.
    """
    facts = [fact for fact in draft.evidence.facts if fact.value is not None]
    read = best_quotes(draft.plan.bare, draft.evidence.passages, draft.embed, limit=_READ, least=RELEVANT)
    known = [_bare(str(fact.value)) for fact in facts if fact.name == "contradiction"]
    told = [one for one in read if not any(_bare(one.text) in text or text in _bare(one.text) for text in known)]
    kept = [one for one in told if one.score >= _CONFIRMS or tells_otherwise(one.text, facts)][:_SHOWN]
    return ["", "In the notes, newest first:", *bullets(_newest_first(kept), dated=True)] if kept else []


def tells_otherwise(text: str, facts: Sequence[Fact]) -> bool:
    """Tell whether a text holds an amount, a number of seats or a day where each that the facts have is another one."""
    days = {(fact.value.day, fact.value.month) for fact in facts if isinstance(fact.value, date)}
    amounts = {Decimal(fact.value) for fact in facts if _is_money(fact) and isinstance(fact.value, int | Decimal)}
    seats = {Decimal(fact.value) for fact in facts if fact.unit in ("seats", "users") and isinstance(fact.value, int)}
    pairs = ((_days(text), days), (_amounts(text), amounts), (_seats(text), seats))
    return any(said and known and not said & known for said, known in pairs)


def _bare(text: str) -> str:
    """Return a text without marks of emphasis."""
    return re.sub(r"[*_]", "", text)


def _is_money(fact: Fact) -> bool:
    return len(fact.unit) == 3 and fact.unit.isupper()


def _days(text: str) -> set[tuple[int, int]]:
    found = set()
    for day, month, month_first, day_after, number, day_of_number in _DAY.findall(text):
        name = (month or month_first).casefold()
        found.add((int(day or day_after or day_of_number), int(number) if number else _MONTHS[name]))
    return found


def _amounts(text: str) -> set[Decimal]:
    return {_number(before or behind, k or k_behind) for before, k, behind, k_behind in _MONEY.findall(text)}


def _seats(text: str) -> set[Decimal]:
    return {_number(digits, "") for digits in _SEATS.findall(text)}


def _number(digits: str, thousands: str) -> Decimal:
    """Return a number as it is written, `1,200`, `1.200` or `62.4k`."""
    bare = re.sub(r"[.,](?=\d{3}(?!\d))", "", digits.strip(".,")).replace(",", ".")
    parts = bare.split(".")
    value = Decimal(parts[0] + ("." + "".join(parts[1:]) if len(parts) > 1 else ""))
    return value * 1000 if thousands else value


def _newest_first(quotes: Sequence[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda one: str(one.passage.date), reverse=True)
