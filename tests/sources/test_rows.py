import csv
from pathlib import Path

import pytest

from copilot.records import (
    Account,
    Contact,
    Feedback,
    FxRate,
    Opportunity,
    Record,
    Subscription,
    Survey,
    Ticket,
    Usage,
)
from copilot.sources.rows import BadHeader, CheckedRow, TableFile


def _file(folder: Path, record: type[Record], content: str | bytes) -> TableFile:
    path = folder / f"{record.table}.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return TableFile(path, record)


def _rows(folder: Path, record: type[Record], content: str | bytes) -> list[CheckedRow]:
    return list(_file(folder, record, content).rows())


def _faults(folder: Path, record: type[Record], content: str | bytes) -> list[str]:
    try:
        return [str(fault) for row in _rows(folder, record, content) for fault in row.faults]
    except BadHeader as error:
        return [str(fault) for fault in error.faults]


_USAGE = "account_id,date,events\n"
_SUBSCRIPTIONS = "subscription_id,account_id,start_date,end_date,arr,currency,seats,auto_renew\n"
_TICKETS = "ticket_id,account_id,opened_at,closed_at,first_response_minutes\n"
_SURVEYS = "survey_id,account_id,date,kind,score\n"

FAULTS: list[tuple[type[Record], str | bytes, str]] = [
    (Account, "", "accounts.csv: is empty; it needs a header row"),
    (Account, "\n\n", "accounts.csv: is empty; it needs a header row"),
    (Account, "account_id\n", "accounts.csv:1: name: the required column is missing"),
    (Account, "account_id,name,name\n", "accounts.csv:1: name: the header names this column 2 times"),
    (Account, "account_id,name,\n", "accounts.csv:1: column 3: a column has no name"),
    (Account, "account_id,name\nA1\n", "accounts.csv:2: must have 2 cells like the header, found 1"),
    (Account, "account_id,name\nA1,Acme,x\n", "accounts.csv:2: must have 2 cells like the header, found 3"),
    (Account, "account_id,name\n,Acme\n", "accounts.csv:2: account_id: is required, but empty"),
    (Account, "account_id,name\nA1,  \n", "accounts.csv:2: name: is required, but empty"),
    (
        Account,
        "account_id,name,segment\nA1,Acme,Enterprise\n",
        "accounts.csv:2: segment: must be one of enterprise, mid_market or smb, found 'Enterprise'",
    ),
    (
        Account,
        f"account_id,name\n{'A' * 301},Acme\n",
        f"accounts.csv:2: account_id: is too long (at most 300 characters), found '{'A' * 58}…",
    ),
    (Usage, _USAGE + "A1,01/03/2026,1\n", "usage.csv:2: date: must be a date such as 2026-03-31, found '01/03/2026'"),
    (Usage, _USAGE + "A1,2026-02-30,1\n", "usage.csv:2: date: must be a date such as 2026-03-31, found '2026-02-30'"),
    (Usage, _USAGE + "A1,2026-03-01,-1\n", "usage.csv:2: events: must be at least 0, found '-1'"),
    (Usage, _USAGE + "A1,2026-03-01,1.5\n", "usage.csv:2: events: must be a whole number, found '1.5'"),
    (
        Usage,
        _USAGE + f"A1,2026-03-01,{2**63}\n",
        "usage.csv:2: events: must be less than 9223372036854775808, found '9223372036854775808'",
    ),
    (
        Subscription,
        _SUBSCRIPTIONS + 'S1,A1,2026-01-01,2027-01-01,"1.200,50",USD,5,true\n',
        "subscriptions.csv:2: arr: must be a number with a decimal point, found '1.200,50'",
    ),
    (
        Subscription,
        _SUBSCRIPTIONS + "S1,A1,2026-01-01,2027-01-01,NaN,USD,5,true\n",
        "subscriptions.csv:2: arr: must be a finite number, found 'NaN'",
    ),
    (
        Subscription,
        _SUBSCRIPTIONS + "S1,A1,2026-01-01,2027-01-01,1e99,USD,5,true\n",
        "subscriptions.csv:2: arr: has too many digits (at most 40), found '1e99'",
    ),
    (
        Subscription,
        _SUBSCRIPTIONS + "S1,A1,2026-01-01,2027-01-01,1e30,USD,5,true\n",
        "subscriptions.csv:2: arr: has too many digits before the point (at most 20), found '1e30'",
    ),
    (
        Subscription,
        _SUBSCRIPTIONS + "S1,A1,2026-01-01,2027-01-01,1,$,5,true\n",
        "subscriptions.csv:2: currency: must be three capital letters such as USD, found '$'",
    ),
    (
        Subscription,
        _SUBSCRIPTIONS + "S1,A1,2026-01-01,2027-01-01,1,USD,5,yes\n",
        "subscriptions.csv:2: auto_renew: must be true or false, found 'yes'",
    ),
    (
        Subscription,
        _SUBSCRIPTIONS + "S1,A1,2026-01-02,2026-01-01,1,USD,5,true\n",
        "subscriptions.csv:2: end_date: 2026-01-01 is before start_date 2026-01-02",
    ),
    (
        Ticket,
        _TICKETS + "T1,A1,yesterday,,\n",
        "tickets.csv:2: opened_at: must be a time such as 2026-03-31T14:30:00Z, found 'yesterday'",
    ),
    (
        Ticket,
        _TICKETS + "T1,A1,0001-01-01T00:00:00+14:00,,\n",
        "tickets.csv:2: opened_at: must be a time such as 2026-03-31T14:30:00Z, found '0001-01-01T00:00:00+14:00'",
    ),
    (
        Ticket,
        _TICKETS + "T1,A1,2026-03-02,2026-03-01,\n",
        "tickets.csv:2: closed_at: 2026-03-01 00:00:00 is before opened_at 2026-03-02 00:00:00",
    ),
    (Survey, _SURVEYS + "V1,A1,2026-03-01,nps,11\n", "surveys.csv:2: score: nps runs from 0 to 10, found 11"),
    (Survey, _SURVEYS + "V1,A1,2026-03-01,ces,0\n", "surveys.csv:2: score: ces runs from 1 to 7, found 0"),
    (
        Survey,
        _SURVEYS + "V1,A1,2026-03-01,happy,1\n",
        "surveys.csv:2: kind: must be one of nps, csat or ces, found 'happy'",
    ),
    (
        Contact,
        "contact_id,account_id,name,role\nC1,A1,Ines,boss\n",
        "contacts.csv:2: role: must be one of executive_sponsor, economic_buyer, champion, admin, user or detractor, "
        "found 'boss'",
    ),
    (
        Opportunity,
        "opportunity_id,account_id,kind,amount,close_date,forecast\nO1,A1,renewal,5,2026-05-01,sure\n",
        "opportunities.csv:2: forecast: must be one of commit, best_case, pipeline or omitted, found 'sure'",
    ),
    (
        Feedback,
        "feedback_id,account_id,date,text,importance\nF1,A1,2026-03-01,Slow,4\n",
        "feedback.csv:2: importance: must be at most 3, found '4'",
    ),
    (FxRate, "currency,rate\nEUR,0\n", "fx.csv:2: rate: must be more than 0, found '0'"),
    (
        Account,
        "account_id,name\nA1,Café\n".encode("latin-1"),
        'accounts.csv:2: is not UTF-8: save the file as UTF-8 (in Excel: "CSV UTF-8"), found byte 0xe9 at byte 22',
    ),
    (
        Account,
        "account_id,name\n".encode("utf-16"),
        'accounts.csv:1: is not UTF-8: save the file as UTF-8 (in Excel: "CSV UTF-8"), found byte 0xff at byte 0',
    ),
    (Account, b"account_id,name\nA1,Ac\0me\n", "accounts.csv:2: holds a NUL byte at byte 21"),
    (
        Account,
        f"account_id,name\nA1,{'x' * 131_073}\n",
        "accounts.csv:2: a cell is longer than 131,072 characters, or a quote is never closed",
    ),
    (Account, 'account_id,name\nA1,"Acme\nA2,Brine\n', "accounts.csv:2: a quoted cell is never closed"),
    (
        Account,
        'account_id,name\nA1,"Acme" Ltd\n',
        "accounts.csv:2: a quoted cell goes on after its closing quote; write quotes inside a cell twice",
    ),
    (
        Account,
        "account_id,name\rA1,Acme\r",
        "accounts.csv:1: a line ends with a carriage return alone; save the file with common line ends",
    ),
]


@pytest.mark.parametrize(("record", "content", "fault"), FAULTS)
def test_each_fault_is_told_with_its_place(
    tmp_path: Path, record: type[Record], content: str | bytes, fault: str
) -> None:
    assert _faults(tmp_path, record, content) == [fault]


def test_a_row_with_several_faults_tells_them_all(tmp_path: Path) -> None:
    content = _USAGE + "A1,soon,many\n"
    assert [fault.split(": ")[1] for fault in _faults(tmp_path, Usage, content)] == ["date", "events"]


def test_the_line_is_the_first_one_of_a_row_with_line_breaks_in_its_cells(tmp_path: Path) -> None:
    content = 'account_id,name,segment\nA1,"Acme\nof\r\nOslo",smb\n\nA2,"Bri\nne",huge\nA3,Cobalt,tiny\n'
    rows = _rows(tmp_path, Account, content)
    assert [row.line for row in rows] == [2, 6, 8]
    assert rows[0].record == Account(account_id="A1", name="Acme\nof\r\nOslo", segment="smb")
    assert [str(row.faults[0])[:15] for row in rows[1:]] == ["accounts.csv:6:", "accounts.csv:8:"]


def test_reading_goes_on_after_a_broken_row(tmp_path: Path) -> None:
    content = b'account_id,name\nA1,"Acme" x\nA2,Caf\xe9\nA3,Br\0ine\nA4,Cobalt\n'
    rows = _rows(tmp_path, Account, content)
    assert [(row.line, row.record is None) for row in rows] == [(2, True), (3, True), (4, True), (5, False)]


def test_a_broken_row_keeps_what_it_said(tmp_path: Path) -> None:
    rows = _rows(tmp_path, Account, 'account_id,name\nA1,"Acme" x\n')
    assert rows[0].cells == ['A1,"Acme" x']


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"", b"\n", b"\r\n\r\n"])
def test_byte_order_marks_and_line_ends_do_not_matter(tmp_path: Path, mark: bytes, end: bytes, last: bytes) -> None:
    content = mark + b"account_id,name" + end + b"A1,Acme" + last
    assert [row.record for row in _rows(tmp_path, Account, content)] == [Account(account_id="A1", name="Acme")]


def test_columns_come_in_any_order_and_unknown_ones_are_kept(tmp_path: Path) -> None:
    content = "tier, name ,attributes,account_id,empty\ngold,Acme,x,A1,\n"
    assert [row.record for row in _rows(tmp_path, Account, content)] == [
        Account(account_id="A1", name="Acme", attributes={"tier": "gold", "attributes": "x"})
    ]


def test_a_wide_file_of_a_header_only_has_no_rows(tmp_path: Path) -> None:
    assert _rows(tmp_path, Account, "account_id,name\n") == []


def test_times_with_a_zone_become_utc(tmp_path: Path) -> None:
    content = _TICKETS + "T1,A1,2026-03-01T01:00:00+02:00,2026-03-01 10:00,7.5\n"
    record = _rows(tmp_path, Ticket, content)[0].record
    assert isinstance(record, Ticket)
    assert (str(record.opened_at), str(record.closed_at)) == ("2026-02-28 23:00:00", "2026-03-01 10:00:00")


def test_every_byte_is_counted(tmp_path: Path) -> None:
    content = "account_id,name\nA1,Café\nA2,Brine\n".encode()
    file = _file(tmp_path, Account, content)
    list(file.rows())
    assert file.bytes_read == len(content)


def test_cells_hold_their_text_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "feedback.csv"
    text = ' "Slow", they said;\n\tnext line \u2028 end '
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["feedback_id", "account_id", "date", "text"], ["F1", "A1", "2026-03-01", text]])
    record = next(TableFile(path, Feedback).rows()).record
    assert isinstance(record, Feedback)
    assert record.text == text
