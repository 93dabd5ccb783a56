"""Make a book from the five RavenStack tables, guessing nothing: `python -m evals.ravenstack SOURCE TARGET`.

Columns that the book format has are renamed; all others stay, and so become attributes. Values are kept as they are,
wrong, doubled and contradictory ones too: the import is to find them. What had to be decided:

- A subscription without an end is taken to last until the end of the billing period (a month or a year, from its
  start) in which the data stop, since the format asks for the first day not covered; `open_ended` says which ones.
- Use is recorded by subscription; a row belongs to the subscription's account. Several rows of an account, day and
  feature are not added up: all but the first are faults.
- A ticket's satisfaction score is a CSAT answer on the day on which the ticket was closed.
- An account's day of use is one more row, with the sum of its rows' counts as events; how many people is not known.
- A churn event with a text is feedback of that day. Of all events the account has the number, and the days separated by
  semicolons, as its attributes `churn_events` and `churned_on`, beside the `churn_flag` that they contradict.
- Neither segment nor stage is derived from plan tier, seats or the churn flags, which contradict each other.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from dateutil.relativedelta import relativedelta

Row = dict[str, str]

LAST_DAY = date(2024, 12, 31)
"""The day on which the data stop."""


def make_book(source: Path, target: Path) -> dict[str, int]:
    """Write the book and return the number of rows of each file."""
    target.mkdir(parents=True, exist_ok=True)
    subscriptions = list(_read(source, "subscriptions"))
    account_of = {row["subscription_id"]: row["account_id"] for row in subscriptions}
    tickets = list(_read(source, "support_tickets"))
    churned = _days_of_churn(_read(source, "churn_events"))
    tables = {
        "accounts": (_account(row, churned[row["account_id"]]) for row in _read(source, "accounts")),
        "subscriptions": map(_subscription, subscriptions),
        "usage": _usage(_read(source, "feature_usage"), account_of),
        "features": (_feature(row, account_of) for row in _read(source, "feature_usage")),
        "tickets": map(_ticket, tickets),
        "surveys": (_survey(row) for row in tickets if row["satisfaction_score"]),
        "feedback": (_feedback(row) for row in _read(source, "churn_events") if row["feedback_text"]),
    }
    return {name: _write(target / f"{name}.csv", rows) for name, rows in tables.items()}


def _read(source: Path, table: str) -> Iterator[Row]:
    with (source / f"ravenstack_{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _write(path: Path, rows: Iterable[Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(file, list(row))
                writer.writeheader()
            writer.writerow(row)
            count += 1
    return count


def _renamed(row: Row, names: dict[str, str]) -> Row:
    return {names.get(name, name): value for name, value in row.items()}


def _days_of_churn(events: Iterable[Row]) -> defaultdict[str, list[str]]:
    days: defaultdict[str, list[str]] = defaultdict(list)
    for row in events:
        days[row["account_id"]].append(row["churn_date"])
    return days


def _account(row: Row, churned: list[str]) -> Row:
    names = {"account_name": "name", "country": "region", "signup_date": "customer_since"}
    return _renamed(row, names) | {"churn_events": str(len(churned)), "churned_on": ";".join(sorted(churned))}


def _subscription(row: Row) -> Row:
    names = {"plan_tier": "product", "arr_amount": "arr", "auto_renew_flag": "auto_renew"}
    end = row["end_date"] or _end_of_period(date.fromisoformat(row["start_date"]), row["billing_frequency"])
    return _renamed(row, names) | {"end_date": str(end), "open_ended": str(not row["end_date"])}


def _end_of_period(start: date, billing: str) -> date:
    """Return the first day of the billing period after the one in which the data stop."""
    months = 12 if billing == "annual" else 1
    periods = (LAST_DAY.year - start.year) * 12 // months
    while (end := start + relativedelta(months=periods * months)) <= LAST_DAY:
        periods += 1
    return end


def _usage(rows: Iterable[Row], account_of: dict[str, str]) -> Iterator[Row]:
    events: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        events[account_of[row["subscription_id"]], row["usage_date"]] += int(row["usage_count"])
    for (account_id, day), count in sorted(events.items()):
        yield {"account_id": account_id, "date": day, "events": str(count)}


def _feature(row: Row, account_of: dict[str, str]) -> Row:
    names = {"usage_date": "date", "feature_name": "feature", "usage_count": "events"}
    return _renamed(row, names) | {"account_id": account_of[row["subscription_id"]]}


def _ticket(row: Row) -> Row:
    names = {
        "submitted_at": "opened_at",
        "first_response_time_minutes": "first_response_minutes",
        "escalation_flag": "escalated",
    }
    return _renamed(row, names)


def _survey(row: Row) -> Row:
    answer = {"survey_id": f"{row['ticket_id']}-csat", "account_id": row["account_id"], "kind": "csat"}
    return answer | {"date": row["closed_at"][:10], "score": row["satisfaction_score"], "ticket_id": row["ticket_id"]}


def _feedback(row: Row) -> Row:
    return _renamed(row, {"churn_event_id": "feedback_id", "churn_date": "date", "feedback_text": "text"})


if __name__ == "__main__":
    for name, count in make_book(Path(sys.argv[1]), Path(sys.argv[2])).items():
        print(f"{name}.csv: {count:,} rows")
