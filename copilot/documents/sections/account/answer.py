"""The answer in five lines: how the account is, why, who is there, what they said last, what is open, what to ask."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.encounters import called, last_words, spoken_fact, those_there
from copilot.documents.sections.account.ended import has_ended, no_contract
from copilot.documents.sections.account.health import moved_most
from copilot.documents.sections.account.owed import is_late, since_then, words_of
from copilot.documents.sections.account.post_mortem import post_mortem
from copilot.documents.sections.account.promises import Promise, of_side, promises_of
from copilot.documents.sections.account.questions import questions_of
from copilot.documents.sections.account.said import told
from copilot.documents.writing import items, join, part
from copilot.metrics.revenue import active_subscriptions
from copilot.metrics.support import open_on, ticket_fact, urgency

_GAPS = (
    ("health_score", "the health"),
    ("arr", "the ARR"),
    ("licence_utilisation", "the use of the seats"),
    ("value_realised", "the value delivered"),
    ("nps", "the NPS"),
    ("last_contact_date", "the last contact"),
)


def answer(d: Dossier) -> list[Part]:
    """Write the verdict and the reasons, each in a line, or the post-mortem; for our own people alone."""
    if has_ended(d):
        return [*post_mortem(d), *part("plan", items([_ask(d)]))]
    words = last_words(d)
    head, quoted = told(d, words) if words is not None else ("", "")
    return [
        *part("fact", verdict(d), items([_why(d), _who(d)])),
        *part("said", *([f"**What they said last:** {head}", quoted] if head else [])),
        *part("fact", items([_open(d)])),
        *part("plan", items([_ask(d), _play(d)])),
        *part("unknown", items([_not_known(d, has_words=words is not None)])),
    ]


def verdict(d: Dossier) -> str:
    """Say in a line how the account is, how that changed, when it renews and what it is worth."""
    if not active_subscriptions(d.snapshot):
        return f"**{d.account.name}: {d.finds} {no_contract(d)}.**"
    band, score, change = d.fact("health_band"), d.fact("health_score"), d.fact("health_score.change_30d")
    if band is None or score is None:
        state = f"health cannot be told, {d.told('health_score')}"
    else:
        since = f", {d.put(change)} in 30 days" if change is not None else ""
        state = f"{d.put(band)}, {d.put(score)}{since}"
    return f"**{d.account.name}: {state}; {renews(d)}; {worth(d)}.**"


def renews(d: Dossier) -> str:
    """Say when the next line ends."""
    days, day = d.fact("days_to_renewal"), d.fact("next_renewal_date")
    if days is None or day is None:
        return f"nothing to renew, {d.told('next_renewal_date')}"
    return f"renews in {d.put(days)}, on {d.put(day)}"


def worth(d: Dossier) -> str:
    """Say what the running contract is worth a year, one figure a currency."""
    amounts = d.facts("arr")
    return f"{join([d.put(one) for one in amounts])} a year" if amounts else f"no ARR, {d.told('arr')}"


def _why(d: Dossier) -> str:
    """Name the two severest signals, and what moved the score most."""
    named = [d.put(d.signal(one)) for one in d.signals if not one.is_growth][:2]
    if not named:
        named = [f"{d.finds} {d.missed('no risk signal that fires on this day')}"]
    return f"**Why:** {'; '.join(named)}.{moved_most(d)}"


def _who(d: Dossier) -> str:
    """Name who decides and who carries it, with the day we last spoke."""
    there = [one for one in those_there(d) if one.role in ("executive_sponsor", "economic_buyer", "champion")]
    named = []
    for one in there[:3]:
        spoken = spoken_fact(d, one)
        when = f"last spoken to {d.put(spoken)}" if spoken is not None else f"{d.missed('no talk with them on record')}"
        named.append(f"{called(one)}, {when} {d.cite(d.person(one))}")
    roles = {one.role for one in there}
    lacking = [word for role, word in (("executive_sponsor", "sponsor"), ("champion", "champion")) if role not in roles]
    if lacking:
        reason = f"no active {join(lacking, 'or')}"
        named.append(f"{d.finds} {d.missed(reason)}")
    return f"**Who:** {'; '.join(named)}."


def _open(d: Dossier) -> str:
    """Name the most urgent open ticket and the promise of ours that is latest."""
    tickets = sorted(open_on(d.snapshot), key=urgency)
    named = [d.put(ticket_fact(one, d.account.name, d.as_of)) for one in tickets[:2]]
    ours = of_side(d, d.once(promises_of), "ours")
    owed = next((one for one in ours if is_late(d, one)), None) or next(
        (one for one in ours if _is_ahead(d, one)), None
    )
    if owed is not None:
        named.append(f"our promise {words_of(d, owed)}{since_then(d, owed)}")
    if not named:
        return f"**Open:** {d.finds} {d.missed('no open ticket and no dated promise of ours')}."
    return f"**Open:** {'; '.join(named)}."


def _is_ahead(d: Dossier, promise: Promise) -> bool:
    return promise.due is not None and promise.due >= d.as_of


def _ask(d: Dossier) -> str:
    asked = [one.text for one in questions_of(d)[:2]]
    return f"**Ask next:** {' '.join(asked)}" if asked else ""


def _play(d: Dossier) -> str:
    """Name the play of the severest risk."""
    for signal in d.signals:
        play = None if signal.is_growth else d.playbook(signal.playbook)
        if play is not None:
            return f"**Play:** *{play.title}* {d.cite(play)}."
    return ""


def _not_known(d: Dossier, *, has_words: bool) -> str:
    lacking = [f"{what}: {d.told(name)}" for name, what in _GAPS if d.fact(name) is None]
    if not has_words:
        lacking.append(d.missed("no word of the customer in the last half-year"))
    if not lacking:
        return ""
    return f"**Not known:** {'; '.join(lacking[:3])}."
