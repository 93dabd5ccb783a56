"""What is left to know of an account whose contract has ended: why, what was known when, what is owed, a way back."""

from collections.abc import Iterator
from datetime import date

from copilot.display import show_date
from copilot.documents.cleaning import cleaned_snapshot
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.encounters import called
from copilot.documents.sections.account.ended import end_fact, ended_on, lost
from copilot.documents.sections.account.leaving import (
    first_alternative,
    first_word,
    of_a_way_back,
    of_data,
    our_reasons,
    quoted,
    their_reasons,
    their_way_back,
    written_since,
)
from copilot.documents.sections.account.owed import told as told_promise
from copilot.documents.sections.account.promises import in_order, promises_of
from copilot.documents.sections.account.said import all_told
from copilot.documents.sections.account.story import step_fact, turns_and_leavers
from copilot.documents.writing import items, part
from copilot.evidence import Fact
from copilot.metrics.backtest import BEFORE
from copilot.metrics.facts import show_number
from copilot.metrics.health import health_of
from copilot.metrics.satisfaction import LONGEST_YEAR
from copilot.metrics.signals import POWER, signal_fact, signals
from copilot.metrics.support import open_on, ticket_fact, urgency
from copilot.snapshot import Snapshot, days_before

_PLAYS = ("offboarding", "churn-post-mortem")
_MOST = 10


def post_mortem(d: Dossier) -> list[Part]:
    """Write when it ended and what was lost, why in words of the notes, what is owed, and a way back if one is open."""
    return [
        *part("fact", verdict(d), items([_known(d)])),
        *_why(d),
        *still_owed(d),
        *way_back(d),
        *part("plan", items([_plays(d)])),
    ]


def verdict(d: Dossier) -> str:
    """Say since when it is no customer, and what was lost."""
    return f"**{d.account.name} is a customer no more: the contract ended on {d.put(end_fact(d))}; lost: {lost(d)}.**"


def _known(d: Dossier) -> str:
    """Say what the health was 90 days before, and when an alternative and leaving were first spoken of."""
    health, word = d.once(health_before), d.once(first_word)
    known = d.put(health) if health is not None else d.missed(f"no health {BEFORE} days before the end")
    other = d.once(first_alternative)
    if other is not None:
        where = f"“{other.passage.title}”, {show_date(other.note.date)} {d.cite(other.passage)}"
        known = f"{known}; the first sign of an alternative is in {where}"
    if word is None:
        return f"**Known when:** {known}; {d.finds} {d.missed('no note that speaks of leaving')}."
    spoken = f"leaving is first spoken of in “{word.passage.title}”, {show_date(word.note.date)} {d.cite(word.passage)}"
    return f"**Known when:** {known}; {spoken}."


def _why(d: Dossier) -> list[Part]:
    theirs, ours = their_reasons(d), our_reasons(d)
    if not theirs and not ours:
        return part("unknown", f"- **Why:** {d.finds} {d.missed('no reason for the end in the notes')}: ask for it.")
    return [
        *part("said", *(["**Why, in their words:**", *all_told(d, theirs)] if theirs else [])),
        *part("said", *(["**Why, in our notes:**", *quoted(d, ours)] if ours else [])),
    ]


def still_owed(d: Dossier) -> list[Part]:
    """Write what of ours is open: promises, tickets, and what is on record of their data."""
    ours = in_order(d, [one for one in d.once(promises_of) if one.side != "theirs"])
    tickets = sorted(open_on(d.snapshot), key=urgency)
    lines = [told_promise(d, one) for one in ours]
    lines += [f"{d.put(ticket_fact(one, d.account.name, d.as_of))}." for one in tickets]
    data = [one for one in d.once(of_data) if one.text not in {promise.text for promise in ours}]
    owed = items(lines) or f"- {d.finds} {d.missed('no promise of ours and no open ticket in the last months')}."
    gap = f"- {d.finds} {d.missed('no word in the notes on export and deletion of their data')}: ask Support."
    return [
        *part("said" if lines else "unknown", "**Still owed to them:**", owed),
        *(part("said", "**Their data:**", *quoted(d, data)) if data else part("unknown", gap)),
    ]


def way_back(d: Dossier) -> list[Part]:
    """Write what the notes say of coming back, and who of theirs wrote since the end; without either, leave it be."""
    words, wrote, ours = their_way_back(d), written_since(d), d.once(of_a_way_back)
    lines = [*all_told(d, words), *quoted(d, [one for one in [*wrote[-2:], *ours] if one.text not in d.quoted])]
    if not lines:
        gap = d.missed("no word in the notes of a way back")
        return part("plan", f"**Way back:** {d.finds} {gap}. Do not offer one; keep the contact.")
    return part("said", "**Way back:**", *lines)


def _plays(d: Dossier) -> str:
    named = [f"*{play.title}* {d.cite(play)}" for name in _PLAYS if (play := d.playbook(name)) is not None]
    return f"**Plays:** {' and '.join(named)}." if named else ""


# What was known before


def before_the_end(d: Dossier) -> list[Part]:
    """Write which signals fired 90 days before the end, and what happened in the year before it."""
    day = d.put(d.make("plan_date", "Looked at", _day_before(d), unit="date", formula=f"{BEFORE} days before the end"))
    fired = [f"{d.put(signal_fact(one))}." for one in signals(d.once(_snapshot_before)) if not one.is_growth]
    if fired:
        seen = part("fact", f"**Nothing is at risk any more. These risks fired on {day}:**", items(fired))
    else:
        gap = d.missed(f"no risk signal that fired {BEFORE} days before the end")
        seen = part("unknown", f"**Nothing is at risk any more.** Looked at on {day}: {d.finds} {gap}.")
    happened = sorted(_course(d), key=lambda one: one[0])[-_MOST:]
    told = items(f"{d.put(fact)}." for _, fact in happened)
    return [*seen, *part("fact", *(["**The year before the end:**", told] if told else []))]


def health_before(d: Dossier) -> Fact | None:
    """Return the health 90 days before the end; None where there was none."""
    then = d.once(_snapshot_before)
    found = health_of(then)
    if found.score is None:
        return None
    shown = f"{found.band}, {show_number(found.score)} of 100, {BEFORE} days before the end, on {show_date(then.as_of)}"
    return d.make(
        "health_before_loss",
        "Health",
        found.band or "",
        display=f"health {shown}",
        formula="the health as it was known then",
        records=[row for one in found.components for row in one.rows],
        as_of=then.as_of,
    )


def _snapshot_before(d: Dossier) -> Snapshot:
    return cleaned_snapshot(d.accounts.snapshot(d.account.account_id, d.scope, _day_before(d)))


def _day_before(d: Dossier) -> date:
    return days_before(ended_on(d), BEFORE)


def _course(d: Dossier) -> Iterator[tuple[date, Fact]]:
    """Yield who left, how the CSM's rating turned and how the powerful answered, in the year before the end."""
    end = ended_on(d)
    since = days_before(end, LONGEST_YEAR)
    yield from ((day, fact) for day, fact in turns_and_leavers(d) if since <= day <= end)
    powerful = {one.contact_id: one for one in d.people if one.role in POWER}
    for answer in d.snapshot.surveys:
        if answer.kind == "nps" and answer.contact_id in powerful and since <= answer.date <= end:
            what = f"{called(powerful[answer.contact_id])} answered NPS {show_number(answer.score)}"
            yield answer.date, step_fact(d, "event", answer.date, what, answer)
