"""The case study itself: only where consent is on record, and only what it covers and the customer may see."""

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.measured import is_fresh, is_signed, source_shown
from copilot.documents.sections.account.value import outcome_fact
from copilot.documents.sections.review.period import active_people
from copilot.documents.sections.review.value import number
from copilot.documents.sections.stories.consent import POINTS, Consent, Standing, standing_of
from copilot.documents.sections.stories.consented import covered
from copilot.documents.writing import items, part
from copilot.errors import InvalidInput
from copilot.evidence import Fact
from copilot.records import Contact, Outcome

_SPEAKER = "whoever speaks for the company"
_RECORDED = (
    "Record the answer as a note of the account, best the e-mail itself under its writer's name: it should hold an "
    "outright yes in their own words, and an internal note should not stand in for it."
)


def case_study(d: Dossier) -> list[Part]:
    """Write the text as far as it may be written; without consent what it would take, for our own people alone.

    InvalidInput for a customer's version without consent: there is no such page.
    """
    standing = d.once(standing_of)
    if standing.consent is None and not d.is_internal:
        raise _refusal(d, standing)
    if standing.consent is None:
        return [*part("unknown", f"- {_no_consent(d)}"), *part("plan", _what_it_takes(d))]
    outcome = next(iter(covered(d, standing)), None)
    shown = outcome if outcome is not None and is_signed(d, outcome) and is_fresh(outcome, d.as_of) else None
    return [
        *part("fact", _number(d, standing.consent, shown) if shown else "", _person(d, standing.consent)),
        *part("fact", _went_wrong(d)),
        *part("unknown", items([_no_number(d, outcome) if shown is None else "", _not_measured(d)])),
        *part("plan", _to_come(d, standing)),
    ]


def who_consents(d: Dossier) -> Contact | None:
    """Return who has to give consent: the sponsor, else who decides on the money, else the champion."""
    for role in ("executive_sponsor", "economic_buyer", "champion"):
        found = next((one for one in active_people(d) if one.role == role), None)
        if found is not None:
            return found
    return None


def _refusal(d: Dossier, standing: Standing) -> InvalidInput:
    """Say why there is no case study to give out, whom to ask, and how a consent is recorded."""
    giver = who_consents(d)
    title = f" ({giver.title})" if giver and giver.title else ""
    who = f"{giver.name}{title}" if giver else _SPEAKER
    ask = f"Ask {who} for consent in writing."
    if standing.limits:
        ask = f"Keep to what they said, which the internal version quotes; then ask {who} for consent in writing."
    return InvalidInput(
        f"There is no case study of {d.account.name} for customers: I find {standing.reason}.",
        f"{ask} {_RECORDED} The internal version lists what else is needed.",
    )


def _what_it_takes(d: Dossier) -> str:
    """List what has to be there before a case study can be drafted for the customer."""
    steps = [
        f"Have these six named: {'; '.join(POINTS.values())}.",
        "Get one figure signed by their finance before the text is drafted; have an old one measured again first.",
        _RECORDED,
    ]
    return "\n\n".join(["What it takes:", items(steps)])


def _no_consent(d: Dossier) -> str:
    giver = who_consents(d)
    none = "no consent to a case study"
    if giver is None:
        return f"{d.finds} {d.missed(f'{none}; {_SPEAKER} has to give it')}."
    return f"{d.finds} {d.missed(none)}; {d.put(_as_printed(d, giver))}, would have to give it."


def _as_printed(d: Dossier, contact: Contact) -> Fact:
    """Return somebody by name and title alone, whoever reads it."""
    display = ", ".join(part for part in (contact.name, contact.title) if part)
    return d.make("person", "Contact", contact.name, display=display, records=[contact])


def _number(d: Dossier, consent: Consent, outcome: Outcome) -> str:
    """Return the one number, with the method in a sentence; the company is named only where that is agreed."""
    cited = d.cite(outcome_fact(d, outcome))
    unit = outcome.unit or ""
    change = f"{outcome.metric}: {number(outcome.baseline)} {unit} before, {number(outcome.current)} {unit} now"
    where = f", at {d.account.name}" if "name and logo" in consent.points else ""
    day = show_date(outcome.as_of) if outcome.as_of else ""
    return f"**{change}{where} {cited}.**\n\nMeasured on {day}; source: {source_shown(outcome)} {cited}."


def _person(d: Dossier, consent: Consent) -> str:
    if "persons" not in consent.points:
        return f"Nobody is named: {d.missed('no person is on the list that was agreed')}."
    return f"Who tells it: {d.put(_as_printed(d, consent.by))}."


def _went_wrong(d: Dossier) -> str:
    """Leave what went wrong to the customer: a fault is not on the list of what they agreed to."""
    return f"What went wrong is for you to tell: {d.missed('nothing of that kind is on the list that was agreed')}."


def _no_number(d: Dossier, outcome: Outcome | None) -> str:
    if outcome is None:
        return f"There is no number in this text yet: {d.missed('no figure on record is on the list that was agreed')}."
    if not is_fresh(outcome, d.as_of):
        why = f"“{outcome.metric}” is to be measured again, as its figure is over 90 days old"
    else:
        why = f"“{outcome.metric}” has nobody's name under it yet"
    return f"There is no number in this text yet: {d.missed(why)}."


def _not_measured(d: Dossier) -> str:
    return f"Not measured here: {d.missed('anything beyond the one figure that was agreed')}."


def _to_come(d: Dossier, standing: Standing) -> str:
    """Return what only the customer can add, and what has to be seen before anything is released."""
    consent = standing.consent
    assert consent is not None
    until = d.make("plan_date", "Holds until", consent.until, unit="date", formula="a year unless agreed otherwise")
    questions = [
        "What did the worst day look like before?",
        "When was it said that it would not work, and by whom?",
        "What should somebody know who starts with it?",
    ]
    quotes = ["Each quote should be shown to whoever said it before it is used, each time."]
    rules = [
        *(quotes if "quotes" in consent.points else []),
        "The text should be released in writing: silence is no release.",
        f"It should come down on {d.put(until)}, unless it is agreed on again.",
    ]
    return "\n\n".join(["Please add, in your own words:", items(questions), "How it is released:", items(rules)])
