"""How things are by a sentence (closed, renewing by itself, the champion) held against the facts of the evidence."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from copilot.evidence import Claim, Evidence, Fact, Passage
from copilot.grounding.check import check, check_uncited
from copilot.grounding.names import Names

AS_OF = date(2026, 11, 21)
NAMES = Names(accounts=[("Halden Logistics", "Halden")], people=["Dana Whitlock", "Ruth Kessenich", "Theo Bramhall"])


def _fact(number: int, name: str, label: str, value: Any, display: str, unit: str = "") -> Fact:
    about = {"account_id": "A-1", "account_name": "Halden Logistics"}
    return Fact(id=f"F{number}", name=name, label=label, value=value, display=display, unit=unit, as_of=AS_OF, **about)


def _passage(number: int, day: date, text: str) -> Passage:
    return Passage(id=f"P{number}", document_id=f"note:{number}", path="a.md", title="Call", date=day, kind="call",
                   account_id="A-1", account_name="Halden Logistics", start=0, end=len(text), text=text)  # fmt: skip


EVIDENCE = Evidence(
    facts=[
        _fact(1, "ticket", "Ticket T-11", "T-11", "T-11 “Sync”, urgent, opened on 13 November 2026, open for 8 days"),
        _fact(2, "ticket", "Ticket T-7", "T-7", "T-7 “Login”, high, opened on 3 May 2026, closed on 8 May 2026"),
        _fact(3, "auto_renew", "Renews by itself", "no", "no"),
        _fact(4, "champion", "Champion", "Dana Whitlock", "Dana Whitlock, Director, left on 15 October 2026"),
        _fact(5, "economic_buyer", "Economic buyer", "Ruth Kessenich", "Ruth Kessenich, VP Procurement"),
        _fact(6, "user", "User", "Theo Bramhall", "Theo Bramhall, Manager Process Improvement"),
        _fact(7, "signal.power_role_detractor", "Risk", "r", "Ruth Kessenich (economic buyer) detracts: NPS 4"),
        _fact(8, "next_renewal_date", "Next renewal", date(2027, 2, 1), "1 February 2027", "date"),
        _fact(9, "customer_since", "Customer since", date(2024, 2, 1), "1 February 2024"),
        _fact(10, "time_to_first_value_days", "Time to first value", 60, "60 days", "days"),
        _fact(11, "open_urgent_tickets", "Open urgent tickets", 2, "2"),
        _fact(12, "open_tickets", "Open tickets", 3, "3 (2 urgent, 1 normal)"),
        _fact(13, "seats", "Seats", 600, "600 seats", "seats"),
        _fact(14, "monthly_active_users", "Monthly active users", 295, "295 users", "users"),
        _fact(15, "health_band", "Health", "red", "red"),
        _fact(16, "arr", "ARR", Decimal(610_000), "$610,000", "USD"),
        _fact(17, "last_contact_date", "Last contact", date(2026, 11, 13), "13 November 2026", "date"),
    ],
    passages=[
        _passage(1, date(2026, 11, 6), "Approved corridor\ntarget: $628,300\nfloor: flat $610,000, 600 seats"),
        _passage(2, date(2026, 11, 16), "Ruth wants 22 % off, i.e. $475,800. Ticket T-11 hurts, and T-7 before it."),
        _passage(3, date(2026, 5, 8), "The add-on renews automatically. Theo Bramhall is our admin for pilots."),
    ],
)  # fmt: skip


def _alone(text: str) -> Claim:
    ((_, claim),) = check_uncited(text, EVIDENCE, AS_OF, NAMES)
    return claim


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ticket T-11 is solved.", "T-11 is open since 13 November 2026"),
        ("Ticket T-11 has been closed.", "T-11 is open since 13 November 2026"),
        ("T-11 ist gelöst.", "T-11 is open since 13 November 2026"),
        ("T-11 est résolu.", "T-11 is open since 13 November 2026"),
        ("T-7 is still open.", "T-7 was closed on 8 May 2026"),
        ("T-7 ist noch nicht geschlossen.", "T-7 was closed on 8 May 2026"),
        ("The contract renews by itself.", "the contract does not renew by itself"),
        ("Der Vertrag verlängert sich automatisch.", "the contract does not renew by itself"),
        ("Le contrat se renouvelle tacitement.", "the contract does not renew by itself"),
        ("Ruth Kessenich is the champion.", "Ruth Kessenich is the economic buyer"),
        ("The champion is Ruth.", "Ruth Kessenich is the economic buyer"),
        ("Our champion, Ruth Kessenich, wants a discount.", "Ruth Kessenich is the economic buyer"),
        ("Ruth Kessenich is not the economic buyer.", "Ruth Kessenich is the economic buyer"),
        ("Ruth Kessenich is a promoter.", "Ruth Kessenich is a detractor"),
        ("Theo Bramhall is the executive sponsor.", "Theo Bramhall is a user"),
        ("Theo Bramhall ist der Sponsor.", "Theo Bramhall is a user"),
        ("Theo Bramhall est le sponsor.", "Theo Bramhall is a user"),
        ("Dana Whitlock is still the champion.", "Dana Whitlock, the champion, left on 15 October 2026"),
        ("Halden has three urgent tickets open.", "Open urgent tickets: 2"),
        ("Halden hat drei dringende Tickets.", "Open urgent tickets: 2"),
        ("Health is yellow.", "health is red"),
        ("The floor is $475,800.", "the floor is $610,000"),
        ("Ruth accepted $610,000 on 16 November 2026.", "are not told together"),
        ("We offered Ruth $628,300 on 16 November 2026.", "are not told together"),
        ("The contract ends on 13 November 2026.", "the contract ends on 1 February 2027"),
        ("Der Vertrag endet am 13. November 2026.", "the contract ends on 1 February 2027"),
        ("Customer since 13 November 2026.", "customer since 1 February 2024"),
    ],
)  # fmt: skip
def test_how_things_are_not_is_told_with_how_they_are(text: str, reason: str) -> None:
    claim = _alone(text)
    assert claim.state == "unverified"
    assert reason in claim.reason


@pytest.mark.parametrize(
    "text",
    [
        "Ticket T-11 is open.",
        "Ticket T-11 is not solved.",
        "T-7 was closed on 8 May 2026.",
        "T-7 ist geschlossen.",
        "The contract does not renew by itself.",
        "Der Vertrag verlängert sich nicht automatisch.",
        "Le contrat ne se renouvelle pas automatiquement.",
        "The add-on renews automatically.",
        "Ruth Kessenich is the economic buyer.",
        "Ruth Kessenich is not the champion.",
        "Ruth Kessenich is a detractor.",
        "Dana Whitlock was the champion.",
        "Dana Whitlock is no longer the champion.",
        "The champion, Dana Whitlock, left on 15 October 2026.",
        "Halden has two urgent tickets open.",
        "Halden has three open tickets.",
        "Halden hat zwei dringende Tickets.",
        "Halden has 600 seats.",
        "Health is red.",
        "The floor is $610,000.",
        "The contract ends on 1 February 2027.",
        "The last contact was on 13 November 2026.",
        "We offered $628,300 on 6 November 2026.",
        "Ask whether the contract renews by itself.",
        "If T-11 is solved by Friday, call Ruth Kessenich.",
    ],
)
def test_how_things_are_stands(text: str) -> None:
    assert _alone(text).reason == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("T-11 is closed [F1].", "T-11 is open since 13 November 2026"),
        ("T-11 is open [F1].", ""),
        ("The contract renews by itself [F3].", "the contract does not renew by itself"),
        ("The add-on renews automatically [P3].", ""),
        ("Ruth Kessenich is the champion [F5].", "Ruth Kessenich is the economic buyer"),
        ("Ruth Kessenich is the economic buyer [F5].", ""),
        ("The contract ends on 13 November 2026 [F8 F17].", "the contract ends on 1 February 2027"),
        ("Health is green [F15].", "health is red"),
    ],
)
def test_a_sentence_that_cites_is_held_against_the_facts_too(text: str, reason: str) -> None:
    ((_, claim),) = check(text, EVIDENCE, AS_OF, NAMES)
    assert claim.reason == reason
