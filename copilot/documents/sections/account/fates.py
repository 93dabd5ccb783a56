"""What became of a promise: kept, late, not kept, dropped, still to come, or not told."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from typing import Literal

from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.due_days import with_large_months
from copilot.documents.sections.account.echoes import Echo, Echoes, Said, words_of
from copilot.evidence import Passage
from copilot.grounding.dates import dates
from copilot.records import Milestone, Ticket
from copilot.store.documents import IndexedNote

Outcome = Literal["not kept", "past its day", "to check", "still to come", "not told", "dropped", "late", "kept"]
Verdict = Literal["kept", "not kept", "dropped"]

_DONE = re.compile(
    r"\b(?:done|sent|came|arrived|delivered|finished|completed|received|forwarded|answered|went out|went live|is out"
    r"|kept (?:his|her|their|my|our|the) (?:word|promise)|(?:she|he|they|we|i) did(?=$|\W*$)|took (?:\w+ )?until"
    r"|it['’]s (?:signed|live)|erledigt|geschickt|gesendet|versandt|geliefert|gekommen|kam(?:en)?|erhalten|eingegangen"
    r"|ging(?:en)? raus|ist raus|fait|faite|envoyée?s?|reçue?s?|livrée?s?|signée?|terminée?|arrivée?s?|venue?)\b",
    re.I,
)
_NOT_DONE = re.compile(
    r"\b(?:never (?:happened|came|sent|arrived)|did(?: not|n['’]t) (?:happen|come|arrive)|not (?:done|sent|received)"
    r"|(?:have|has)(?: not|n['’]t) (?:sent|done|come|arrived|received|written)|no (?:answer|reply) (?:came|yet)"
    r"|still (?:open|missing|waiting|owes?)|let it slip|nicht (?:passiert|geschickt|erledigt|gekommen|erhalten)"
    r"|nie (?:passiert|gekommen)|noch nicht (?:da|geschickt|erledigt|gekommen|erhalten)|kam nicht|fehlt noch"
    r"|(?:pas|jamais)(?: encore)? (?:fait|envoyé|reçu|venu|arrivé|signé)\w*|toujours pas)\b",
    re.I,
)
_NOT_YET = re.compile(r"\b(?:not yet|noch nicht|pas encore|yet|still|noch|toujours)\b", re.I)
_DROPPED = re.compile(
    r"\b(?:dead|dropped|cancell?ed|called off|abandoned|scrapped|obsolete|superseded|moot|given up|off the table"
    r"|no longer (?:needed|wanted|necessary)|not needed any ?more|hinfällig|abgesagt|gestrichen|gestorben|vom tisch"
    r"|entfällt|erübrigt|(?:nicht mehr|nimmer) (?:nötig|gebraucht)|abandonnée?s?|annulée?s?|caduc|caduque|sans objet"
    r"|plus (?:nécessaire|besoin)|tombée? à l['’]eau)\b",
    re.I,
)
_DENIES = re.compile(
    r"\b(?:not|never|no(?! longer)|nobody|none|nicht(?! mehr)|nie|kein\w*|ne|pas|jamais|will|would|should|to be|if"
    r"|until|till|when|once|unless|so that|whether|before|wird|werden|soll\w*|wenn|falls|sobald|ob|quand|si|sera"
    r"|lorsque|wants?)\b|n['’]t\b",
    re.I,
)
_VERDICTS: tuple[tuple[re.Pattern[str], Verdict], ...] = ((_DROPPED, "dropped"), (_DONE, "kept"))
_LATE = re.compile(r"\b(?:late|too late|zu spät|verspätet|en retard|trop tard)\b", re.I)
_THAT_DAY = re.compile(r"\b(?:this morning|today|just now|heute(?: früh)?|ce matin|aujourd['’]hui)\b", re.I)
_CLAUSE = re.compile(r"[,;:.!?–—()“”\"]+|\s-\s|\b(?:but|aber|mais|then|dann|puis)\b")
_ASIDE = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
"""What is added to a promise in brackets, by whoever wrote the note, once it is known."""
_ENDS_DONE = re.compile(
    r"(?:\s[–—-]+|→)\s*(?P<done>[^,–—→()-]{2,30})$|,\s*(?P<state>it['’]s [^,()]{3,20})(?=[\s,(.]|$)", re.I
)
_NEXT = re.compile(r"^[\s.)]*(?:→\s*)?(?P<said>[^.!?\n]{3,40})[.!]")
_RECURS = re.compile(r"\b(?:every|each|weekly|monthly|jede\w*|monatlich|wöchentlich|chaque|tous les)\b", re.I)
"""What is to be done again and again is not over when it was done once."""
_SURE, _SURE_OF_END = 0.5, 0.4
"""The share of a promise that a later sentence has to hold for its `sent` or `dead` to be about it."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a promise, the day on which it was done where words tell, and what says so or may speak of it."""

    outcome: Outcome
    done_on: date | None = None
    by_itself: bool = False
    """Its own note says it."""
    said: Said | None = None
    meeting: IndexedNote | None = None
    milestone: Milestone | None = None
    ticket: Ticket | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing of it is open any more."""
        return self.outcome in ("kept", "late", "dropped")


def without_asides(text: str) -> str:
    """Return the words of a promise without what was added in brackets on how it went, whose days are not its own."""
    return _ASIDE.sub(lambda match: "" if _of_clauses(match[1]) is not None else match[0], text)


class Fates:
    """Reads what became of the promises of one account."""

    def __init__(self, d: Dossier, since: date) -> None:
        self._d, self.echoes = d, Echoes(d, since)

    def read(self, text: str, behind: str, passage: Passage, by: str, said_on: date, due: date | None) -> Fate:
        """Tell what became of a promise; kept, not kept or dropped is said only where words of a note say so.

        `behind` is what follows it in its note, `by` who said it.
        """
        own = _of_itself(text, behind)
        if own is not None:
            verdict, words = own
            return self._judged(verdict, words, said_on, due, Fate("not told", by_itself=True))
        keys = self.echoes.keys(text, said_on, by)
        found = self.echoes.of(text, keys, passage, said_on)
        for echo in sorted(found, key=lambda one: (one.said.note.date, one.weight), reverse=True):
            told = self._verdict(echo, text, due)
            if told is not None:
                return self._judged(*told, said_on, due, Fate("not told", said=echo.said))
        return self._unjudged(keys, text, passage, said_on, due, found[0] if found else None)

    def _judged(self, verdict: Verdict, words: str, said_on: date, due: date | None, fate: Fate) -> Fate:
        if verdict != "kept":
            return _with(fate, verdict)
        note_day = fate.said.note.date if fate.said is not None else said_on
        day = _done_on(words, said_on, note_day, self._d.as_of)
        if day is None and fate.said is not None and not fate.said.is_added and _THAT_DAY.search(_from_done(words)):
            day = note_day
        is_late = (day is not None and due is not None and day > due) or bool(_LATE.search(words))
        return _with(fate, "late" if is_late else "kept", day)

    def _verdict(self, echo: Echo, text: str, due: date | None) -> tuple[Verdict, str] | None:
        """Return what a later sentence says, where it holds enough of the promise to be about it."""
        said = echo.said
        held = {key[0] for key in echo.shared}
        is_sure = echo.share >= _SURE or ("@" in held and bool(words_of(echo.shared)))
        if said.text.rstrip(' )"”').endswith("?") or not (is_sure or echo.share >= _SURE_OF_END):
            return None
        for clause in _clauses(said.text):
            verdict = _of_clause(clause, text)
            is_about = any(key[0] != "&" for key in self.echoes.keys(clause, said.note.date) & echo.shared)
            if verdict is None or not is_about or (verdict != "dropped" and not is_sure):
                continue
            if verdict == "kept" and _RECURS.search(text):
                continue
            if verdict == "not kept" and due is not None and said.note.date < due:
                continue
            return verdict, said.text
        return None

    def _unjudged(
        self, keys: Set[str], text: str, passage: Passage, said_on: date, due: date | None, echo: Echo | None
    ) -> Fate:
        said = echo.said if echo is not None else None
        milestone = self._milestone(keys, said_on)
        ticket = self._ticket(keys, text, said_on)
        meeting = self.echoes.on(due, keys, passage) if due is not None and due > said_on and said is None else None
        is_done = milestone is not None and self._is_past(milestone.completed_date)
        is_closed = ticket is not None and ticket.closed_at is not None and self._is_past(ticket.closed_at.date())
        outcome: Outcome = "not told"
        if due is not None and due >= self._d.as_of:
            outcome = "still to come"
        elif (echo is not None and _is_clear(echo)) or meeting is not None or is_done or is_closed:
            outcome = "to check"
        elif due is not None:
            outcome = "past its day"
        return Fate(outcome, said=said, meeting=meeting, milestone=milestone, ticket=ticket)

    def _milestone(self, keys: Set[str], said_on: date) -> Milestone | None:
        """Return the milestone that a promise may be about: completed since, or else not completed yet."""
        found = []
        for one in self._d.milestones:
            if one.completed_date is not None and one.completed_date < said_on:
                continue
            held = keys & self.echoes.keys(one.name, said_on)
            due = f"@{one.due_date.month}-{one.due_date.day}" if one.due_date is not None else ""
            if self._is_about(held | ({due} & keys), keys):
                found.append((self._is_past(one.completed_date), self.echoes.weight(held), one.milestone_id, one))
        return max(found, key=lambda row: row[:3])[3] if found else None

    def _ticket(self, keys: Set[str], text: str, said_on: date) -> Ticket | None:
        """Return the ticket that a promise names, or whose subject shares its words, unless it was closed before."""
        named = self.echoes.tickets(text)
        found = []
        for one in self._d.snapshot.tickets:
            is_over = one.closed_at is not None and one.closed_at.date() < said_on
            if is_over or one.opened_at.date() > self._d.as_of or not self._d.may_show(one.subject or ""):
                continue
            held = words_of(keys & self.echoes.keys(one.subject or "", said_on))
            if one.ticket_id in named or (len(held) > 2 and self._is_about(held, keys)):
                found.append((one.ticket_id in named, self.echoes.weight(held), one.ticket_id, one))
        return max(found, key=lambda row: row[:3])[3] if found else None

    def _is_about(self, held: Set[str], keys: Set[str]) -> bool:
        weight = self.echoes.weight(held)
        return len(held) > 1 and bool(words_of(held)) and weight >= 6 and weight >= 0.3 * self.echoes.weight(keys)

    def _is_past(self, day: date | None) -> bool:
        return day is not None and day <= self._d.as_of


def _is_clear(echo: Echo) -> bool:
    """Tell whether a sentence shares enough to be about a promise, and not only about the same subject."""
    kinds = {key[0] for key in echo.shared}
    return echo.share >= _SURE or "@" in kinds or len(words_of(echo.shared)) > 2 or ("&" in kinds and echo.share > 0.35)


def _with(fate: Fate, outcome: Outcome, day: date | None = None) -> Fate:
    return Fate(outcome, done_on=day, by_itself=fate.by_itself, said=fate.said)


def _of_itself(text: str, behind: str) -> tuple[Verdict, str] | None:
    """Return what the note itself says of a promise, and in which words: `(came 16 October)`, or `Sent.` behind it."""
    asides = [match[1] for match in _ASIDE.finditer(text)]
    asides += [match["done"] or match["state"] for match in _ENDS_DONE.finditer(_ASIDE.sub("", text).rstrip(" ."))]
    after = _NEXT.match(behind)
    if after is not None and len(after["said"].split()) < 5:
        asides.append(after["said"])
    for aside in asides:
        verdict = _of_clauses(aside)
        if verdict is not None:
            return verdict, aside
    return None


def _of_clauses(words: str) -> Verdict | None:
    told = (_of_clause(one, "") for one in _clauses(words))
    return next((one for one in told if one is not None), None)


def _clauses(text: str) -> Iterator[str]:
    yield from (one.strip() for one in _CLAUSE.split(text) if one.strip())


def _of_clause(clause: str, promise: str) -> Verdict | None:
    """Return what a clause says; a word that the promise itself holds says nothing of how it went."""
    missed = _NOT_DONE.search(clause)
    if missed is not None:
        return None if not promise and _NOT_YET.search(clause) else "not kept"
    for pattern, verdict in _VERDICTS:
        match = pattern.search(clause)
        if match is None or match.group().casefold() in promise.casefold():
            continue
        before, after = clause[: match.start()], clause[match.end() :]
        if not _DENIES.search(before) and not _DENIES.search(after) and not after.startswith(" by "):
            return verdict
    return None


def _done_on(words: str, said_on: date, note_day: date, as_of: date) -> date | None:
    """Return the day on which something was done, as the words behind `sent` or `came` name it."""
    rest = _from_done(words)
    for mention in dates(with_large_months(rest), note_day):
        day = mention.last if mention.is_day else None
        if day is None and mention.month and mention.day:
            years = (said_on.year, said_on.year + 1)
            possible = [one for year in years if (one := _day(year, mention.month, mention.day)) is not None]
            day = next((one for one in possible if one >= said_on), None)
        if day is not None and said_on <= day <= as_of:
            return day
    return None


def _from_done(words: str) -> str:
    """Return the clause that says that something was done, from there on."""
    match = _DONE.search(words)
    return _CLAUSE.split(words[match.start() :])[0] if match is not None else ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_over_by_itself(text: str, behind: str) -> bool:
    """Tell whether the note itself says that a promise is done or dropped; `behind` is what follows it."""
    own = _of_itself(text, behind)
    return own is not None and own[0] != "not kept"


def says_done(text: str) -> bool:
    """Tell whether words say anywhere that something was done."""
    return any(_of_clause(one, "") == "kept" for one in _clauses(text))
