"""What is on the table: the figures that either side named for the coming term, word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from copilot.display import show_date, show_word
from copilot.documents.document import Basis, Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.said import RECENT_DAYS
from copilot.documents.sections.account.statements import (
    Statement,
    annual_amounts,
    figures,
    inline,
    is_close,
    speaker_facts,
    statements,
)
from copilot.documents.sections.renewal.standing import Standing, agrees_as_is, is_flat, standing
from copilot.documents.writing import part, quote
from copilot.grounding.quantities import Quantity
from copilot.grounding.units import is_money
from copilot.metrics.quality_contracts import RENEWED_WITHIN
from copilot.metrics.revenue import due_next
from copilot.snapshot import days_before

_MOST = 8
_CODES = r"USD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|CAD|AUD"
_WORDS = r"(?:two|three|four|five|six|twelve|eighteen|twenty|twenty-four|thirty|thirty-six|forty|fifty|sixty|ninety)"
_MONEY = re.compile(rf"[$€£¥]\s?\d|\b(?:{_CODES})\s?\d|\d\s?k?\s?(?:[€$£¥]|\b(?:{_CODES}|k)\b)|\d\s?k\b", re.I)
_SHARE = re.compile(r"\d\s?%|\d\s?(?:pct|prozent)\b|\bper ?cent\b|\bpour cent\b", re.I)
_SEATS = re.compile(
    rf"(?:\d|\b{_WORDS}|hundred)[\s-]+(?:\w+\s)?(?:seats?|licen[cs]es?|plätzen?|lizenzen|sièges?|postes)\b"
    r"|\b(?:seats?|licen[cs]es?|plätze|lizenzen|sièges)\s(?:\w+\s){0,3}?(?:to|auf|à)\s\d",
    re.I,
)
_TERM = re.compile(
    rf"\b(?:\d+|{_WORDS})[\s-]+(?:(?:months?|mos?|years?|yrs?|monaten?|jahren?|mois|ans)\b|(?:(?:days|tage|jours)\s)?net\b)",
    re.I,
)
_OFFER = re.compile(
    r"\b(?:offer(?!ed by)\w*|propos(?:al|ed?|es)|quoted? (?:at|of|for)|discount\w*|uplift|reduction"
    r"|off (?:the|our|your) (?:price|list)|concessions?|walk[- ]?away|floor|ceiling|corridor|cap(?:ped)?"
    r"|budget(?:ed|ing)?|prices?|fee|accept(?:ed)?|commitment|bridge|renew(?:al|ed)? (?:at|for)|goes on the renewal"
    r"|asked for (?:plus|minus|another)|sign(?:ed)? (?:the|at|for|it)|payment|net|angebot\w*|preis\w*|rabatt\w*"
    r"|nachlass|aufschlag|obergrenze|untergrenze|konditionen|deckel|offres?|prix|remise|rabais|plafond|plancher"
    r"|hausse)\b",
    re.I,
)
_MOVES_SEATS = re.compile(
    r"\b(?:reduc\w+|cut|drop\w*|shrink\w*|fewer|down|extra|additional|right-?siz\w+|reduz\w+|senk\w+|weniger|zusätzlich\w*"
    r"|rédui\w+|moins|supplémentaires?)\b",
    re.I,
)
_PRICE_TERM = re.compile(
    r"\b(?:term|price|lock(?:ed)?|held|net|renew\w*|laufzeit|zahlungsziel|preis\w*|durée|engagement|prix)\b", re.I
)
_SUBJECT = re.compile(
    r"\b(?:deal desk|commercial|price|pricing|offer|negotiation|discount|angebot|preis\w*|rabatt|offre|prix|remise)\b",
    re.I,
)
"""A note with such a title is about the deal: a bare amount in it is part of it."""
_LABEL = re.compile(
    r"^(open(?:ing)?|target|floor|list|ask|walk[- ]?away|cap|ziel|untergrenze|plancher|cible)\s?:", re.I
)
_FLOOR = re.compile(r"\b(?:floor|walk[- ]?away|no lower|not below|minimum|untergrenze|plancher)\b", re.I)
_TRADED = re.compile(
    r"^(?:gives?|gets?|concessions?|in return|wir geben|wir bekommen|zugeständnisse?|gegenleistung(?:en)?"
    r"|contreparties?)\s?:",
    re.I,
)
_OF_WORK = re.compile(
    r"(?:\b(?:per|an?|je|pro|par)\s|/\s?)(?:loaded )?(?:minute|min|hour|hr|h|stunde|heure)\b"
    r"|(?<!per )(?<!pour )\bcents?\b|\bROI\b",
    re.I,
)
"""What an hour of the customer's work is worth is no price of ours."""
_OWNED = re.compile(
    r"([^\W\d_][\w-]*)['’]s\s(?:\w+\s)?(?:offer|price|quote|proposal|fee)\b|\b(?:competitors?|rivals?)\b", re.I
)
_OUR_TIME = {
    "today",
    "year",
    "month",
    "quarter",
    "term",
    "buyer",
    "customer",
    "procurement",
    "sourcing",
    "finance",
    "sales",
}
_NOT_WHOLE = re.compile(
    r"\b(?:more|additional|extra|add-on|line|bridge|pro rata|months? added|monthly|(?:a|per) (?:month|quarter)|one-off"
    r"|budget\w*|cap(?:ped)?|commitment|saves?|worth|value|alternative|competitor|total|TCV"
    r"|(?:over|for) (?:two|three|2|3|24|36)[ -](?:years?|months?)|if|unless|zusätzlich\w*|monatlich|wenn|insgesamt"
    r"|en plus|mensuel\w*|si)\b|\?",
    re.I,
)
"""With one of these an amount may be a part, a limit or a case, and not the price of a year."""
_SAME_PRICE = re.compile(
    r"\bat (?:the |your |our )?(?:current|present|same|today['’]s|unchanged) (?:unit )?price"
    r"|\bzum (?:heutigen|gleichen|jetzigen) preis|\bau (?:même prix|prix actuel)",
    re.I,
)


_OURS = re.compile(r"\b(?:your|ihr|votre) (?:\w+ )?(?:offer|proposal|quote|angebot|offre|proposition)\b", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """An annual amount that a note names for the lines that end, how it was read, and the notes that name it."""

    amount: Decimal
    how: str
    said: Sequence[Statement]

    @property
    def label(self) -> str:
        """Say whose it is: `offered by us`."""
        told = {one.speaker.side for one in self.said}
        if told == {"theirs"}:
            return "our offer, as they tell it" if all(_OURS.search(one.sentence) for one in self.said) else "theirs"
        return {frozenset(("ours",)): "offered by us", frozenset(("ours", "theirs")): "both name it"}.get(
            frozenset(told), "in a note"
        )


def on_the_table(d: Dossier) -> list[Part]:
    """Write what each side named, the newest first; what no side is told of and what was not offered stand apart."""
    found = d.once(positions)
    bounds = [one for one in d.once(corridor) if one not in d.once(stops)]
    heads: tuple[tuple[Standing, str, Basis], ...] = (
        ("theirs", "**On the table, theirs:**", "said"),
        ("offered", "**On the table, ours:**", "fact"),
        ("open", "**On the table, by notes that tell no side:**", "fact"),
    )
    written: list[Part] = []
    for what, head, basis in heads:
        lines = list(_quoted(d, [one for one in found[:_MOST] if d.once(_standings)[id(one)] == what]))
        written += part(basis, *((head, *lines) if lines else ()))
    own = list(_quoted(d, bounds[:_MOST]))
    return [
        *written,
        *part("fact", _others(d, len(found) - _MOST)),
        *part("fact", *(("**Our corridor, internal, not offered:**", *own) if own else ())),
    ]


def positions(d: Dossier) -> list[Statement]:
    """Return what either side put on the table for the coming term, the newest first, each wording once."""
    return [one for one in d.once(_named) if d.once(_standings)[id(one)] in ("theirs", "offered", "open")]


def corridor(d: Dossier) -> list[Statement]:
    """Return what our own notes set as opening, target, floor and the like; nobody offered it."""
    return [one for one in d.once(_named) if d.once(_standings)[id(one)] == "corridor"]


def offers(d: Dossier) -> list[Statement]:
    """Return what was offered to the customer by one of ours, the newest note first."""
    return [one for one in d.once(positions) if d.once(_standings)[id(one)] == "offered"]


def flat_offer(d: Dossier) -> Statement | None:
    """Return the latest offer where it repeats today's price; None where its note offers another one too."""
    latest = [one for one in d.once(offers) if one.note is d.once(offers)[0].note]
    terms = _terms(d)
    flat = [one for one in latest if is_flat(one, *terms)]
    return flat[-1] if flat and not any(_MONEY.search(one.sentence) for one in latest if one not in flat) else None


def agreed_words(d: Dossier) -> list[Statement]:
    """Return the customer's own words that agree to go on as it is, the newest first."""
    terms = _terms(d)
    return [one for one in d.once(statements) if agrees_as_is(one, *terms)]


def _terms(d: Dossier) -> tuple[Decimal, int]:
    """Return what ends next: its ARR, where it is in one currency, and its seats."""
    due = due_next(d.snapshot)
    is_one = len({line.currency for line in due}) == 1
    return sum((line.arr for line in due), Decimal(0)) if is_one else Decimal(0), sum(line.seats or 0 for line in due)


def _named(d: Dossier) -> list[Statement]:
    """Return every sentence that names a term of the deal to come, each wording once."""
    since, known, agreed = _since(d), _names(d), d.once(agreed_words)
    found: dict[str, Statement] = {}
    for one in d.once(statements) if since else ():
        is_named = one in agreed or (not _TRADED.match(one.sentence) and is_position(one, known))
        if one.note.date < since or not is_named:
            continue
        if one.is_verbatim and not any(one.sentence in other.text for other in found.values()):
            found.setdefault(one.sentence.casefold(), one)
    return list(found.values())


def _standings(d: Dossier) -> dict[int, Standing]:
    """Return what each named position is, by its identity."""
    ours = {one.name for one in d.snapshot.team.values()}
    return {id(one): standing(one, ours) for one in d.once(_named)}


def stops(d: Dossier) -> list[Statement]:
    """Return what internal notes say of where we stop."""
    return [one for one in d.once(corridor) if _FLOOR.search(one.sentence)]


def traded(d: Dossier) -> list[Statement]:
    """Return the gives and gets that our own notes state."""
    since = _since(d)
    ours = (one for one in d.once(statements) if one.note.date >= since and one.note.kind == "internal")
    return [one for one in ours if _TRADED.match(one.sentence) and one.is_verbatim]


def is_position(one: Statement, known: set[str]) -> bool:
    """Tell whether a sentence names money, a share, seats or a term of a deal between us and them."""
    text = one.sentence
    if _OF_WORK.search(text) or _is_anothers(text, known):
        return False
    is_deal = bool(_OFFER.search(text) or _LABEL.match(text))
    if _MONEY.search(text) or _SHARE.search(text):
        return is_deal or bool(_SUBJECT.search(one.note.title))
    if _SEATS.search(text):
        return bool(_MOVES_SEATS.search(text)) or (is_deal and not text.endswith("?"))
    return bool(_TERM.search(text) and _PRICE_TERM.search(text) and is_deal)


def names_terms(text: str) -> bool:
    """Tell whether a sentence names money, a share, seats or a term at all."""
    return any(one.search(text) for one in (_MONEY, _SHARE, _SEATS, _TERM))


def named_amounts(d: Dossier, due: Decimal, unit: str) -> list[Named]:
    """Return the annual amounts that can be read without a doubt, each once, flat left out, the newest first."""
    found: dict[Decimal, Named] = {}
    for one in d.once(positions):
        read = _amount(d, one, due, unit)
        if read is None or is_close(read[0], due):
            continue
        same = next((known for known in found if is_close(known, read[0])), read[0])
        before = found.get(same)
        found[same] = Named(same, before.how if before else read[1], [*(before.said if before else ()), one])
    return list(found.values())


def _amount(d: Dossier, one: Statement, due: Decimal, unit: str) -> tuple[Decimal, str] | None:
    """Return the amount that a sentence names, and in words how it is read; None where it can be read otherwise."""
    if _NOT_WHOLE.search(one.sentence):
        return None
    amounts = [value for value in annual_amounts(one.sentence, due, unit) if not is_close(value, due)]
    if len(amounts) == 1:
        return amounts[0], "names"
    seats = sum(line.seats or 0 for line in due_next(d.snapshot))
    asked = {
        figure.readings[0].value for figure in figures(one.sentence) if figure.unit == "seat" or _is_to(one, figure)
    }
    asked -= {Decimal(seats)}
    is_priced = any(is_money(figure.unit) for figure in figures(one.sentence))
    if amounts or is_priced or len(asked) != 1 or not seats or not _SAME_PRICE.search(one.sentence):
        return None
    kept = asked.pop()
    return due * kept / seats, f"names {kept:,.0f} seats at the price of today's {seats:,} in"


def _is_to(one: Statement, figure: Quantity) -> bool:
    """Tell whether a figure is the number of seats that is aimed at: `seats reduced to 950`."""
    before = one.sentence[: figure.span[0]]
    return not figure.unit and bool(
        re.search(r"\b(?:seats?|plätze|sièges)\b[^.,;]{0,20}\b(?:to|auf|à)\s$", before, re.I)
    )


def _since(d: Dossier) -> date:
    """Return the day from which notes speak of the coming term: half a year back, or a month into the running one."""
    begun = [line.start_date for line in due_next(d.snapshot)]
    if not begun:
        return date.max
    return max(days_before(d.as_of, RECENT_DAYS), max(begun) + timedelta(days=RENEWED_WITHIN))


def _names(d: Dossier) -> set[str]:
    """Return the words by which we and the customer are called."""
    names = [*(one.name for one in d.people), *(one.name for one in d.snapshot.team.values())]
    return {
        word for name in (d.account.name, *d.account.aliases, *names) for word in name.casefold().split()
    } | _OUR_TIME


def _is_anothers(text: str, known: set[str]) -> bool:
    """Tell whether the price of a third firm is meant: `Hoster's offer is 9k a month`."""
    return any(not found[1] or found[1].casefold() not in known for found in _OWNED.finditer(text))


def _quoted(d: Dossier, found: Sequence[Statement]) -> Iterator[str]:
    """Write who said it where, and below it what; what stands in one note in a row is headed once."""
    for _, group in groupby(found, lambda one: (one.passage.document_id, one.speaker)):
        said = list(group)
        yield f"{_head(said[0])} {d.cite(*(one.passage for one in said), *speaker_facts(d, said[0]))}:"
        for one in said:
            d.quoted.update((one.sentence, one.text))
            yield quote(one.text, d.cite(one.passage))


def _head(one: Statement) -> str:
    who = f"{one.speaker.name}, " if one.speaker.name else ""
    kind = f"{show_word(one.note.kind)} note" if one.note.kind != "email" else "email"
    head = f"{who}{kind} {inline(one.passage.title)}, {show_date(one.note.date)}"
    return head[:1].upper() + head[1:]


def _others(d: Dossier, more: int) -> str:
    if more <= 0:
        return ""
    what = "1 more sentence" if more == 1 else f"{more} more sentences"
    counted = d.make("positions", "Further positions", more, display=what, formula="such sentences of notes, not shown")
    return f"Not shown: {d.put(counted)} of this kind."
