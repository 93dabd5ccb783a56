"""The next hour with a customer: what for, with whom, what to bring up, and what to promise and what not."""

from copilot.display import show_date
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.encounters import called, last_words, spoken_fact, those_there
from copilot.documents.sections.account.ended import end_fact, has_ended, no_contract
from copilot.documents.sections.account.leaving import of_a_way_back, of_data, written_since
from copilot.documents.sections.account.owed import is_late
from copilot.documents.sections.account.promises import of_side, promises_of
from copilot.documents.sections.account.questions import explained
from copilot.documents.sections.account.risks import is_silence, step_of
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.writing import items, join, part, quote, steps
from copilot.metrics.revenue import active_subscriptions
from copilot.metrics.signals import Signal
from copilot.metrics.support import open_on
from copilot.records import Contact

_AIMS = {
    "usage_drop_28d": "Leave with the names of the teams that stopped, and a day to see two of them",
    "low_utilisation_near_renewal": "Leave with a team and a date for the idle seats, or with the number that is right",
    "no_usage_60d": "Leave knowing whether the people stopped or only the data",
    "champion_gone": "Leave with the name of who speaks for the platform from here, and a date to meet them",
    "sponsor_gone": "Leave with an introduction to who answers for it at the top",
    "single_threaded": "Leave with a second name, and a date to meet them",
    "urgent_ticket_aging": "Leave with their yes to an owner, a workaround and the time of the next update",
    "power_role_detractor": "Leave with the reason behind the answer, and the one thing that would change it",
    "milestone_overdue": "Leave with one new date for the late milestone, and who does what before it",
    "no_contact_45d": "Leave with the next two dates in both calendars",
    "sentiment_red": "Leave with the one thing that has to be solved first, and a date for it",
    "renewal_without_plan": "Leave with the day on which they want it signed, and the steps until then",
    "utilisation_over_90": "Leave with the list of who waits for a seat",
    "power_role_promoter": "Leave with a yes to one small step of advocacy",
    "roi_above_3": "Leave with a yes to show the figure to others, and who has to agree",
    "feature_taken_up": "Leave with an introduction to the team that should see it next",
}
_USUALLY = "Leave with the next result that they want, its figure and its date"
_NOT_BEGUN = "Leave with what they need now, in their words"
_ENDED = "Listen, and close what is open: leave with what we missed, and with nothing of theirs still with us"
_PEOPLE, _THINGS = 5, 3
_RENEWS_SOON = 120


def aim(d: Dossier) -> list[Part]:
    """Write what the meeting is for: what the severest signal asks for, in one sentence."""
    if not active_subscriptions(d.snapshot):
        text = _ENDED if has_ended(d) else _NOT_BEGUN
        return part("plan", f"**{text}.** {d.finds} {no_contract(d)}.")
    if not d.signals:
        reason = d.missed("no signal that would set the aim")
        return part("plan", f"**{_USUALLY}.** {d.finds} {reason}.")
    first = d.signals[0]
    text = _AIMS["no_contact_45d"] if is_silence(first) else _AIMS[first.id]
    if first.id == "no_usage_60d" and explained(d):
        text = "Leave with the day on which their people can get in again, and who tries it first"
    return part("plan", f"**{text}** {d.cite(d.signal(first))}.")


def whom_you_meet(d: Dossier) -> list[Part]:
    """Write who is there, those who decide first, with the day we last spoke and what each said last."""
    there = those_there(d)
    if not there:
        return part("unknown", f"- {d.finds} {d.missed('nobody on record whom you could meet')}.")
    told: list[str] = []
    for one in there[:_PEOPLE]:
        said = last_words(d, one)
        told.append(_met(d, one, said is not None))
        if said is not None:
            place = f"{said.where}, {show_date(said.day)}"
            if said.text in d.quoted:
                told[-1] = f"{told[-1]} Said last ({place} {d.cite(said.source)}): what is quoted above."
                continue
            d.quoted.add(said.text)
            told[-1] = f"{told[-1]} Said last ({place} {d.cite(said.source)}):"
            told.append(quote(said.text, d.cite(said.source)))
    return part("said", *told)


def _met(d: Dossier, person: Contact, has_words: bool) -> str:
    spoken = spoken_fact(d, person)
    title = f", {person.title}" if person.title else ""
    when = f"last spoken to {d.put(spoken)}" if spoken is not None else d.missed("no talk with them on record")
    silence = "" if has_words else f"; I find {d.missed('no word of theirs in the last half-year')}"
    return f"**{called(person)}**{title}; {when} {d.cite(d.person(person))}{silence}."


def to_bring_up(d: Dossier) -> list[Part]:
    """Write three things with their evidence and what to do about each; their own figure where signals are few."""
    if has_ended(d):
        return part("plan", steps(_at_the_end(d)))
    told = [f"**{d.put(d.signal(one))}.** What to do: {_step(one)}." for one in d.signals[:_THINGS]]
    if len(told) < _THINGS:
        told.append(_figure(d))
    return part("plan", steps(told))


def _at_the_end(d: Dossier) -> list[str]:
    """Return what to bring up with somebody who has left: what we owe, what is theirs, why, and a way back."""
    ours = [one for one in of_side(d, d.once(promises_of), "ours") if is_late(d, one)]
    data, back = d.once(of_data), d.once(of_a_way_back) or d.once(written_since)
    gap = d.missed("no word in the notes on export and deletion of their data")
    told = [f"Say what became of what we owed: “{one.text}” {d.cite(one.passage)}." for one in ours[:1]]
    if data:
        on = f"our notes speak of it last on {show_date(data[-1].note.date)} {d.cite(data[-1].passage)}"
        told.append(f"Confirm that they have what is theirs, and the day of the deletion: {on}.")
    else:
        told.append(f"Ask whether they have what is theirs, and who confirms the deletion: {d.finds} {gap}.")
    told.append(
        f"Ask for the reason in their own words, and write it down: the contract ended on {d.put(end_fact(d))}."
    )
    if back:
        note = f"“{back[-1].passage.title}”, {show_date(back[-1].note.date)} {d.cite(back[-1].passage)}"
        told.append(f"Take up what was said of a way back, and offer nothing in this talk: {note}.")
    return told


def _step(signal: Signal) -> str:
    text = "Call first, and say what we should have done" if is_silence(signal) else step_of(signal).text
    return f"{text[:1].lower()}{text[1:]}"


def _figure(d: Dossier) -> str:
    """Bring up what is measured, or that nothing is."""
    amounts = d.facts("value_realised")
    if amounts:
        return f"Say their own figure first: {join([d.put(one) for one in amounts])} a year is measured."
    return f"Ask for a figure of theirs: {d.told('value_realised')}."


def to_promise(d: Dossier) -> list[Part]:
    """Write what may be promised in the room, and what may not, with whose it is."""
    return [*part("plan", "**Promise**", items(_may(d))), *part("plan", "**Do not promise**", items(_may_not(d)))]


def _may(d: Dossier) -> list[str]:
    lines = [f"Promise an answer to what you cannot answer now by {d.put(due_in(d, 2))}."]
    if has_ended(d):
        lines.append("Promise to write down what you hear, and to say what changes because of it.")
    clock = d.line_of_playbook("escalation", "| 2 |")
    if _is_urgent(d) and clock is not None:
        lines.append(
            f"Promise an update on the urgent ticket each day at 17:00, even if nothing is new {d.cite(clock[1])}."
        )
    late = [one for one in of_side(d, d.once(promises_of), "ours") if is_late(d, one)]
    if late:
        lines.append(f"Give a new day for what we owe, and keep it: “{late[0].text}” {d.cite(late[0].passage)}.")
    return lines


def _may_not(d: Dossier) -> list[str]:
    sales = d.colleague(d.account.sales_email, "Sales owner")
    whose = f"that is for {d.put(sales)}" if sales is not None else "that is for sales"
    lines = [
        f"Do not promise a price, a discount or other seats: {whose}.",
        "Do not promise the day of a fix or of a feature: support and Product give it.",
    ]
    if has_ended(d):
        lines[1] = "Do not promise the day of a deletion: Security gives it, as the contract has it."
        lines.append("Do not make an offer in this talk, and send none after it that nobody asked for.")
    days = d.fact("days_to_renewal")
    rule = d.line_of_playbook("escalation", "Never in one conversation")
    if _is_urgent(d) and rule is not None and days is not None and int(str(days.value)) <= _RENEWS_SOON:
        lines.append(f"Keep price and tickets apart: “{_first_sentence(rule[0])}” {d.cite(rule[1])}.")
    return lines


def _first_sentence(text: str) -> str:
    return text.split(". ", maxsplit=1)[0] + "."


def _is_urgent(d: Dossier) -> bool:
    return any(one.priority == "urgent" for one in open_on(d.snapshot))
