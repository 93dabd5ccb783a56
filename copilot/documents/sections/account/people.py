"""Who is who at the customer: role, stance, when last spoken to, and the gaps."""

from collections.abc import Sequence

from copilot.display import show_date, show_word
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.encounters import ROLES, called, power, spoken_fact, those_there
from copilot.documents.sections.account.ended import has_ended
from copilot.documents.writing import items, join, part, table
from copilot.evidence import Fact
from copilot.metrics.engagement import is_active_contact, spoken_on
from copilot.metrics.facts import show_number
from copilot.metrics.satisfaction import DETRACTOR, PROMOTER, latest_nps
from copilot.records import Contact, Survey

WANTED = ROLES[:4]
POWERFUL = ROLES[:3]
"""Those whose word decides a renewal."""
_SILENT = 60


def people(d: Dossier) -> list[Part]:
    """Write a map of the stakeholders, those who left last, and which roles nobody fills."""
    if not d.people:
        return part("unknown", f"- {d.finds} {d.missed('no contact on record')}.")
    if not d.is_internal:
        gap = f"- {d.finds} {d.missed('nobody of your people on record who is there now')}."
        return part("fact", _for_customer(d)) or part("unknown", gap)
    there = those_there(d)
    gone = sorted((one for one in d.people if one not in there), key=power)
    return [
        *part("fact", _verdict(d, there), _map(d, [*there, *gone])),
        *part("unknown", items([] if has_ended(d) else _gaps(d, there))),
    ]


def _verdict(d: Dossier, there: Sequence[Contact]) -> str:
    """Say who is left of those who decide, or to talk to where nothing runs any more."""
    holders = [one for one in there if one.role in POWERFUL]
    named = join([f"{called(one)} {d.cite(d.person(one))}" for one in holders])
    if has_ended(d):
        return (
            f"**Still there: {named}.**" if named else f"**{d.finds} {d.missed('nobody left of those who decided')}.**"
        )
    empty = [show_word(role) for role in POWERFUL if role not in {one.role for one in holders}]
    reason = f"no active {join(empty, 'or')}"
    told = [f"Who decides: {named}"] if named else []
    return f"**{'; '.join([*told, f'{d.finds} {d.missed(reason)}'] if empty else told)}.**"


def _map(d: Dossier, contacts: Sequence[Contact]) -> str:
    answers = {one.contact_id: one for one in latest_nps(d.snapshot.surveys, d.as_of)}
    rows = [
        [
            contact.name + (f", {contact.title}" if contact.title else ""),
            show_word(contact.role) if contact.role else "no role on record",
            _stance(d, contact, answers.get(contact.contact_id)),
            _spoken(d, contact),
            d.cite(d.person(contact)),
        ]
        for contact in contacts
    ]
    return table(["who", "role", "stance", "last spoken to", "source"], rows)


def _stance(d: Dossier, contact: Contact, answer: Survey | None) -> str:
    """Tell what the latest NPS answer says; nothing else on record says how somebody stands."""
    if answer is None:
        return "not known"
    kind = "promoter" if answer.score >= PROMOTER else "detractor" if answer.score <= DETRACTOR else "passive"
    return f"{kind}: {d.put(nps_fact(d, contact, answer))}"


def nps_fact(d: Dossier, contact: Contact, answer: Survey) -> Fact:
    """Return somebody's NPS answer as a fact."""
    return d.make(
        "nps_answer",
        f"NPS answer of {contact.name}",
        answer.score,
        display=f"NPS {show_number(answer.score)} on {show_date(answer.date)}",
        formula="the latest NPS answer in 12 months",
        records=[answer],
    )


def _spoken(d: Dossier, contact: Contact) -> str:
    if not is_active_contact(contact, d.as_of):
        return f"left on {show_date(contact.left_on)}" if contact.left_on else "no longer active"
    told = spoken_fact(d, contact)
    return "never, on record" if told is None else d.put(told)


def _gaps(d: Dossier, there: Sequence[Contact]) -> list[str]:
    """Say whether there is an administrator, and who of the powerful has not been spoken to."""
    found = []
    if not any(one.role == "admin" for one in there):
        found.append(f"{d.finds} {d.missed('no admin among the active contacts')}.")
    silent = [
        one
        for one in there
        if one.role in POWERFUL and ((day := spoken_on(d.snapshot, one)) is None or (d.as_of - day).days > _SILENT)
    ]
    found += [
        f"{d.finds} {d.missed(f'no talk with {one.name} in the last {_SILENT} days')} {d.cite(d.person(one))}."
        for one in silent
    ]
    if len(there) == 1:
        only = d.person(there[0])
        found.append(f"Everything hangs on {there[0].name}: {d.missed('no second active contact')} {d.cite(only)}.")
    return found


def _for_customer(d: Dossier) -> str:
    return items(d.put(d.person(one)) + "." for one in those_there(d))
