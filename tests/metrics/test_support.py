"""Open tickets, by hand."""

from datetime import datetime

from copilot.metrics.support import open_tickets
from tests.metrics.snapshots import facts, rows, snapshot, ticket

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
