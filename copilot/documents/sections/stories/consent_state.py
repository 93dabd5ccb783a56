"""How it stands with consent: its six points, and what is not to be repeated, for our own people alone."""

import re
from collections.abc import Sequence

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.value import outcome_fact
from copilot.documents.sections.stories.case_study import who_consents
from copilot.documents.sections.stories.consent import POINTS, Limit, Said, Standing, standing_of
from copilot.documents.sections.stories.consented import covered
from copilot.documents.writing import items, join, part, quote
from copilot.evidence import Fact, Passage
from copilot.metrics.value import known_outcomes

_MOST = 5
_AGAIN = re.compile(r"\b(?:again|until|before|not now|not yet)\b", re.I)


def consent_state(d: Dossier) -> list[Part]:
    """Write whether there is consent, then each of the six points: its words, or that none is found."""
    standing = d.once(standing_of)
    return [
        *part("fact", _verdict(d, standing)),
        *part("said", items(_granted(d, standing))),
        *part("unknown", items(_not_found(d, standing))),
        *part("plan", items(_next(d, standing))),
    ]


def not_outside(d: Dossier) -> list[Part]:
    """Write what the customer refused, in their words, and what else is not to leave us."""
    standing = d.once(standing_of)
    refused = [line for one in standing.limits[:_MOST] for line in _limit(d, one)]
    rest = f"Shown are {_MOST} of their refusals." if len(standing.limits) > _MOST else ""
    return [*part("said", *refused), *part("inferred", items([*_figures(d, standing), rest]))]


def _verdict(d: Dossier, standing: Standing) -> str:
    consent = standing.consent
    if consent is None:
        return f"**{d.finds} {d.missed(standing.reason)}.**"
    until = d.make(
        "consent",
        "Consent",
        consent.until,
        unit="date",
        display=f"consent of {consent.by.name} of {show_date(consent.day)}, until {show_date(consent.until)}",
        formula="the words of one of the customer's people; a year unless they say otherwise",
        as_of=consent.day,
    )
    return f"**There is a {d.put(until)}.** {d.cite(d.person(consent.by))}"


def _granted(d: Dossier, standing: Standing) -> list[str]:
    points = standing.consent.points if standing.consent else {}
    lines: dict[str, list[str]] = {}
    said: dict[str, Said] = {}
    for point, one in points.items():
        lines.setdefault(one.text, []).append(POINTS[point])
        said[one.text] = one
    return [f"**{'; '.join(named)}:** {_words(d, said[text])}" for text, named in lines.items()]


def _words(d: Dossier, said: Said) -> str:
    ours = "" if said.turn.person is not None else "; these are our own words, which they should confirm"
    return f"“{said.text}” {said.turn.who}, {show_date(said.turn.note.date)} {_cite(d, said)}{ours}"


def _cite(d: Dossier, said: Said) -> str:
    evidence: list[Fact | Passage] = [said.turn.passage]
    if said.turn.person is not None:
        evidence.append(d.person(said.turn.person))
    else:
        ours = next((one for one in d.snapshot.team.values() if one.name == said.turn.who), None)
        known = d.colleague(ours.email, "Said by") if ours is not None else None
        evidence += [known] if known is not None else []
    return d.cite(*evidence)


def _not_found(d: Dossier, standing: Standing) -> list[str]:
    points = standing.consent.points if standing.consent else {}
    return [
        f"{d.finds} {d.missed(f'no consent for {named}')}." for point, named in POINTS.items() if point not in points
    ]


def _next(d: Dossier, standing: Standing) -> list[str]:
    if standing.consent is None:
        giver = who_consents(d)
        who = f"{giver.name} {d.cite(d.person(giver))}" if giver else "whoever speaks for the company"
        if standing.limits:
            said = next((one.said for one in standing.limits if _AGAIN.search(one.said.text)), standing.limits[0].said)
            return [f"Keep to what was said before anybody asks again: {_words(d, said)}."]
        return [f"Ask {who} who has to agree, and whether it was refused before; write nothing until then."]
    lines = []
    if standing.consent.given.turn.note.kind != "email":
        lines.append("Check that the consent is filed in writing: what is on record here was said.")
    figures = covered(d, standing)
    named = {one.outcome_id for one in figures}
    others = [one for one in known_outcomes(d.snapshot) if one.outcome_id not in named and one.current is not None]
    if others:
        told = join([f"“{one.metric}” {d.cite(outcome_fact(d, one))}" for one in others[:3]])
        lines.append(f"Leave {told} out: what is not on the list does not exist.")
    return lines


def _limit(d: Dossier, limit: Limit) -> Sequence[str]:
    said = limit.said
    head = f"{said.turn.who}, {said.turn.note.kind}, {show_date(said.turn.note.date)} {_cite(d, said)}:"
    if limit.asked is None:
        return [head, quote(said.text, d.cite(said.turn.passage))]
    return [_question(d, limit.asked), head, quote(said.text, d.cite(said.turn.passage))]


def _question(d: Dossier, asked: Said) -> str:
    return f"Asked by {asked.turn.who}: “{asked.text}” {_cite(d, asked)}"


def _figures(d: Dossier, standing: Standing) -> list[str]:
    if standing.consent is None:
        return ["Their name, figures, people and words should not leave us: there is no consent."]
    return [
        "Amounts in money, prices and terms should not leave us: they are on no list.",
        "What is on no list should be taken as refused.",
    ]
