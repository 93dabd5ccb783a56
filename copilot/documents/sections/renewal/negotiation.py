"""What the negotiation will be about: what is on the table, what they ask, what we may give and ask, where we stop."""

from collections.abc import Sequence
from decimal import Decimal

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.said import PRICE, all_told, chosen_words
from copilot.documents.sections.account.statements import Statement, titled
from copilot.documents.sections.renewal.course import agreed
from copilot.documents.sections.renewal.instead import why_nothing
from copilot.documents.sections.renewal.positions import names_terms, on_the_table, positions, stops, traded
from copilot.documents.sections.renewal.scenarios import Stakes, stakes_of
from copilot.documents.writing import items, part, quote
from copilot.metrics.revenue import due_next

_MOST_WORDS = 3
_FULL = Decimal("0.8")


def negotiation(d: Dossier) -> list[Part]:
    """Write what is on the table, their asks, our gives and gets, and the walk-away as far as a note tells it."""
    if not due_next(d.snapshot):
        return part("unknown", f"- There is nothing to negotiate: {why_nothing(d)}.")
    table = on_the_table(d)
    shown = [one.text for one in d.once(positions)]
    asks = chosen_words(
        d,
        most=_MOST_WORDS,
        about=lambda text: bool(PRICE.search(text)) and not any(text in one for one in shown),
    )
    floors, is_agreed = d.once(stops)[:2], d.once(agreed) is not None
    is_named = bool(shown) or any(names_terms(one.text) for one in asks)
    return [
        *table,
        *part("said", *((["**What else they said:**"] if table and asks else []) + all_told(d, asks))),
        *part("fact", *_deal_desk(d)),
        *part("plan", *(() if is_agreed else (items(_gives(d, stakes_of(d))), *_playbook(d)))),
        *part("fact", *(["**Where we stop:**"] if floors else []), *_quotes(d, floors)),
        *part("unknown", items(_not_told(d, is_named, bool(asks), bool(floors) or is_agreed))),
    ]


def _deal_desk(d: Dossier) -> list[str]:
    """Return the gives and gets that our own notes state for this deal; they come before the playbook's."""
    lines = d.once(traded)[:4]
    head = f"**Gives and gets for this deal**, by {titled(lines[0])} {d.cite(lines[0].passage)}:" if lines else ""
    return [head, *_quotes(d, lines)]


def _quotes(d: Dossier, found: Sequence[Statement]) -> list[str]:
    return [quote(one.text, d.cite(one.passage)) for one in found]


def _gives(d: Dossier, stakes: Stakes | None) -> list[str]:
    """Return how to answer what the figures invite; amounts are the deal desk's."""
    share, roi = d.fact("licence_utilisation"), d.fact("roi")
    lines = []
    if share is not None and Decimal(str(share.value)) < _FULL:
        lines.append(
            f"If they point at the use, {d.put(share)} of the seats: answer with a rollout that has a date, or with "
            "fewer seats at the same price a seat; never with a discount."
        )
    if roi is not None and stakes is not None:
        lead = "Lead with the value" if Decimal(str(roi.value)) >= 1 else "Do not lead with ROI while it is below one"
        lines.append(f"{lead}: it is {d.put(roi)}.")
    return lines


def _playbook(d: Dossier) -> list[str]:
    """Return what our playbook says of gives and gets, word for word."""
    found = d.line_of_playbook("price-negotiation", "Gives")
    return (
        [f"What we may give and ask for it, by the playbook {found[1].title}:", quote(found[0], d.cite(found[1]))]
        if found
        else []
    )


def _not_told(d: Dossier, is_named: bool, has_asks: bool, has_floor: bool) -> list[str]:
    lines = []
    if not is_named:
        lines.append(
            f"{d.finds} {d.missed('no offer, discount, seats or term in a recent call, meeting or mail with them')}."
        )
    if not has_asks and not d.once(positions):
        lines.append(f"{d.finds} {d.missed('no word of theirs on price, seats or terms')}.")
    if not has_floor:
        lines.append(f"{d.finds} {d.missed('no walk-away in the notes: ask the deal desk')}.")
    return lines
