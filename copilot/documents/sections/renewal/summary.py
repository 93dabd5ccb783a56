"""The answer first: what to do, what is at stake, what decides it, who acts this week, and how sure that is."""

from decimal import Decimal

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.risks import Step, first_step
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.sections.renewal.course import (
    HALF,
    agreed,
    aim,
    offered,
    renews_itself,
    told_by,
    upheaval,
)
from copilot.documents.sections.renewal.instead import after_the_end
from copilot.documents.sections.renewal.scenarios import call_fact, open_expansions
from copilot.documents.writing import items, join, part
from copilot.metrics.forecast import FAR_APART, SOURCES, next_call
from copilot.metrics.revenue import due_next

_MOST = Decimal("0.9")


def renewal_summary(d: Dossier) -> list[Part]:
    """Write the recommendation, the amount and date, what decides it, the first step, and the confidence."""
    if not due_next(d.snapshot):
        return after_the_end(d)
    return [
        *part("plan", f"**Recommendation: {recommendation(d)}**"),
        *part("fact", items([_stakes(d), _deciding(d)])),
        *part("plan", items([_this_week(d)])),
        *part("inferred", items([_confidence(d)])),
    ]


def recommendation(d: Dossier) -> str:
    """Say what to aim for: what notes say that is to be settled first, then by rule from health, their word and use."""
    turn = d.once(upheaval)
    if turn is not None:
        return f"settle this first: {told_by(d, turn)} Offer more seats only after that."
    word, band = d.once(agreed), d.fact("health_band")
    if word is not None and (band is None or band.value != "red"):
        return f"renew as is; they agreed to it in {told_by(d, word)}"
    if d.once(renews_itself):
        return f"let it renew by itself on {d.told('next_renewal_date')}{_more(d)}."
    return _by_rule(d)


def _more(d: Dossier) -> str:
    """Say what may be offered beside a contract that renews by itself: more seats where nearly all are used."""
    share = d.fact("licence_utilisation")
    is_full = share is not None and Decimal(str(share.value)) > _MOST
    return f", and offer more seats: {d.put(share)} of them are used" if share is not None and is_full else ""


def _by_rule(d: Dossier) -> str:
    """Say what to aim for by health and use: what is red is secured, idle seats are spoken of, full ones are grown."""
    band, share = d.fact("health_band"), d.fact("licence_utilisation")
    use = Decimal(str(share.value)) if share is not None else None
    state = f" Health is {d.put(band)}." if band is not None else ""
    if band is None:
        return "keep the renewal flat, and find out how the account is before anything is offered."
    if band.value == "red":
        return f"secure the renewal first; offer no expansion.{state}"
    if use is not None and share is not None and use < HALF:
        return f"prepare for fewer seats, and put the rollout before the offer: {d.put(share)} of the seats are used."
    if open_expansions(d) and band.value == "green":
        return f"renew with the open expansion.{state}"
    if use is not None and share is not None and use > _MOST:
        return f"renew with more seats: {d.put(share)} of them are used.{state}"
    if band.value == "green":
        return f"{aim(d)}, and offer the next team after the signature.{state}{offered(d)}"
    return f"{aim(d)}, against a rollout that has dates.{state}{offered(d)}"


def _stakes(d: Dossier) -> str:
    amounts = join([d.put(one) for one in d.facts("arr")])
    end, days = d.told("next_renewal_date"), d.told("days_to_renewal")
    return f"**At stake:** {amounts} a year; the next line ends on {end}, in {days}."


def _deciding(d: Dossier) -> str:
    word = d.once(agreed)
    if word is not None:
        reason = "no later note takes back what they agreed to, so the confirmation and the invoice do"
        return f"**What decides it:** {d.missed(reason)}."
    threat = next((one for one in d.signals if not one.is_growth), None)
    if threat is None:
        return f"**What decides it:** {d.missed('no risk signal fires, so the price and the date do')}."
    return f"**What decides it:** {d.put(d.signal(threat))}."


def _this_week(d: Dossier) -> str:
    step = first_step(d) or Step("Confirm the need with the sponsor", 5)
    if d.once(agreed) is not None:
        step = Step("Confirm the terms in writing, as they agreed to them", 5)
    elif d.once(upheaval) is not None:
        step = Step("Ask who decides on the contract from here, and by when", 3)
    csm = d.colleague(d.account.csm_email, "CSM")
    who = f"{d.put(csm)}: " if csm is not None else ""
    return f"**This week:** {who}{step.text[:1].lower()}{step.text[1:]}, by {d.put(due_in(d, step.days))}."


def _confidence(d: Dossier) -> str:
    """Say how sure the outlook is: by how far the three forecasts lie apart."""
    renewal = next_call(d.snapshot)
    if renewal is None or len(renewal.calls) < 2:
        return f"**Confidence:** low; {d.missed('fewer than two forecasts are on record')}."
    facts = [call_fact(d, renewal, source) for source in SOURCES]
    level = "low: the forecasts lie far apart" if renewal.apart >= FAR_APART else "fair: the forecasts lie close"
    told = "; ".join(f"{fact.label.removeprefix('Renewal forecast by ')} {d.put(fact)}" for fact in facts)
    return f"**Confidence:** {level}. Calls: {told}."
