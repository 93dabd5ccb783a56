"""Sentences of every kind held against facts and passages: what stands, what follows, and why the rest does not."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from copilot.evidence import Claim, Evidence, Fact, Passage
from copilot.grounding.check import check, check_uncited
from copilot.grounding.names import Names

AS_OF = date(2026, 11, 21)
NAMES = Names(
    accounts=[("Halden Logistics", "A-1", "HLX"), ("Brine Marine", "A-2"), ("Cobalt Bank", "A-3")],
    people=["Dana Whitlock", "Gerald Amsterley"],
    things=["Prompt Library", "Academy"],
)


def _fact(number: int, name: str, label: str, value: Any, display: str, unit: str = "", **more: Any) -> Fact:
    told = {"as_of": AS_OF, "account_id": "A-1", "account_name": "Halden Logistics", **more}
    return Fact(id=f"F{number}", name=name, label=label, value=value, display=display, unit=unit, **told)


TEXT = "Dana Whitlock: Claims letters take half the time. We want the Academy by spring.\nGerald Amsterley: Too dear."
EVIDENCE = Evidence(
    facts=[
        _fact(1, "arr", "ARR", Decimal(318_000), "$318,000", "USD"),
        _fact(2, "licence_utilisation", "Licence utilisation", Decimal("0.4917"), "49.2 %", "ratio"),
        _fact(3, "next_renewal_date", "Next renewal", date(2027, 2, 1), "1 February 2027", "date"),
        _fact(4, "usage_change_28d", "Usage change over 28 days", Decimal("-0.264"), "-26.4 %", "ratio"),
        _fact(5, "seats", "Seats", 600, "600 seats", "seats"),
        _fact(6, "monthly_active_users", "Monthly active users", 295, "295 users", "users"),
        _fact(7, "arr", "ARR", Decimal(90_000), "$90,000", "USD", account_id="A-2", account_name="Brine Marine"),
        _fact(8, "champion", "Champion", "Dana Whitlock", "Dana Whitlock, left on 14 October 2026"),
        _fact(9, "value.R1", "Value of “Minutes a claim”", Decimal(267_750), "$267,750 a year", "USD",
              formula="from 48 to 31 minutes (target 25) x 21,000 a year x 0.75 USD"),
        _fact(10, "nrr", "NRR", Decimal("1.039"), "103.9 %", "ratio", account_id=None, account_name=None),
    ],
    passages=[
        Passage(
            id="P1", document_id="note:a.vtt", path="a.vtt", title="Claims desk", date=date(2026, 11, 12), kind="call",
            account_id="A-1", account_name="Halden Logistics", start=0, end=len(TEXT), text=TEXT,
        )
    ],
)  # fmt: skip


def _claim(text: str) -> Claim:
    ((_, claim),) = check(text, EVIDENCE, AS_OF, NAMES)
    return claim


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Utilisation is 49.2 % [F2].", "grounded"),
        ("Almost half of the seats are used [F2].", "grounded"),
        ("Less than half of the seats are used [F2].", "grounded"),
        ("Halden Logistics pays about $320k [F1].", "grounded"),
        ("HLX renews on Feb 1, 2027 [F3].", "grounded"),
        ("HLX renews next quarter [F3].", "grounded"),
        ("The renewal is in 72 days [F3].", "derived"),
        ("Usage fell by 26.4 % [F4].", "grounded"),
        ("305 seats are idle [F5 F6].", "derived"),
        ("295 of 600 seats are used, 49.2 % [F5 F6].", "derived"),
        ("Together they pay $408,000 [F1 F7].", "derived"),
        ("Halden Logistics pays more than Brine Marine [F1 F7].", "grounded"),
        ("A claim takes 31 minutes, short of the target of 25 [F9].", "grounded"),
        ("The champion, Dana Whitlock, left in October [F8].", "grounded"),
        ("Dana Whitlock said “Claims letters take half the time” [P1].", "quoted"),
        ("Die Auslastung liegt bei 49,2 % [F2].", "grounded"),
        ("Ask who owns the rollout now.", "advice"),
        ("I find no answer to the survey.", "advice"),
    ],
)
def test_what_stands_and_what_follows(text: str, state: str) -> None:
    claim = _claim(text)
    assert (claim.state, claim.reason) == (state, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Utilisation is 94.2 % [F2].", "94.2 % is not in what it cites; Licence utilisation is 49.2 %"),
        ("Utilisation is 49.2 points [F2].", "49.2 points is not in what it cites"),
        ("They pay €318,000 [F1].", "€318,000 is not in what it cites; ARR is $318,000"),
        ("They pay $318M [F1].", "$318M is not in what it cites; ARR is $318,000"),
        ("More than half of the seats are used [F2].", "half is not in what it cites; Licence utilisation is 49.2 %"),
        (
            "HLX renews on 1 February 2028 [F3].",
            "1 February 2028 is not in what it cites; Next renewal is 1 February 2027",
        ),
        ("The renewal is in 27 days [F3].", "27 days is not in what it cites"),
        ("Usage rose by 26.4 % [F4].", "it says that something rose, and Usage change over 28 days is -26.4 %"),
        ("Usage is up [F4].", "it says that something rose, and Usage change over 28 days is -26.4 %"),
        ("Together they pay $480,000 [F1 F7].", "$480,000 is not in what it cites; ARR is $318,000"),
        ("Brine Marine pays more than Halden Logistics [F1 F7].", "Halden Logistics has more"),
        ("Cobalt Bank pays $318,000 [F1].", "$318,000 is not a figure of Cobalt Bank"),
        ("Marcus Feld is the champion [F8].", "Marcus Feld is not in what it cites"),
        ("The champion, Gerald Amsterley, left in October [F8].", "Gerald Amsterley is not in what it cites"),
        ("GRR is 103.9 % [F10].", "103.9 % is the NRR, not what the sentence says"),
        ("A claim has reached its target [F9].", "the target is 25, and it went from 48 to 31"),
        ("Dana Whitlock said “Too dear” [P1].", "“Too dear” was said by Gerald Amsterley"),
        (
            "Dana said “Claims letters take twice the time” [P1].",
            "“Claims letters take twice the time” is not in what it cites",
        ),
        ("They want the Prompt Library by spring [P1].", "Prompt Library is not in what it cites"),
        ("They are about to leave us.", "it says something of a customer without a source"),
        ("They pay $318,000.", "$318,000 has no source"),
        ("Their lawyers are suing everybody in Europe [P1].", "what it cites does not say this"),
    ],
)
def test_what_does_not_stand_is_told_with_the_reason(text: str, reason: str) -> None:
    claim = _claim(text)
    assert (claim.state, claim.reason) == ("unverified", reason)


def test_a_text_without_citations_is_held_against_what_shares_most_with_it() -> None:
    text = "Halden Logistics pays $318,000 a year. Utilisation is 62 %. Dana Whitlock left in October."
    claims = [claim for _, claim in check_uncited(text, EVIDENCE, AS_OF, NAMES)]
    assert [claim.state for claim in claims] == ["grounded", "unverified", "grounded"]
    assert claims[1].reason.startswith("62 % is not")
    assert "F1" in claims[0].evidence
