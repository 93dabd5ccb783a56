"""Who wrote to us since we last spoke with them: no note names them, and yet they are not silent."""

from copilot.display import show_date
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.encounters import spoken_fact
from copilot.evidence import Fact
from copilot.metrics.engagement import is_active_contact, spoken_on
from copilot.records import Contact

_RECENT = 90
"""Days within which what somebody wrote still speaks for them."""


def wrote_since(d: Dossier) -> list[str]:
    """Name those with whom no recent talk is on record, and who answered a survey or gave feedback since."""
    told = []
    for person in (one for one in d.people if is_active_contact(one, d.as_of)):
        written, talk = last_written(d, person), spoken_fact(d, person)
        if written is None:
            continue
        who, gap = f"{person.name} {d.cite(d.person(person))}", f"no talk with {person.name} on record"
        last = f" was last spoken to {d.put(talk)}" if talk else f": {d.missed(gap)}"
        told.append(f"{who}{last}, and yet has written: {d.put(written)}.")
    return told


def last_written(d: Dossier, person: Contact) -> Fact | None:
    """Return the latest survey answer or feedback of somebody; None where a talk is as late, or all of it is old."""
    said = [one for one in d.voices if one.label.endswith(f" of {person.name}")]
    found = [(one.as_of, one.label.partition(" of ")[0]) for one in said]
    found += [
        (one.date, f"{one.kind.upper()} answer")
        for one in d.snapshot.surveys
        if d.is_internal and one.contact_id == person.contact_id and one.date <= d.as_of
    ]
    if not found:
        return None
    day, what = max(found)
    spoken = spoken_on(d.snapshot, person)
    is_silent = spoken is None or (d.as_of - spoken).days > d.snapshot.standards.signals.silent_days
    if not is_silent or (spoken and spoken >= day) or (d.as_of - day).days > _RECENT:
        return None
    shown, formula = f"{what} on {show_date(day)}", "the latest survey answer or feedback of a contact"
    return d.make("written", f"Last written by {person.name}", day, display=shown, formula=formula, as_of=day)
