"""Dates and periods in a question."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.llm.built_in.periods import Period, count_of, read_ahead, read_back, read_past, read_period

D = date(2026, 11, 21)


def _period(found: object) -> tuple[str | None, str | None] | None:
    if found is None:
        return None
    start, end = found.start, found.end  # type: ignore[attr-defined]
    return (start and start.isoformat(), end and end.isoformat())


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("in the next 90 days", "2026-11-21", "2027-02-19"),
        ("within three months", "2026-11-21", "2027-02-21"),
        ("this quarter", "2026-10-01", "2026-12-31"),
        ("next quarter", "2027-01-01", "2027-03-31"),
        ("next week", "2026-11-23", "2026-11-29"),
        ("in March", "2027-03-01", "2027-03-31"),
        ("before 1 March 2027", "2026-11-21", "2027-02-28"),
        ("by the end of the year", "2026-11-21", "2026-12-31"),
        ("until the end of this month", "2026-11-21", "2026-11-30"),
        ("in Q1 2027", "2027-01-01", "2027-03-31"),
        ("on 2027-02-30", "2027-02-28", "2027-02-28"),
        ("in den nächsten 90 Tagen", "2026-11-21", "2027-02-19"),
        ("in den nächsten zwei Monaten", "2026-11-21", "2027-01-21"),
    ],
)
def test_periods_ahead(text: str, start: str, end: str) -> None:
    assert _period(read_ahead(f"which accounts renew {text}?", D)) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("in the last 30 days", "2026-10-22", "2026-11-21"),
        ("over the past two quarters", "2026-05-21", "2026-11-21"),
        ("since June", "2026-06-01", "2026-11-21"),
        ("since 1 December", "2025-12-01", "2026-11-21"),
        ("in 2023", "2023-01-01", "2023-12-31"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("until 5 May 2025", None, "2025-05-05"),
    ],
)
def test_periods_back(text: str, start: str | None, end: str) -> None:
    assert _period(read_back(f"what happened {text}?", D)) == (start, end)


def test_a_month_without_a_year_lies_behind_only_where_the_question_does() -> None:
    assert read_past("what ends in December?", D) is None
    assert read_past("what is the ARR in March", D) is None
    assert _period(read_past("what was the ARR in March", D)) == ("2026-03-01", "2026-03-31")
    assert _period(read_past("what is the ARR in March 2025", D)) == ("2025-03-01", "2025-03-31")


def test_no_period_is_none() -> None:
    assert read_ahead("who is the sponsor at Acme?", D) is None


def test_counts_in_words_in_two_languages_and_any_other_word_is_one() -> None:
    assert [count_of(word) for word in ("7", "Seven", "sieben", "a", "several")] == [7, 7, 7, 1, 1]


PIECES = st.sampled_from(
    [
        *(
            "next",
            "last",
            "in",
            "since",
            "until",
            "the",
            "end of",
            "9999",
            "0000",
            "2026-02-31",
            "31",
            "99",
            "February",
            "May",
        ),
        *(
            "twelve",
            "years",
            "weeks",
            "days",
            "months",
            "quarter",
            "Q4",
            "Q1 0000",
            "Jahren",
            "nächsten",
            "of",
            "this",
            "1",
        ),
    ]
)


@given(st.lists(PIECES, max_size=9).map(" ".join) | st.text(max_size=60), st.dates())
def test_no_text_is_too_strange_and_no_period_ends_before_it_starts(text: str, as_of: date) -> None:
    periods = [read_ahead(text, as_of), read_back(text, as_of)]
    periods += [read_period(text, as_of, forward=forward) for forward in (True, False)]
    for period in periods:
        if period is not None and period.start is not None and period.end is not None:
            assert period.start <= period.end


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("before the end of January", date(2026, 11, 21), date(2027, 1, 31)),
        ("until the end of March 2027", date(2026, 11, 21), date(2027, 3, 31)),
        ("until the start of March", date(2026, 11, 21), date(2027, 3, 1)),
        ("before 1 February 2027", date(2026, 11, 21), date(2027, 1, 31)),
        ("before March", date(2026, 11, 21), date(2027, 2, 28)),
        ("by 31 March", date(2026, 11, 21), date(2027, 3, 31)),
        ("in the first quarter of next year", date(2027, 1, 1), date(2027, 3, 31)),
        ("in Q1", date(2027, 1, 1), date(2027, 3, 31)),
        ("in the 4th quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("by the end of next quarter", date(2026, 11, 21), date(2027, 3, 31)),
    ],
)
def test_a_period_ahead_ends_where_its_words_say(text: str, start: date, end: date) -> None:
    assert read_ahead(f"which accounts renew {text}?", date(2026, 11, 21)) == Period(start, end)
