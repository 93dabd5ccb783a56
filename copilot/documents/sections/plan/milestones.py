"""The lines of a plan, told apart: late, open and done; and what a late one asks for by its age."""

from collections.abc import Sequence
from dataclasses import dataclass

from copilot.display import show_date, show_days
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.milestones import milestone_fact, open_milestones
from copilot.documents.sections.plan.days import within
from copilot.documents.sections.plan.noted import due, new_day, words
from copilot.documents.sections.plan.objectives import marked
from copilot.documents.sections.plan.people import ended, is_over, named, ours, theirs, whose_title
from copilot.documents.writing import items, part, quote, table
from copilot.evidence import Fact
from copilot.records import ContactRole, Milestone

_MOST = 10
_OWNERS: dict[str, tuple[ContactRole, ...]] = {
    "onboarding": ("admin", "champion"),
    "first_value": ("champion", "executive_sponsor"),
    "adoption": ("champion", "executive_sponsor"),
    "value": ("economic_buyer", "executive_sponsor", "champion"),
}


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a late line asks for from so many days on: in our words, in those for a customer, and within which days."""

    days: int
    line: str
    what: str
    asked: str
    by: int


TREATMENTS = (
    Treatment(
        21,
        "4. +14",
        "Escalate: one call with champion and owner on this line alone, then one new date, or strike it; "
        "level 1, and level 2 where it is a security release or another proof",
        "Let us settle this one in a short call: a new date, or we drop it",
        2,
    ),
    Treatment(
        14,
        "4. +14",
        "Escalate to level 1: one call with champion and owner on this line alone; then one new date, or strike it",
        "Let us settle this one in a short call: a new date, or we drop it",
        2,
    ),
    Treatment(
        7,
        "3. +7",
        "Tell the sponsor yourself where we are the reason, with a date from the PM or Support",
        "We tell your sponsor where we are the reason, and by when it is done; please tell us what you wait for",
        1,
    ),
    Treatment(
        3,
        "2. +3",
        "Act on the answer: a new date, the blocker as a line of its own, the champion today, or strike it",
        "Please agree with us on one new date, or name what is in the way and who can move it",
        1,
    ),
    Treatment(
        1,
        "1. +1",
        "Ask the owner alone what happened: forgot, cannot, will not, or changed",
        "Please tell us what happened: did it slip, is something in the way, or is it no longer what you want?",
        1,
    ),
)


def milestones(d: Dossier) -> list[Part]:
    """Write how the lines stand, what the late ones ask for now, and what the plan lacks by our own rules."""
    if not d.milestones:
        gap = d.missed("no milestone on record" if d.is_internal else "no milestone yet")
        if is_over(d):
            return part("unknown", f"- {d.finds} {gap}, and none is to come: {ended(d)}.")
        ask = "Write three with them on one screen" if d.is_internal else "Let us write the first three together"
        return part("unknown", f"- {d.finds} {gap}. {ask}.")
    late, ahead, done = late_lines(d), open_lines(d), done_lines(d)
    if is_over(d):
        return part("fact", f"**{d.put(standing(d))}.**", _table(d, [*done, *ahead, *late]), _ended(d))
    return [
        *part("fact", f"**{d.put(standing(d))}.**", _table(d, [*late, *ahead, *done])),
        *part("plan", _treatment(d, late)),
        *part("unknown", items(_lacks(d)) if d.is_internal else ""),
    ]


def late_lines(d: Dossier) -> list[Milestone]:
    """Return the milestones that are past their day, the latest first."""
    return [one for one in _still_open(d) if one.due_date is not None and one.due_date < d.as_of]


def open_lines(d: Dossier) -> list[Milestone]:
    """Return the open milestones that are not late, the one due first before the others."""
    return [one for one in _still_open(d) if one.due_date is None or one.due_date >= d.as_of]


def done_lines(d: Dossier) -> list[Milestone]:
    """Return the completed milestones, the newest first."""
    still_open = {one.milestone_id for one in open_milestones(d)}
    done = [one for one in d.milestones if one.milestone_id not in still_open]
    return sorted(done, key=lambda one: (str(one.completed_date), one.milestone_id), reverse=True)


def _still_open(d: Dossier) -> list[Milestone]:
    shown = {one.milestone_id for one in d.milestones}
    return [one for one in open_milestones(d) if one.milestone_id in shown]


def standing(d: Dossier) -> Fact:
    """Return how many lines are done, late and open, as a fact."""
    late, ahead, done = len(late_lines(d)), len(open_lines(d)), len(done_lines(d))
    count, unfinished = late + ahead + done, late + ahead
    counts = [(unfinished, "not completed")] if is_over(d) else [(late, "late"), (ahead, "open")]
    told = [f"{number} {how}" for number, how in counts if number]
    return d.make(
        "milestone.standing",
        "Milestones",
        count,
        unit="milestones",
        display=", ".join([f"{done} of {count} {'milestone' if count == 1 else 'milestones'} done", *told]),
        formula="late: due before the as-of date and not completed by it; open: not late and not completed",
        records=d.milestones,
    )


def with_them(d: Dossier, one: Milestone) -> str:
    """Propose who of the customer's people a line is with: whose title speaks of it, else by its kind.

    The book names our side alone.
    """
    own = whose_title(d, f"{one.name} {one.objective or ''}")
    return (
        named(d, own) if own is not None else theirs(d, *_OWNERS.get(one.kind or "", ("champion", "executive_sponsor")))
    )


def _table(d: Dossier, lines: Sequence[Milestone]) -> str:
    rows = [
        [_state(d, one), _due(one), f"{marked(one.name)} {d.cite(milestone_fact(d, one))}", *_owners(d, one)]
        for one in lines[:_MOST]
    ]
    us, them = ("owner", "with them (proposed)") if d.is_internal else ("with us", "with you (proposed)")
    more = f"\n\nShown are the first {_MOST}." if len(lines) > _MOST else ""
    head = ["state", "due", "milestone", us] if is_over(d) else ["state", "due", "milestone", us, them]
    return table(head, rows) + more


def _owners(d: Dossier, one: Milestone) -> list[str]:
    if is_over(d):
        return [ours(d, one.owner_email)]
    return [ours(d, one.owner_email), "-" if one in done_lines(d) else with_them(d, one)]


def _due(one: Milestone) -> str:
    return show_date(one.due_date) if one.due_date is not None else "no date"


def _state(d: Dossier, one: Milestone) -> str:
    done = one.completed_date if one.completed_date is not None and one.completed_date <= d.as_of else None
    if done is not None:
        return f"done on {show_date(done)}"
    if is_over(d):
        return "not completed"
    if one.due_date is not None and one.due_date < d.as_of:
        return f"**{show_days((d.as_of - one.due_date).days)} overdue**"
    return "open"


def _ended(d: Dossier) -> str:
    return f"Nothing of it is left to do: {ended(d)}."


def _treatment(d: Dossier, late: Sequence[Milestone]) -> str:
    """Write what each late line asks for now, by its age; word for word from the playbook for our own people."""
    if not late:
        return ""
    rows, rules = [], {}
    for one in late[:_MOST]:
        rule = treatment_of(d, one)
        day = within(
            d,
            rule.by,
            f"the line is {show_days((d.as_of - (one.due_date or d.as_of)).days)} overdue: {rule.what}"
            if d.is_internal
            else "",
        )
        name = f"{marked(one.name)} {d.cite(milestone_fact(d, one))}"
        what = _anew(d, one)
        if not what:
            what, rules[rule.days] = rule.what if d.is_internal else rule.asked, rule
        rows.append([d.put(day), name, what, ours(d, one.owner_email)])
    told = table(["by", "late", "what now", "who" if d.is_internal else "with us"], rows)
    return "\n\n".join([told, *(_rule(d, one) for one in rules.values())]) if d.is_internal else told


def _anew(d: Dossier, one: Milestone) -> str:
    """Ask for the day of a late line that conversation gave it to be put on the plan; nothing where none did."""
    found = new_day(d, one)
    if found is None:
        return ""
    what = "Put the new day on the plan" if d.is_internal else "Let us put the new day on the plan"
    return f"{what}, {d.put(due(d, found))}: {words(d, found)}"


def treatment_of(d: Dossier, one: Milestone) -> Treatment:
    """Return what a late line asks for: the step of the highest age that it has reached."""
    age = (d.as_of - (one.due_date or d.as_of)).days
    return next((rule for rule in TREATMENTS if age >= rule.days), TREATMENTS[-1])


def _rule(d: Dossier, rule: Treatment) -> str:
    found = d.line_of_playbook("success-planning", rule.line)
    if found is None:
        return ""
    text, passage = found
    return f"Our playbook {passage.title} {d.cite(passage)}:\n\n{quote(text.partition('. ')[2], d.cite(passage))}"


def _lacks(d: Dossier) -> list[str]:
    """Say where the plan is not as the playbook asks: fields that a line must have, one first value, not too many."""
    found = []
    for field, what in (("objective", "objective"), ("kind", "kind"), ("due_date", "date"), ("owner_email", "owner")):
        lacking = [one for one in d.milestones if not getattr(one, field)]
        if lacking:
            names = ", ".join(f"{marked(one.name)} {d.cite(milestone_fact(d, one))}" for one in lacking[:3])
            found.append(f"Give {names} {'its' if len(lacking) == 1 else 'each its'} {what}.")
    if not any(one.kind == "first_value" for one in d.milestones):
        found.append(f"{d.finds} {d.missed('no line of the kind first_value')}.")
    if not open_lines(d):
        found.append(f"{d.finds} {d.missed('no open line ahead, so nothing that answers “what is next”')}.")
    if not any(one.kind == "value" for one in open_lines(d)):
        found.append(f"{d.finds} {d.missed('no open line of the kind value, which carries a number')}.")
    found.append(f"Proof and the customer's owner: {d.missed('the book has no field for either; the notes must')}.")
    return found
