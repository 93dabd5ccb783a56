"""What to ask: questions that follow from the signals, the gaps and what was agreed, each with its reason."""

import re
from dataclasses import dataclass

from copilot.display import show_date, show_word
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.encounters import those_there
from copilot.documents.sections.account.ended import end_fact, has_ended, no_contract
from copilot.documents.sections.account.leaving import of_a_way_back, of_data
from copilot.documents.sections.account.owed import is_late
from copilot.documents.sections.account.post_mortem import health_before
from copilot.documents.sections.account.promises import of_side, promises_of
from copilot.documents.sections.account.risks import is_silence
from copilot.documents.sections.account.sentences import sentences_since
from copilot.documents.writing import items, join, part, quote
from copilot.evidence import Passage
from copilot.metrics.revenue import active_subscriptions
from copilot.metrics.signals import Signal
from copilot.metrics.support import ticket_fact
from copilot.metrics.value import known_outcomes, missing_inputs
from copilot.snapshot import days_before

_BY_SIGNAL = {
    "usage_drop_28d": "What happened in the teams that stopped, and who decided it?",
    "low_utilisation_near_renewal": "Which teams should have the idle seats after the renewal, and from when?",
    "no_usage_60d": "Did the people stop, or only the data?",
    "champion_gone": "Who speaks for the platform inside now?",
    "sponsor_gone": "Who answers for it at the top now, and what are they measured by?",
    "single_threaded": "Who else gains most from it, and would you bring them to the next call?",
    "urgent_ticket_aging": "Which work stands still until the ticket is solved, and whose date does that hit?",
    "power_role_detractor": "What would have to be different for another answer?",
    "milestone_overdue": "What has to happen before the milestone can be done, and which new date holds?",
    "no_contact_45d": "What has changed on your side since we last spoke?",
    "sentiment_red": "Which one thing has to be solved before anything else?",
    "renewal_without_plan": "When do you want the renewal off your desk, and who has to sign?",
    "utilisation_over_90": "Who is waiting for a seat, and since when?",
    "power_role_promoter": "Would you say that to somebody in your position at another firm?",
    "roi_above_3": "Who has to agree before we may show that figure to others?",
    "feature_taken_up": "Which team took it up, and who should see it next?",
}
_SIGN_IN = re.compile(
    r"\b(?:sign(?:s|ed|ing)?[- ]?(?:in|on)|log(?:s|ged|ging)?[- ]?(?:in|on)|logins?|SSO|SAML|identity provider"
    r"|anmeld\w*|einlogg\w*|connexion|authentification|usage (?:data|export|feed)|nutzungsdaten)\b",
    re.I,
)
"""Tells why no use is seen: nobody gets in, or the data does not come."""
_TO_OURS = re.compile(
    r"\b(?:goes|go|passed|handed|forwarded|given) (?:on )?to (?:our|us)\b|\bgeht an (?:unser\w*|uns)\b"
    r"|\b(?:va|transmise?) à (?:notre|nos|nous)\b",
    re.I,
)
"""Hands on to our people what the customer has given already."""
_LOOK_BACK = 120
_OF_SIGN_IN = "Who can get in again, from which day, and who tries it first?"
_OF_SILENCE = "What has happened since we last spoke, and what did you miss from us?"
_NOT_BEGUN = "Which result do you want first, and who measures it?"
_MOST = 6
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ASKED = re.compile(r"^\s*-\s+(.+\?)", re.M)
_TOO_OPEN = re.compile(r"[{}“”\"]")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the reason to ask it, with its evidence."""

    text: str
    because: str


def questions(d: Dossier) -> list[Part]:
    """Write the questions with their reasons, and one of the playbook's."""
    found = questions_of(d)
    if not found:
        reason = d.missed("no gap and no signal that a question would follow from")
        return part("unknown", f"- {d.finds} {reason}.")
    lines = [f"**{one.text}** {one.because}." for one in found[:_MOST]]
    return [*part("plan", items(lines)), *part("plan", *_of_playbook(d))]


def questions_of(d: Dossier) -> list[Question]:
    """Return the questions that follow from what is known and missing, the most pressing first."""
    if has_ended(d):
        return _of_the_end(d)
    if not active_subscriptions(d.snapshot):
        return [Question(_NOT_BEGUN, f"{d.finds} {no_contract(d)}")]
    threats = [_of_signal(d, one) for one in d.signals if not one.is_growth]
    growth = [_of_signal(d, one) for one in d.signals if one.is_growth]
    every = [*threats[:3], *_of_promises(d), *_of_roles(d), *_of_outcomes(d), *threats[3:], *growth]
    return list({one.text: one for one in reversed(every)}.values())[::-1]


def _of_the_end(d: Dossier) -> list[Question]:
    """Return what to ask somebody who has left: for the lesson, of their data, for a word of theirs, of a way back."""
    health, data, back = d.once(health_before), d.once(of_data), d.once(of_a_way_back)
    before = d.put(health) if health is not None else f"{d.finds} {d.missed('no health before the end')}"
    on_data = f"{d.finds} {d.missed('no word in the notes on export and deletion of their data')}"
    found = [
        Question("On which day did you know, and what happened on it?", f"The contract ended on {d.put(end_fact(d))}"),
        Question("What did you tell us before that we did not hear?", f"On record was {before}"),
        Question(
            "Is everything that is yours with you, and who may confirm the deletion?",
            f"Our notes speak of it last on {show_date(data[-1].note.date)} {d.cite(data[-1].passage)}"
            if data
            else on_data,
        ),
    ]
    worth = d.facts("value_realised")
    if worth:
        measured = join([d.put(one) for one in worth])
        found.append(
            Question(
                "May we still name what came of it, and would you say it yourself?", f"Measured is {measured} a year"
            )
        )
    if back:
        since = f"The notes speak of a way back on {show_date(back[-1].note.date)} {d.cite(back[-1].passage)}"
        found.append(Question("What would have to be different for us to talk again?", since))
    return found


def _of_signal(d: Dossier, signal: Signal) -> Question:
    text = _OF_SILENCE if is_silence(signal) else _BY_SIGNAL[signal.id]
    reason = d.put(d.signal(signal))
    known = explained(d) if signal.id == "no_usage_60d" else ""
    return Question(_OF_SIGN_IN, f"{reason}; {known}") if known else Question(text, reason)


def explained(d: Dossier) -> str:
    """Say which note or ticket tells of sign-in or data where no use is seen, the latest; nothing where none does."""
    since = days_before(d.as_of, _LOOK_BACK)
    for one in reversed(list(sentences_since(d, since))):
        if one.is_bare and _SIGN_IN.search(one.text):
            return f"our note of {show_date(one.note.date)} tells of it: “{one.text}” {d.cite(one.passage)}"
    tickets = [
        one for one in d.snapshot.tickets if one.opened_at.date() >= since and _SIGN_IN.search(one.subject or "")
    ]
    latest = max(tickets, key=lambda one: one.opened_at, default=None)
    return d.put(ticket_fact(latest, d.account.name, d.as_of)) if latest is not None else ""


def _of_promises(d: Dossier) -> list[Question]:
    """Ask for what they wanted to do, and of which nothing was heard since."""
    late = [one for one in of_side(d, d.once(promises_of), "theirs") if is_late(d, one) and not _is_for_us(one.text)]
    return [
        Question(
            "What became of what you wanted to do?",
            f"“{one.text}” {d.cite(one.passage)}, and I find {d.missed('no later note that speaks of it')}",
        )
        for one in late[-1:]
    ]


def _is_for_us(text: str) -> bool:
    """Tell whether something of theirs is for us to work on: `Ada's list goes to our team` is our promise."""
    return bool(_TO_OURS.search(text))


def _of_roles(d: Dossier) -> list[Question]:
    there, fired = {one.role for one in those_there(d)}, {one.id for one in d.signals}
    wanted = (
        ("economic_buyer", "", "Who signs the next contract, and what do they need to see first?"),
        ("champion", "champion_gone", "Who in your team would miss it most, and may we meet them?"),
        ("executive_sponsor", "sponsor_gone", "Whose target does this serve, and when do we meet them?"),
    )
    return [
        Question(text, f"{d.finds} {d.missed(f'no {show_word(role)} among the active contacts')}")
        for role, signal, text in wanted
        if role not in there and signal not in fired
    ]


def _of_outcomes(d: Dossier) -> list[Question]:
    """Ask for what is missing to count an outcome."""
    lacking = [(one.metric, missing_inputs(one)) for one in known_outcomes(d.snapshot)]
    lacking = [(metric, missing) for metric, missing in lacking if missing]
    if not lacking and not known_outcomes(d.snapshot):
        because = f"{d.finds} {d.missed('no outcome on record')}"
        return [Question("Which figure of yours should be different because of us, and who measures it?", because)]
    asked = "Who can give us what is missing to count it, and by when?"
    reasons = [f"no {' and no '.join(missing)} on record for “{metric}”" for metric, missing in lacking[:2]]
    return [Question(asked, f"{d.finds} {d.missed(one)}") for one in reasons]


def _of_playbook(d: Dossier) -> list[str]:
    """Return one question of the play that the severest signal asks for, word for word."""
    for signal in d.signals:
        found = question_of_playbook(d, signal.playbook)
        if found is not None:
            text, passage = found
            return [f"One more, from the playbook {passage.title}:", quote(text, d.cite(passage))]
    return []


def question_of_playbook(d: Dossier, name: str) -> tuple[str, Passage] | None:
    """Return the first question of a playbook that can be asked as it stands."""
    for passage in d.passages_of_playbook(name):
        if not passage.heading or passage.heading[-1] != "Questions to ask":
            continue
        for match in _ASKED.finditer(passage.text):
            if not _LINK.search(match[1]) and not _TOO_OPEN.search(match[1]):
                return match[1], passage
    return None
