"""Open tickets, by hand."""

from datetime import datetime
from decimal import Decimal

import pytest

from copilot.metrics.support import open_tickets, response_times
from tests.metrics.accounts import noon
from tests.metrics.snapshots import facts, gaps, rows, snapshot, ticket

OPENED = datetime(2026, 6, 1, 9)  # noqa: DTZ001 - moments are kept in UTC without a zone


def test_open_tickets_and_the_urgent_ones_among_them() -> None:
    tickets = [
        ticket(1, opened_at=OPENED, priority="urgent"),
        ticket(2, opened_at=OPENED, priority="low"),
        ticket(3, opened_at=OPENED),
    ]
    told = facts(open_tickets(snapshot(tickets=tickets)))
    assert (told["open_tickets"].value, told["open_urgent_tickets"].value) == (3, 1)
    assert rows(told["open_urgent_tickets"]) == {"tickets:T1"}


def test_no_ticket_is_zero() -> None:
    told = facts(open_tickets(snapshot()))
    assert (told["open_tickets"].value, told["open_urgent_tickets"].value) == (0, 0)


def test_a_ticket_is_open_if_opened_by_then_and_not_closed_by_then() -> None:
    tickets = [
        ticket(1, opened_at=noon(0, 23)),
        ticket(2, opened_at=noon(-5), closed_at=noon(0)),
        ticket(3, opened_at=noon(-3), closed_at=noon(1, 0), priority="high"),
        ticket(4, opened_at=noon(1, 0)),
    ]
    told = facts(open_tickets(snapshot(tickets=tickets)))
    assert rows(told["open_tickets"]) == {"tickets:T1", "tickets:T3"}
    assert told["open_tickets"].display == "2 (1 high)"
    assert (told["oldest_open_ticket_days"].value, told["oldest_open_ticket_days"].display) == (3, "3 days")
    assert rows(told["oldest_open_ticket_days"]) == {"tickets:T3"}
    assert "oldest_open_ticket_days" not in facts(open_tickets(snapshot()))


def test_medians_of_the_first_response_and_of_closing_over_90_days() -> None:
    """Answered after 10, 30 and 90 minutes: 30. Closed after 24 and 48 hours: 36."""
    tickets = [
        ticket(1, opened_at=noon(-89), closed_at=noon(-88), first_response_minutes=Decimal(10)),
        ticket(2, opened_at=noon(-9), closed_at=noon(-7), first_response_minutes=Decimal(90), escalated=True),
        ticket(3, opened_at=noon(-5), closed_at=noon(1), first_response_minutes=Decimal(30), escalated=False),
        ticket(4, opened_at=noon(-1)),
        ticket(5, opened_at=noon(-90), first_response_minutes=Decimal(1), escalated=True),
        ticket(6, opened_at=noon(-200), closed_at=noon(-90)),
    ]
    told = facts(response_times(snapshot(tickets=tickets)))
    minutes, hours = told["median_first_response_minutes"], told["median_resolution_hours"]
    assert (minutes.value, minutes.unit, minutes.display) == (Decimal(30), "minutes", "30 minutes")
    assert (hours.value, hours.unit, hours.display) == (Decimal(36), "hours", "36 hours")
    assert rows(minutes) == {"tickets:T1", "tickets:T2", "tickets:T3"}
    assert rows(hours) == {"tickets:T1", "tickets:T2"}
    assert rows(told["escalated_tickets"]) == {"tickets:T2"}
    assert "n = 3" in minutes.formula


def test_a_ticket_closed_on_the_first_day_of_the_90_counts() -> None:
    early = ticket(1, opened_at=noon(-200), closed_at=noon(-89, 0))
    assert facts(response_times(snapshot(tickets=[early])))["median_resolution_hours"].value == 111 * 24 - 12


@pytest.mark.parametrize(("minutes", "is_known"), [(719, True), (720, False), (10**19, False)])
def test_an_answer_given_after_the_as_of_date_is_not_known(minutes: int, is_known: bool) -> None:
    """Opened at noon, the day ends 720 minutes later."""
    told = response_times(snapshot(tickets=[ticket(1, opened_at=noon(0), first_response_minutes=Decimal(minutes))]))
    assert ("median_first_response_minutes" in facts(told)) == is_known
    why = "no ticket opened in the last 90 days was answered by then"
    assert is_known or gaps(told)["median_first_response_minutes"] == why


def test_without_tickets_medians_are_unknown_and_escalations_none() -> None:
    told = response_times(snapshot())
    assert gaps(told).keys() == {"median_first_response_minutes", "median_resolution_hours"}
    assert facts(told)["escalated_tickets"].value == 0
