"""What customers answer in surveys, as the metric definitions' Satisfaction and support says."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from copilot.metrics.facts import Measured, gap, make_fact, show_number, small_sample
from copilot.records import Survey
from copilot.snapshot import Snapshot, window, year_before

PROMOTER, DETRACTOR = 9, 6
"""An NPS of at least 9 promotes, one of at most 6 detracts."""

LONGEST_YEAR = 366
"""Days over which an NPS answer counts, at most."""

_RECENT = 90
"""Days over which CSAT and CES are counted."""


def latest_nps(surveys: Sequence[Survey], as_of: date) -> list[Survey]:
    """Return the latest NPS answer of each contact over the 12 months to a day; one without a contact is its own."""
    since = year_before(as_of)
    answers = [one for one in surveys if one.kind == "nps" and since < one.date <= as_of]
    in_order = sorted(answers, key=lambda one: (one.date, one.survey_id))
    return list({(one.contact_id, "" if one.contact_id else one.survey_id): one for one in in_order}.values())


def recent(surveys: Sequence[Survey], kind: str, as_of: date) -> list[Survey]:
    """Return the answers of a kind in the 90 days to a day."""
    first, last = window(as_of, _RECENT)
    return [one for one in surveys if one.kind == kind and first <= one.date <= last]


def nps_of(answers: Sequence[Survey]) -> Decimal | None:
    """Return % of 9 and 10 less % of 0 to 6: of 10, 9, 8 and 3 that is 25 points."""
    if not answers:
        return None
    balance = sum((one.score >= PROMOTER) - (one.score <= DETRACTOR) for one in answers)
    return Decimal(100 * balance) / len(answers)


def csat_of(answers: Sequence[Survey]) -> Decimal | None:
    """Return the share of 4 and 5: of 5, 4 and 2 that is 0.667."""
    return Decimal(sum(one.score >= 4 for one in answers)) / len(answers) if answers else None


def ces_of(answers: Sequence[Survey]) -> Decimal | None:
    """Return the mean effort score, 1 to 7."""
    return sum((one.score for one in answers), Decimal(0)) / len(answers) if answers else None


def show_nps(score: Decimal, count: int) -> str:
    """Write an NPS with how many answered: `25 points (4 answers, a small sample)`."""
    return f"{show_number(score)} points {small_sample(count, 'answer')}"


def show_csat(share: Decimal, count: int) -> str:
    """Write a CSAT with how many answered: `66.7 % (12 answers)`."""
    return f"{show_number(100 * share)} % {small_sample(count, 'answer')}"


def nps(snapshot: Snapshot) -> Measured:
    """Return the NPS over 12 months, the latest answer of each contact, with how many answered."""
    answers = latest_nps(snapshot.surveys, snapshot.as_of)
    score = nps_of(answers)
    if score is None:
        return [gap(snapshot, "nps", "no NPS answer in the last 12 months")]
    display = show_nps(score, len(answers))
    formula = f"% of 9 and 10 less % of 0 to 6, the latest answer of each contact in 12 months, n = {len(answers)}"
    return [
        make_fact(snapshot, "nps", "NPS", score, unit="points", display=display, formula=formula, records=answers),
    ]


def csat(snapshot: Snapshot) -> Measured:
    """Return the share of satisfied answers over 90 days, with how many answered."""
    answers = recent(snapshot.surveys, "csat", snapshot.as_of)
    share = csat_of(answers)
    if share is None:
        return [gap(snapshot, "csat", "no CSAT answer in the last 90 days")]
    display = show_csat(share, len(answers))
    formula = f"share of 4 and 5 among the answers of 90 days, n = {len(answers)}"
    return [make_fact(snapshot, "csat", "CSAT", share, unit="ratio", display=display, formula=formula, records=answers)]


def ces(snapshot: Snapshot) -> Measured:
    """Return the mean effort score over 90 days, with how many answered."""
    answers = recent(snapshot.surveys, "ces", snapshot.as_of)
    mean = ces_of(answers)
    if mean is None:
        return [gap(snapshot, "ces", "no CES answer in the last 90 days")]
    display = f"{show_number(mean)} of 7 {small_sample(len(answers), 'answer')}"
    formula = f"mean of the answers of 90 days, n = {len(answers)}"
    return [make_fact(snapshot, "ces", "CES", mean, display=display, formula=formula, records=answers)]
