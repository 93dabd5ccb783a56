"""What the meeting is for, who has to be in it, and how the sponsor stands: for our own people alone."""

from copilot.display import show_date, show_days, show_word
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.measured import is_fresh, is_opinion, is_signed
from copilot.documents.sections.account.people import nps_fact
from copilot.documents.sections.account.said import chosen_words, told
from copilot.documents.sections.account.value import outcome_fact
from copilot.documents.sections.review.asks import holder, named
from copilot.documents.sections.review.period import QUARTER, active_people, last_review
from copilot.documents.sections.review.value import presentable
from copilot.documents.writing import items, join, part
from copilot.metrics.engagement import spoken_on
from copilot.metrics.satisfaction import latest_nps
from copilot.records import Contact

_EXECUTIVE_DAYS = 120
"""Days to the end of the contract from which on the review is about the renewal, with the sponsor in the room."""
_SILENT = 60


def review_goal(d: Dossier) -> list[Part]:
    """Write the goal in one sentence, which meeting it is, when the last one was, and who has to be there."""
    play = d.playbook("qbr-and-ebr")
    source = f" {d.cite(play)}" if play is not None else ""
    return [
        *part("plan", f"**{_goal(d)}**", items([_form(d), _room(d)]), f"Play: *{play.title}*{source}" if play else ""),
        *part("fact", items([_last(d)])),
    ]


def sponsor_state(d: Dossier) -> list[Part]:
    """Write of the sponsor and the budget owner when we last spoke, what they answered, and what they said last."""
    people = [one for one in active_people(d) if one.role in ("executive_sponsor", "economic_buyer")]
    if not people:
        return part("unknown", f"- {d.finds} {d.missed('no sponsor and no economic buyer among the active contacts')}.")
    names = {one.name for one in people}
    spoken = sorted(chosen_words(d, most=40), key=lambda one: -one.weight)
    words = list({one.who: one for one in reversed(spoken) if one.who in names}.values())[:2]
    gone = [] if holder(d, "economic_buyer") else [f"- {d.finds} {d.missed('no economic buyer on record')}."]
    gone += [] if holder(d, "executive_sponsor") else [f"- {d.finds} {d.missed('no active sponsor on record')}."]
    gone += [] if words else [f"- {d.finds} {d.missed('no word of theirs in the last 180 days')}."]
    return [
        *part("fact", items(_state(d, one) for one in people[:4])),
        *part("said", *(line for one in words for line in told(d, one))),
        *part("unknown", "\n".join(gone)),
    ]


def _goal(d: Dossier) -> str:
    """Say what to come out with: a figure that is signed, measured again, measured at all, or chosen."""
    shown = [one for one in presentable(d) if not is_opinion(one)]
    if not shown:
        return f"Come out with one figure that will be measured, by whom, and from which record: {_no_figure(d)}."
    best = shown[0]
    cited = d.cite(outcome_fact(d, best))
    if not is_fresh(best, d.as_of):
        return f"Get “{best.metric}” measured again, with a name and a day. {cited}"
    if not is_signed(d, best):
        return f"Get a name of theirs under “{best.metric}”. {cited}"
    return f"Let them defend “{best.metric}” themselves, and agree on what comes next. {cited}"


def _no_figure(d: Dossier) -> str:
    return d.missed("no outcome is measured from a record")


def _form(d: Dossier) -> str:
    days = d.fact("days_to_renewal")
    if days is not None and int(str(days.value)) <= _EXECUTIVE_DAYS:
        return f"Hold it as the executive review: the contract ends in {d.put(days)}."
    if d.account.segment == "smb":
        return "Hold it as a call of twenty minutes, with their own figures and without slides."
    return "Hold it as the quarterly review, and close with four agreements at most."


def _room(d: Dossier) -> str:
    sponsor, buyer = holder(d, "executive_sponsor"), holder(d, "economic_buyer")
    there = [named(d, one, "") for one in (sponsor, buyer) if one is not None]
    if not there:
        return "Find out who decides before the day is set."
    return f"Make sure that they come, or move the day: {join(there)}."


def _last(d: Dossier) -> str:
    review = last_review(d)
    if review is None:
        return f"{d.finds} {d.missed('no review on record')}."
    days = (d.as_of - review.date).days
    due = ", so the next one is due" if days >= QUARTER else ""
    last = d.make(
        "last_review",
        "Last review",
        review.date,
        display=f"{show_date(review.date)}, {show_days(days)} ago{due}",
        formula="the latest note of kind qbr; a review is due after 90 days",
        as_of=review.date,
    )
    first = review.passages[0]
    return f"The last review was on {d.put(last)}: {review.title} {d.cite(first)}."


def _state(d: Dossier, contact: Contact) -> str:
    role = show_word(contact.role or "contact")
    told = [f"**{contact.name}** ({role}) {d.cite(d.person(contact))}", _spoken(d, contact), _answered(d, contact)]
    return "; ".join(one for one in told if one) + "."


def _spoken(d: Dossier, contact: Contact) -> str:
    day = spoken_on(d.snapshot, contact)
    if day is None:
        return d.missed(f"no talk with {contact.name} on record")
    days = (d.as_of - day).days
    late = ", too long before a review" if days > _SILENT else ""
    spoken = d.make(
        "spoken_on",
        f"Last spoken to {contact.name}",
        day,
        display=f"{show_date(day)}, {show_days(days)} ago{late}",
        formula="the later of last_contacted and the latest note that names them",
        records=[contact],
    )
    return f"last spoken to on {d.put(spoken)}"


def _answered(d: Dossier, contact: Contact) -> str:
    answer = next(
        (one for one in latest_nps(d.snapshot.surveys, d.as_of) if one.contact_id == contact.contact_id), None
    )
    if answer is None:
        return d.missed(f"no NPS answer of {contact.name} in 12 months")
    return d.put(nps_fact(d, contact, answer))
