"""Which way a renewal goes by itself: agreed in their own words, renewing by itself, or first to be settled."""

import re
from dataclasses import dataclass
from decimal import Decimal

from copilot.display import show_date
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.statements import (
    UPHEAVAL,
    Statement,
    annual_amounts,
    inline,
    statements,
    titled,
)
from copilot.documents.sections.renewal.positions import agreed_words, corridor, flat_offer, positions
from copilot.documents.sections.renewal.standing import is_case
from copilot.evidence import RowRef
from copilot.metrics.revenue import due_next
from copilot.snapshot import days_before

RECENT = 120
"""Days within which words on the renewal still hold."""
HALF = Decimal("0.5")
"""Of the seats; where fewer are used, fewer are spoken of."""
SMALL = Decimal(10_000)
"""An ARR below which a renewal gets the short plan, whatever the segment."""
_OTHER_FIRM = re.compile(
    r"\b([A-ZÄÖÜÉ][\w&-]+) (?:was|is|has been|is being|got|wurde|wird|a été|est) (?:\w+ )?(?:acquired|bought|taken over"
    r"|merged|insolvent|bankrupt|übernommen|gekauft|rachetée?|insolvente?)\b"
)
_PRONOUNS = {"we", "they", "it", "company", "group", "business", "wir", "sie", "es", "nous", "elle", "il", "on"}
_LEAVES = re.compile(
    r"\b(?:cancel\w*|terminat\w*|not (?:be )?renew\w*|won['’]t renew|notice of termination|kündig\w*|gekündigt"
    r"|résili\w+|ne (?:pas )?renouvel\w+)\b",
    re.I,
)
_LABELS = {
    "target": re.compile(r"^(?:target|ziel|cible)\s?:", re.I),
    "floor": re.compile(r"^(?:floor|untergrenze|plancher)\s?:", re.I),
}


@dataclass(frozen=True, slots=True)
class Bound:
    """An amount of the desk's corridor, and the sentence that names it."""

    amount: Decimal
    said: Statement


def upheaval(d: Dossier) -> Statement | None:
    """Return the word of a merger, a sale, an insolvency or an end of the business; theirs first, then the newest."""
    since = days_before(d.as_of, RECENT)
    own = {word for name in (d.account.name, *d.account.aliases) for word in name.casefold().split()} | _PRONOUNS
    found = [
        one
        for one in d.once(statements)
        if one.note.date >= since
        and UPHEAVAL.search(one.sentence)
        and one.is_verbatim
        and not is_case(one.sentence)
        and not any(firm[1].casefold() not in own for firm in _OTHER_FIRM.finditer(one.sentence))
    ]
    return next((one for one in found if one.speaker.side == "theirs"), found[0] if found else None)


def agreed(d: Dossier) -> Statement | None:
    """Return their recent own words that agree to renew as is; none where they ask for something else since."""
    since = days_before(d.as_of, RECENT)
    word = next((one for one in d.once(agreed_words) if one.note.date >= since), None)
    if word is None or d.once(upheaval) is not None:
        return None
    later = (one for one in d.once(positions) if one.note.date > word.note.date and one.speaker.side == "theirs")
    return None if any(one not in d.once(agreed_words) for one in later) else word


def renews_itself(d: Dossier) -> bool:
    """Tell whether all that ends next renews by itself, and no risk, idle seat, expansion, note or demand is open."""
    due, band = due_next(d.snapshot), d.fact("health_band")
    if not due or not all(line.auto_renew and line.cancelled_on is None for line in due) or band is None:
        return False
    if band.value != "green" or any(not one.is_growth for one in d.signals) or _is_idle(d):
        return False
    since = days_before(d.as_of, RECENT)
    grows = any(one.kind == "expansion" and one.stage == "open" for one in d.snapshot.opportunities)
    leaves = any(one.note.date >= since and _LEAVES.search(one.sentence) for one in d.once(statements))
    asked = any(one.note.date >= since for one in d.once(positions))
    return not grows and not leaves and not asked and d.once(upheaval) is None


def _is_idle(d: Dossier) -> bool:
    share = d.fact("licence_utilisation")
    return share is not None and Decimal(str(share.value)) < HALF


def is_small(d: Dossier) -> bool:
    """Tell whether an account is a small business, or pays little."""
    amounts = [Decimal(str(one.value)) for one in d.facts("arr")]
    return d.account.segment == "smb" or (len(amounts) == 1 and amounts[0] < SMALL)


def told_by(d: Dossier, one: Statement) -> str:
    """Write a sentence with the note and day that it is from: `“Our contract” of 3 May 2026: “…” [P3]`."""
    return f"{titled(one)}: {inline(one.sentence)} {d.cite(one.passage)}"


def aim(d: Dossier) -> str:
    """Say at what to renew by the desk's corridor, where notes name target and floor without a doubt; else `flat`."""
    due = due_next(d.snapshot)
    today, units = sum((line.arr for line in due), Decimal(0)), {line.currency for line in due}
    target = _bound(d, "target", today, units)
    floor = _bound(d, "floor", today, units)
    if target is None or floor is None or not target.amount > max(today, floor.amount):
        return "renew flat"
    told = [_bound_told(d, name, one, *units) for name, one in (("target", target), ("floor", floor))]
    cited = d.cite(target.said.passage)
    return f"renew at the target of {told[0]}, not below the floor of {told[1]} (both internal {cited})"


def offered(d: Dossier) -> str:
    """Say that the latest offer is flat already, where it is: a target above it needs another reason."""
    offer = d.once(flat_offer)
    return f" Our latest offer, of {show_date(offer.note.date)}, is flat {d.cite(offer.passage)}." if offer else ""


def _bound(d: Dossier, name: str, today: Decimal, units: set[str]) -> Bound | None:
    """Return what the newest note calls target or floor; none where it names two amounts."""
    said = [one for one in d.once(corridor) if _LABELS[name].match(one.sentence)]
    newest = [one for one in said if one.note is said[0].note]
    if len(newest) != 1 or len(units) != 1:
        return None
    amounts = annual_amounts(newest[0].sentence, today, *units)
    return Bound(amounts[0], newest[0]) if len(amounts) == 1 else None


def _bound_told(d: Dossier, name: str, one: Bound, unit: str) -> str:
    row = RowRef(table="notes", id=one.said.passage.document_id.removeprefix("note:"))
    label, formula = f"{name.capitalize()} of our own corridor", f"named in {titled(one.said)}"
    return d.put(d.make("corridor", label, one.amount, unit=unit, formula=formula, records=[row]))
