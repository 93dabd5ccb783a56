"""What stays out of a value review and why, and the questions that will come: for our own people alone."""

from collections.abc import Iterator
from decimal import Decimal

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.measured import is_fresh, is_opinion, is_signed
from copilot.documents.sections.account.promises import fate
from copilot.documents.sections.account.said import chosen_words, told
from copilot.documents.sections.account.value import outcome_fact
from copilot.documents.sections.renewal.scenarios import open_expansions
from copilot.documents.sections.review.promises import shared_promises
from copilot.documents.writing import part, table
from copilot.metrics.support import open_on, ticket_fact
from copilot.metrics.value import known_outcomes

_OLD_TICKET = 14
_MOST_QUESTIONS = 5


def not_to_show(d: Dossier) -> list[Part]:
    """Write what is kept back, each with the reason."""
    return part("inferred", table(["keep back", "why"], list(_kept_back(d))))


def _kept_back(d: Dossier) -> Iterator[list[str]]:
    band, rating, nps = d.fact("health_band"), d.fact("csm_sentiment"), d.fact("nps")
    if band is not None:
        rated = f", and our own rating, {d.put(rating)}" if rating is not None else ""
        yield [
            f"Health, {d.put(band)}{rated}",
            "This should stay with us: how we see a customer is no result of theirs.",
        ]
    roi = d.fact("roi")
    if roi is not None and Decimal(str(roi.value)) < 1:
        yield [f"ROI, {d.put(roi)}", "Do not lead with it while it is below one: show the result and its next step."]
    for one in known_outcomes(d.snapshot):
        if is_opinion(one):
            why = "It rests on opinions: show it as such or not at all, and never in money."
            yield [f"“{one.metric}” {d.cite(outcome_fact(d, one))}", why]
        elif one.current is not None and not is_fresh(one, d.as_of):
            why = "Say that it is to be measured again: an old figure is no figure of today."
            yield [f"“{one.metric}” as of today {d.cite(outcome_fact(d, one))}", why]
    if nps is not None:
        yield [f"Survey answers by name, NPS {d.put(nps)}", "Ask each of them first: the answer was given to us."]
    if open_expansions(d):
        yield [f"The open expansion {_expansion(d)}", "A review that ends in an offer is no review: leave it to sales."]
    yield ["Forecasts, internal notes, other customers", "Keep them out, even where somebody asks for them."]


def _expansion(d: Dossier) -> str:
    one = open_expansions(d)[0]
    return d.put(
        d.make("expansion", "Open expansion", one.amount, unit=one.currency, formula="open opportunity", records=[one])
    )


def likely_questions(d: Dossier) -> list[Part]:
    """Write what they will ask and what to answer, then the questions that they asked already."""
    asked = chosen_words(d, most=3, about=lambda text: text.endswith("?"))
    return [
        *part("plan", table(["they may ask", "answer with"], list(_questions(d))[:_MOST_QUESTIONS])),
        *part("said", *(line for one in asked for line in told(d, one))),
    ]


def _questions(d: Dossier) -> Iterator[list[str]]:
    late = [one for one in d.once(shared_promises) if fate(d, one) in ("past its day", "not kept", "late")]
    if late:
        words = f"“{late[0].text}” {d.cite(late[0].passage)}"
        yield ["What became of what you promised?", f"Say it before they ask: {words}"]
    share, change = d.fact("licence_utilisation"), d.fact("usage_change_28d")
    if share is not None and float(str(share.value)) < 0.8:
        yield ["Why do we pay for seats that nobody uses?", f"Say {d.put(share)} first, then which team comes next"]
    elif share is not None and float(str(share.value)) > 0.9:
        yield ["Where do the next people sit?", f"Say {d.put(share)}, and who waits for a seat"]
    if change is not None and float(str(change.value)) < -0.1:
        yield ["What happened to the use?", f"Say {d.put(change)} in 28 days, and what is not known of the reason"]
    outcome = next(
        (one for one in known_outcomes(d.snapshot) if one.current is not None and not is_signed(d, one)), None
    )
    if outcome is not None:
        yield ["Who measured this?", f"Name the source as it is: {d.put(outcome_fact(d, outcome))}"]
    old = [one for one in open_on(d.snapshot) if (d.as_of - one.opened_at.date()).days > _OLD_TICKET]
    if old:
        fact = ticket_fact(old[0], d.account.name, d.as_of)
        yield ["When is this fixed?", f"Bring the owner and the day: {d.put(fact)}"]
    roi = d.fact("roi")
    if roi is None:
        yield ["What is it worth?", f"Say that it cannot be told yet: {d.told('roi')}"]
    elif Decimal(str(roi.value)) < 1:
        yield ["Is it worth its price?", f"Say what is counted and what is not: {d.put(roi)} so far"]
    yield ["What happens when the person who drives this is busy?", "Ask back who else could lead it, by name"]
