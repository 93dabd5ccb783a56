"""Support tickets that are open, as the metric definitions' Satisfaction and support says."""

from copilot.metrics.facts import Measured, make_fact
from copilot.records import Snapshot


def open_tickets(snapshot: Snapshot) -> Measured:
    """Return the tickets open on the as-of date, all and urgent: opened by then and not closed by then."""
    urgent = [ticket for ticket in snapshot.open_tickets if ticket.priority == "urgent"]
    return [
        make_fact(
            snapshot,
            "open_tickets",
            "Open tickets",
            len(snapshot.open_tickets),
            formula="tickets opened by the as-of date and not closed by then",
            records=snapshot.open_tickets,
        ),
        make_fact(
            snapshot,
            "open_urgent_tickets",
            "Open urgent tickets",
            len(urgent),
            formula="open tickets of priority urgent",
            records=urgent,
        ),
    ]
