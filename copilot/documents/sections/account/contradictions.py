"""Where notes and tables, or two notes, say different things of the account's own contract: both sides, both dated."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.contract import line_fact
from copilot.documents.sections.account.statements import (
    Statement,
    annual_amounts,
    figures,
    inline,
    is_close,
    statements,
    titled,
)
from copilot.documents.writing import items, join, part
from copilot.grounding.dates import DateMention, dates
from copilot.grounding.quantities import Quantity
from copilot.grounding.sources import fold
from copilot.metrics.pooled import sum_by_currency
from copilot.metrics.quality_contracts import RENEWED_WITHIN
from copilot.metrics.revenue import active_subscriptions, due_next
from copilot.records import Subscription
from copilot.scope import EVERYTHING

_CONTRACT = r"(?:contract|agreement|subscription|licence|license|term|vertrag\w*|laufzeit|contrat|abonnement)"
_ITSELF = re.compile(
    r"\bauto(?:matic(?:ally)?)?[- ]?renew\w*|\brenew\w* (?:by itself|itself|automatically|o[nf] its own)"
    r"|\bverlängert sich\b[^.;]{0,40}\b(?:von selbst|automatisch|stillschweigend)|\b(?:tacite|automatique) reconduction"
    r"|\breconduction (?:tacite|automatique)|\bse renouvelle (?:automatiquement|tacitement)",
    re.I,
)
_NOT = re.compile(
    r"(?:\b(?:no|not|nothing|never|without|cannot|kein\w*|nicht|non|pas|sans)\b|n['’]t\b)[^.;,]{0,15}$", re.I
)
_NOT_AFTER = re.compile(r"^\s?:?\s(?:no|off|none|nein|nicht|aus|non|pas)\b", re.I)
_CASE = re.compile(
    r"\?|\b(?:if|unless|would|could|should|might|propos\w+|offer\w*|ask\w*|want\w*|wish\w*|wenn|falls|würde"
    r"|könnte|sollte|soll|möchte|angebot\w*|si|voudrai\w*|pourrai\w*|devrai\w*|offre|bridge|prolong\w+|extend\w*)\b",
    re.I,
)
"""A case, a wish or an offer states nothing that a table could contradict."""
_ENDS = re.compile(
    rf"\b{_CONTRACT}\b[^.;?]{{0,40}}?\b(?:ends?|ending|expires?|runs? (?:until|to|out|through)|auto-?renews?|renews?"
    r"|endet|läuft|verlängert sich|se termine|expire|prend fin|court)\b[^.;?\d]{0,25}$",
    re.I,
)
_AMOUNT = re.compile(
    rf"\b(?:{_CONTRACT} (?:is|of|worth|at|over)|ARR(?: is| of|:)?|they pay(?: us)?|we pay(?: you)?|annual fee is)"
    rf"(?: now| currently| today| about| still)?\s?[:(]?\s?$|\b(?:vertrag über|zahlen|contrat de)\s?$",
    re.I,
)
_SEATS = re.compile(
    rf"\b(?:{_CONTRACT} (?:is )?(?:for|of|over)|paying for|pays? for|bought|vertrag über|gekauft|contrat de)\s$", re.I
)
_NOTICE = re.compile(
    r"\b(?:notice (?:period|date|deadline|is due|must be (?:given|served))|(?:give|serve) notice|kündigungsfrist"
    r"|kündigen bis|kündigung (?:bis|spätestens)|préavis)\b",
    re.I,
)
_AGREED = re.compile(
    r"\b(?:accepted|agreed|held (?:flat )?at|settled (?:on|at)|confirmed|signed (?:at|for)|vereinbart|zugesagt"
    r"|akzeptiert|convenu|accepté)\b",
    re.I,
)
_CONTRACT_WORD = re.compile(rf"\b(?:{_CONTRACT}|ARR|pays?|paying|bought|zahlen|gekauft|fee)\b", re.I)
_OF_A_FIRM = re.compile(
    r"(?<=[\w,;] )([A-ZÄÖÜ][\w-]+)(?:['’]s)? (?:contract|agreement|subscription|vertrag|licence|license)\b"
    r"|\b(?:[Cc]ontract|[Aa]greement|Vertrag|[Cc]ontrat) (?:with|mit|avec) ([A-ZÄÖÜ][\w-]+)"
)
"""A firm's name right before the contract, or behind `contract with`."""
_MOST = 2


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What is said differently, what the tables hold of it (nothing where notes alone disagree), and what notes say."""

    about: str
    lines: Sequence[Subscription]
    said: Sequence[Statement]


def contradictions(d: Dossier) -> list[Contradiction]:
    """Return where notes disagree with the running contract lines, or with one another; nothing for a customer."""
    running = active_subscriptions(d.snapshot)
    if not d.is_internal or not running:
        return []
    begun = min(line.start_date for line in running)
    own = [one for one in d.once(statements) if one.note.date >= begun and not _CASE.search(one.sentence)]
    found = [one for rule in _RULES if (one := rule(d, own)) is not None]
    return [one for one in found if all(said.is_verbatim and not _is_anothers(d, said) for said in one.said)]


def both_sides(d: Dossier, one: Contradiction) -> str:
    """Write what each side says, with its source and date."""
    held = [f"the table holds {d.put(line_fact(d, line))}" for line in one.lines]
    told = [f"{titled(said)} says {inline(said.sentence)} {d.cite(said.passage)}" for said in one.said]
    what_to_do = "Read it in the signed contract" if one.lines else "Ask which of them holds"
    return f"**{one.about[:1].upper()}{one.about[1:]}:** {'; '.join([*held, *told])}. {what_to_do}."


def disagreements(d: Dossier) -> list[Part]:
    """Say in a line each that notes and tables disagree, and who says so."""
    return part("unknown", items(_in_short(d, one) for one in d.once(contradictions)))


def _in_short(d: Dossier, one: Contradiction) -> str:
    sides = [*(["the table"] if one.lines else []), *(titled(said) for said in one.said)]
    cited = d.cite(*(line_fact(d, line) for line in one.lines), *(said.passage for said in one.said))
    return f"Check {one.about}: {join(sides)} disagree {cited}."


def _renewing(d: Dossier, own: Sequence[Statement]) -> Contradiction | None:
    """Compare what notes say of renewing by itself with the running lines, and where those say nothing, each other."""
    said: dict[bool, list[Statement]] = {True: [], False: []}
    for one in own:
        kinds = {_holds(one.sentence, match) for match in _ITSELF.finditer(one.sentence)}
        if len(kinds) == 1:
            said[kinds.pop()].append(one)
    terms = {line.auto_renew for line in active_subscriptions(d.snapshot)}
    about = "whether it renews by itself"
    if terms in ({True}, {False}):
        others = said[terms == {False}]
        return Contradiction(about, due_next(d.snapshot), others[:_MOST]) if others else None
    is_open = terms == {None} and said[True] and said[False]
    return Contradiction(about, (), [said[True][0], said[False][0]]) if is_open else None


def _holds(text: str, match: re.Match[str]) -> bool:
    """Tell whether a phrase is stated and not denied."""
    return not (_NOT.search(text[: match.start()]) or _NOT_AFTER.match(text[match.end() :]))


def _ending(d: Dossier, own: Sequence[Statement]) -> Contradiction | None:
    """Compare the days on which notes have the contract end with every day that its lines know."""
    known = [day for line in d.snapshot.subscriptions for day in _days(line)]
    said = [one for one in own if any(not any(map(named.fits, known)) for named in _ends(one))]
    return Contradiction("when the contract ends", due_next(d.snapshot), said[:_MOST]) if said else None


def _ends(one: Statement) -> list[DateMention]:
    """Return the days on which a sentence has the contract end."""
    text = one.sentence
    found = dates(text, one.note.date) if _CONTRACT_WORD.search(text) else []
    return [day for day in found if day.month + day.day or day.is_day if _ENDS.search(text[: day.span[0]])]


def _days(line: Subscription) -> list[date]:
    """Return the days of a contract line: its first, its last covered, the first that is not, its cancelling."""
    last = line.end_date - timedelta(days=1)
    return [line.start_date, last, line.end_date, *([line.cancelled_on] if line.cancelled_on else [])]


def _paying(d: Dossier, own: Sequence[Statement]) -> Contradiction | None:
    """Compare what notes say is paid a year with every amount that the contract lines and their sums come to."""
    lines = d.snapshot.subscriptions
    known = [(line.currency, line.arr) for line in lines]
    known += [(line.currency, line.arr * (line.end_date - line.start_date).days / 365) for line in lines]
    for day in {line.start_date for line in lines} | {d.as_of}:
        known += sum_by_currency(active_subscriptions(d.snapshot, day)).items()
    known += [(one.currency, one.amount) for one in d.snapshot.opportunities]
    said = [one for one in own if any(not _is_known(money, known) for money in _stated(one, _AMOUNT))]
    return Contradiction("what it costs a year", due_next(d.snapshot), said[:_MOST]) if said else None


def _seated(d: Dossier, own: Sequence[Statement]) -> Contradiction | None:
    """Compare how many seats notes say are on contract with every number that the lines and their sums come to."""
    lines = [line for line in d.snapshot.subscriptions if line.seats]
    days = {line.start_date for line in lines} | {d.as_of}
    sums = [sum(line.seats or 0 for line in active_subscriptions(d.snapshot, day)) for day in days]
    known = [("seat", Decimal(seats)) for seats in (*sums, *(line.seats or 0 for line in lines))]
    said = [one for one in own if any(not _is_known(seats, known) for seats in _stated(one, _SEATS))]
    return Contradiction("how many seats it has", due_next(d.snapshot), said[:_MOST]) if said and lines else None


def _stated(one: Statement, before: re.Pattern[str]) -> list[Quantity]:
    """Return the figures of a sentence before which it says that the contract has them."""
    text = one.sentence
    if not _CONTRACT_WORD.search(text):
        return []
    return [figure for figure in figures(text) if not figure.high and before.search(text[: figure.span[0]])]


def _is_known(figure: Quantity, known: Sequence[tuple[str, Decimal]]) -> bool:
    """Tell whether the tables hold a figure as exactly as it is told; what they hold nothing of is no contradiction."""
    alike = [value for unit, value in known if unit == figure.unit]
    return not alike or any(
        abs(value - told.value) <= max(told.step, value / 100) for value in alike for told in figure.readings
    )


def _noticed(_: Dossier, own: Sequence[Statement]) -> Contradiction | None:
    """Compare the days that notes name for giving notice; the tables hold none."""
    said = [
        (one, day.first)
        for one in own
        if _NOTICE.search(one.sentence)
        for day in dates(one.sentence, one.note.date)
        if day.is_day and not day.is_relative
    ]
    others = [one for one, day in said if day != said[0][1] and one.note is not said[0][0].note]
    return Contradiction("by when notice is to be given", (), [said[0][0], others[0]]) if others else None


def _agreed(d: Dossier, own: Sequence[Statement]) -> Contradiction | None:
    """Compare the prices that notes say are agreed for the coming term."""
    due = due_next(d.snapshot)
    units = {line.currency for line in due}
    since = max(line.start_date for line in due) + timedelta(days=RENEWED_WITHIN) if due else date.max
    found: list[tuple[Statement, Decimal]] = []
    for one in own:
        if one.note.date < since or len(units) != 1 or not _AGREED.search(one.sentence):
            continue
        today = sum((line.arr for line in due), Decimal(0))
        amounts = annual_amounts(one.sentence, today, *units)
        coming = [amount for amount in amounts if not is_close(amount, today)] or amounts
        if len(coming) == 1:
            found.append((one, coming[0]))
    others = [one for one, amount in found if not is_close(amount, found[0][1]) and one.note is not found[0][0].note]
    about = "what is agreed for the coming term"
    return Contradiction(about, (), [found[0][0], others[0]]) if others else None


def _is_anothers(d: Dossier, one: Statement) -> bool:
    """Tell whether a sentence may speak of another's contract: it names another customer, or a firm at the contract."""
    text = one.sentence.casefold()
    others = [account for account in d.accounts.names(EVERYTHING) if account.account_id != d.account.account_id]
    if any(name.casefold() in text for account in others for name in (account.name, *account.aliases) if len(name) > 2):
        return True
    own = {word for name in (d.account.name, *d.account.aliases, "Ai First") for word in fold(name).split()}
    return any(fold(found[1] or found[2]) not in own for found in _OF_A_FIRM.finditer(one.sentence))


_RULES: tuple[Callable[[Dossier, Sequence[Statement]], Contradiction | None], ...] = (
    _renewing,
    _ending,
    _paying,
    _seated,
    _noticed,
    _agreed,
)
"""Every way in which notes and tables may disagree, what weighs most first."""
