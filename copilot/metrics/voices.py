"""What a customer's people wrote in surveys and as feedback, word for word, as facts."""

from collections.abc import Sequence
from datetime import date

from copilot.evidence import Fact
from copilot.metrics.facts import rows_of
from copilot.records import Account, Contact, Feedback, Record, Survey


def voices(
    surveys: Sequence[Survey], feedback: Sequence[Feedback], people: Sequence[Contact], account: Account
) -> list[Fact]:
    """Return each comment and each piece of feedback as a fact of its day, whose label says who spoke."""
    names = {one.contact_id: one.name for one in people}
    said: list[tuple[Record, date, str, str]] = [
        (one, one.date, f"{one.kind.upper()} answer of {names.get(one.contact_id or '', 'somebody')}", one.comment)
        for one in surveys
        if one.comment
    ]
    said += [(one, one.date, f"Feedback of {one.author or 'somebody'}", one.text) for one in feedback]
    return [
        Fact(
            name="voice",
            label=label,
            value=text,
            display=text,
            as_of=day,
            rows=rows_of([row]),
            account_id=account.account_id,
            account_name=account.name,
        )
        for row, day, label, text in said
    ]
