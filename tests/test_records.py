"""Records read text strictly; None is unknown, never zero."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from copilot.records import RECORDS, Account, FxRate, Record, Subscription, Survey, Ticket, Usage
from tests.records import any_records

LINE = {
    "subscription_id": "S1",
    "account_id": "A1",
    "start_date": "2026-01-01",
    "end_date": "2027-01-01",
    "arr": "1200.50",
}
TICKET = {"ticket_id": "T1", "account_id": "A1", "opened_at": "2026-06-01T09:00:00+02:00"}


def test_text_is_read_as_what_it_says() -> None:
    line = Subscription.model_validate(LINE | {"auto_renew": "TRUE", "seats": "10"})
    assert (line.arr, line.end_date, line.auto_renew, line.seats) == (Decimal("1200.50"), date(2027, 1, 1), True, 10)
    assert line.currency == "USD"
    assert Ticket.model_validate(TICKET).opened_at == datetime(2026, 6, 1, 7)  # noqa: DTZ001 - kept in UTC without zone
    assert Account.model_validate({"account_id": "A1", "name": "Acme", "aliases": "HLX; ;Halden"}).aliases == [
        "HLX",
        "Halden",
    ]


@pytest.mark.parametrize(
    ("record", "values"),
    [
        (Subscription, LINE | {"arr": "-1"}),
        (Subscription, LINE | {"arr": "NaN"}),
        (Subscription, LINE | {"arr": "1,200"}),
        (Subscription, LINE | {"start_date": "01/02/2026"}),
        (Subscription, LINE | {"start_date": "2027-01-02"}),
        (Subscription, LINE | {"auto_renew": "yes"}),
        (Subscription, LINE | {"seats": "-3"}),
        (Subscription, LINE | {"currency": "usd"}),
        (Ticket, TICKET | {"closed_at": "2026-05-01T09:00:00"}),
        (Ticket, TICKET | {"priority": "sev1"}),
        (Survey, {"survey_id": "V1", "account_id": "A1", "date": "2026-01-01", "kind": "nps", "score": "11"}),
        (FxRate, {"currency": "EUR", "rate": "0"}),
        (Account, {"account_id": "", "name": "Acme"}),
    ],
)
def test_what_does_not_fit_is_refused(record: type[Record], values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        record.model_validate(values)


def test_a_row_of_several_keys_has_one_id() -> None:
    assert Usage(account_id="A1", date=date(2026, 6, 1)).row_id == "A1/2026-06-01"
    assert FxRate(currency="EUR", rate=Decimal(1)).row_id == "EUR/0001-01-01"
    assert len({record.table for record in RECORDS}) == len(RECORDS)


@given(any_records())
def test_a_record_comes_back_from_json_the_same(record: Record) -> None:
    assert type(record).model_validate_json(record.model_dump_json()) == record
