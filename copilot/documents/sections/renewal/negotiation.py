"""What the negotiation will be about: what they ask in their words, what we may give and ask, where we stop."""

import re
from decimal import Decimal

from copilot.documents.cleaning import cleaned
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.said import PRICE, all_told, chosen_words
from copilot.documents.sections.renewal.scenarios import Stakes, stakes_of
from copilot.documents.writing import items, part, quote
from copilot.evidence import Passage
from copilot.grounding.sources import fold
from copilot.llm.built_in.lines import read_lines

_FLOOR = re.compile(r"\b(?:floor|walk[- ]?away|no lower|not below|at least|minimum|untergrenze|plancher)\b", re.I)
_MOST_WORDS = 3
_FULL = Decimal("0.8")


def negotiation(d: Dossier) -> list[Part]:
    """Write their asks, our gives and gets, and the walk-away as far as a note tells it."""
    asks = chosen_words(d, most=_MOST_WORDS, about=lambda text: bool(PRICE.search(text)))
    floors = _floors(d)
    return [
        *part("said", *all_told(d, asks)),
        *part("plan", items(_gives(d, stakes_of(d))), *_playbook(d)),
        *part("fact", *(quote(text, d.cite(passage)) for text, passage in floors)),
        *part("unknown", items(_not_told(d, bool(asks), bool(floors)))),
    ]


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


def _floors(d: Dossier) -> list[tuple[str, Passage]]:
    """Return what internal notes say of where we stop."""
    found = [
        (cleaned(sentence), passage)
        for note in d.notes
        if note.kind == "internal"
        for passage in note.passages
        for line in read_lines(passage)
        for sentence in line.sentences
        if _FLOOR.search(sentence) and PRICE.search(sentence)
    ]
    return [(text, passage) for text, passage in found if fold(text) in fold(passage.text)][:2]


def _not_told(d: Dossier, has_asks: bool, has_floor: bool) -> list[str]:
    lines = []
    if not has_asks:
        lines.append(f"{d.finds} {d.missed('no word of theirs on price, seats or terms')}.")
    if not has_floor:
        lines.append(f"{d.finds} {d.missed('no walk-away in the notes: ask the deal desk')}.")
    return lines
