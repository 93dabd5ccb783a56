"""The reference computes what the metric definitions say, by examples that can be reckoned by hand."""

import ast
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evals import reference
from evals.reference.book import Book
from evals.reference.calls import names_of, value_of
from evals.reference.value import Unknown, Value

D = date(2026, 6, 30)
TABLES = {
    "accounts": """
        account_id,name,segment,region,stage,csm_email,customer_since
        a,Alder,enterprise,Americas,value,ann@us.example,2025-01-01
        b,Birch,smb,EMEA,renewal,ben@us.example,2025-01-01
        c,Cedar,smb,EMEA,churned,ben@us.example,2025-01-01
        d,Dogwood,smb,Americas,onboarding,ann@us.example,2026-06-20""",
    "subscriptions": """
        subscription_id,account_id,product,start_date,end_date,arr,currency,seats,auto_renew,cancelled_on
        s1,a,Platform,2025-01-01,2026-01-01,1000,USD,10,,
        s2,a,Platform,2026-01-01,2027-01-01,1500,USD,20,,
        s3,a,Agents,2026-05-01,2026-07-10,0,USD,,,
        s4,b,Platform,2025-03-01,2026-03-01,1000,EUR,10,,
        s5,b,Platform,2026-03-01,2026-09-01,800,EUR,10,,
        s6,c,Platform,2025-01-01,2026-12-01,500,USD,5,,2026-05-05
        s7,d,Platform,2026-06-20,2027-06-20,100,USD,4,,""",
    "fx": "currency,rate,as_of\nEUR,1.00,2025-01-01\nEUR,1.20,2026-06-01\nEUR,9.99,2026-07-01",
    "usage": """
        account_id,date,daily_active_users,weekly_active_users,monthly_active_users,events
        a,2026-06-01,2,5,8,
        a,2026-06-29,3,6,12,
        a,2026-06-30,5,6,12,
        b,2026-04-30,1,1,5,""",
    "features": """
        account_id,date,feature,active_users,events
        a,2026-06-20,Assistant,5,
        a,2026-06-20,Academy,0,
        a,2026-05-20,Agents,4,
        b,2026-01-20,Library,4,
        b,2026-07-20,Later,4,""",
    "surveys": """
        survey_id,account_id,date,kind,score,contact_id,comment
        v1,a,2026-01-01,nps,3,p1,
        v2,a,2026-05-01,nps,9,p1,
        v3,a,2026-05-02,nps,8,p2,
        v4,a,2025-06-30,nps,0,p3,
        v5,a,2026-05-02,csat,4,p1,
        v6,a,2026-05-03,csat,3,p1,
        v7,a,2026-07-01,csat,1,p1,""",
    "tickets": """
        ticket_id,account_id,opened_at,closed_at,priority,first_response_minutes
        t1,a,2026-06-20T10:00:00,,urgent,10
        t2,a,2026-06-01T10:00:00,2026-06-02T16:00:00,normal,30
        t3,a,2026-06-10T10:00:00,2026-07-02T10:00:00,high,50
        t4,b,2026-07-01T10:00:00,,urgent,1""",
    "milestones": """
        milestone_id,account_id,name,kind,due_date,completed_date
        m1,a,First,first_value,2025-02-01,2025-01-21
        m2,a,Then,adoption,2026-06-10,2026-07-01""",
    "outcomes": """
        outcome_id,account_id,metric,baseline,current,target,as_of,volume_per_year,value_per_unit,currency
        o1,a,Minutes,20,12,10,2026-06-01,100,2,USD
        o2,a,Share,40,55,70,2026-06-01,,,USD
        o3,b,Minutes,10,14,5,2026-06-01,50,1,EUR
        o4,a,Later,20,10,10,2026-07-01,100,100,USD""",
    "contacts": """
        contact_id,account_id,name,active,last_contacted,left_on
        p1,a,Pia,true,2026-06-23,
        p2,a,Pol,false,2026-05-01,2026-05-15
        p3,a,Pru,true,2026-07-05,
        p4,b,Ray,true,,""",
    "sentiment": """
        account_id,date,rating
        a,2026-06-01,yellow
        a,2026-07-01,red
        b,2026-01-01,green
        d,2026-06-25,green""",
}
NOTES = {
    "call.md": "---\naccount_id: a\ndate: 2026-06-26\nkind: call\nparticipants: [Pru, Ann]\n---\nHello\n",
    "memo.md": "---\naccount_id: a\ndate: 2026-06-28\nkind: internal\nparticipants: [Ann]\n---\nHm\n",
}

Told = Callable[..., Any]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A small book, with rows after the day that nothing may read."""
    folder = tmp_path_factory.mktemp("book")
    for name, text in TABLES.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "notes").mkdir()
    for name, text in NOTES.items():
        (folder / "notes" / name).write_text(text, encoding="utf-8")
    return Book(folder)


@pytest.fixture
def told(book: Book) -> Told:
    """What a call says on the day, or on another."""
    return lambda source, on=D: value_of(source, book, on).value


def test_arr_counts_the_lines_that_run(told: Told, book: Book) -> None:
    assert told("arr(a)") == 1500
    assert told("arr(a)", date(2025, 12, 31)) == 1000
    assert value_of("arr(b)", book, D) == Value(Decimal(800), "EUR")
    with pytest.raises(Unknown):
        told("arr(c)")


def test_the_renewal_is_that_of_a_paid_line(told: Told) -> None:
    assert told("next_renewal_date(a)") == date(2027, 1, 1)
    assert told("days_to_renewal(b)") == 63
    assert told("arr_renewing(63)") == 800
    assert told("arr_renewing(62)") == 0


def test_totals_are_told_at_the_latest_known_rate(told: Told, book: Book) -> None:
    assert told("total_arr()") == Decimal(1500 + 100) + 800 * Decimal("1.2")
    assert value_of("total_arr(region=EMEA)", book, D) == Value(Decimal(800), "EUR")
    assert told("total_seats()") == 34


def test_retention_is_of_the_sums(told: Told, book: Book) -> None:
    # A year before: Alder 1000, Birch 1000 euro, Cedar 500; now 1500, 800 euro, nothing. A euro is 1.20 on both days.
    assert told("starting_arr()") == 2700
    assert told("grr()") == Decimal("0.726")  # (1000 + 960 + 0) / 2700
    assert told("nrr()") == Decimal("0.911")  # (1500 + 960 + 0) / 2700
    assert (told("churned_arr()"), told("contraction_arr()"), told("expansion_arr()")) == (500, 240, 500)
    assert (told("churned_logos()"), told("logo_churn_rate()")) == (1, Decimal("0.333"))
    assert told("nrr(region=EMEA)") == Decimal("0.565")  # 960 / (1200 + 500)
    assert names_of("movers(churned)", book, D) == ["Cedar"]


def test_renewal_rates_are_of_what_came_up(told: Told) -> None:
    # Alder's 1000 became 1500, Birch's 1200 became 960; Cedar was cancelled and came up for nothing.
    assert told("gross_renewal_rate()") == Decimal("0.891")  # (1000 + 960) / 2200
    assert told("net_renewal_rate()") == Decimal("1.118")  # (1500 + 960) / 2200


def test_use_is_read_from_the_latest_row(told: Told) -> None:
    assert told("monthly_active_users(a)") == 12
    assert told("licence_utilisation(a)") == Decimal("0.600")
    assert told("usage_change_28d(a)") == Decimal("0.500")  # 12 now, 8 on 1 June, the latest by 2 June
    assert told("stickiness(a)") == Decimal("0.333")  # (3 + 5) / 2 / 12
    assert told("feature_breadth(a)") == Decimal("0.250")  # the Assistant, of four known by then
    assert told("pooled_utilisation()") == Decimal("0.600")


def test_use_older_than_sixty_days_is_unknown(told: Told) -> None:
    assert told("monthly_active_users(b)", date(2026, 6, 29)) == 5
    with pytest.raises(Unknown):
        told("monthly_active_users(b)")


def test_nps_takes_the_latest_answer_of_each(told: Told) -> None:
    assert told("nps(a)") == 50  # 9 and 8; the 0 is a year old to the day
    assert told("latest_nps(p1)") == 9
    assert told("csat(a)") == Decimal("0.500")
    with pytest.raises(Unknown):
        told("nps(b)")


def test_a_ticket_is_open_until_it_is_closed(told: Told) -> None:
    assert told("open_tickets(a)") == 2
    assert told("open_urgent_tickets()") == 1
    assert told("oldest_open_ticket_days(a)") == 20
    assert told("median_first_response_minutes(a)") == 30
    assert told("median_resolution_hours(a)") == 30


def test_value_goes_towards_the_target(told: Told, book: Book) -> None:
    assert told("value_realised(a)") == 1600  # 8 minutes x 100 x 2; the share has no price, the last is not known yet
    assert told("value(o3)") == -200
    assert told("roi(a)") == Decimal("1.07")
    with pytest.raises(Unknown):
        told("value(o2)")


def test_milestones_and_first_value(told: Told) -> None:
    assert told("milestones_overdue(a)") == 1
    assert told("milestones_overdue(a)", date(2026, 6, 10)) == 0
    assert told("time_to_first_value_days(a)") == 20


def test_time_to_value_counts_those_who_wait(told: Told) -> None:
    # On 25 December 2025 three started within 12 months, one of them done after 20 days: no median yet.
    with pytest.raises(Unknown):
        told("time_to_value_median_days()", date(2025, 12, 25))


def test_an_internal_note_is_no_contact(told: Told) -> None:
    assert told("last_contact_date(a)") == date(2026, 6, 26)
    assert told("days_since_contact(a)") == 4
    assert told("last_spoken_to(p3)") == date(2026, 6, 26)  # by the note: the table's day is later
    assert told("active_contacts(a)") == 2


def test_health_is_the_weighted_mean_of_what_is_known(told: Told) -> None:
    # Use: (75 + 25 + 100) / 3; sentiment 50; outcomes: (80 + 50) / 2 and 50; voice: 75 and 50; contact: 100 and 66.7.
    use = Decimal(200) / 3
    outcomes = (Decimal(65) + 50) / 2
    engagement = (100 + Decimal(200) / 3) / 2
    expected = (50 * use + 25 * 50 + 10 * outcomes + 5 * Decimal("62.5") + 10 * engagement) / 100
    assert told("health_score(a)") == round(expected, 1)
    assert told("health_band(a)") == "yellow"


def test_a_new_account_has_sentiment_only(told: Told) -> None:
    assert told("health_score(d)") == 100


def test_a_red_rating_makes_red(told: Told) -> None:
    assert told("csm_sentiment(a)", date(2026, 7, 1)) == "red"
    assert told("health_band(a)", date(2026, 7, 1)) == "red"


def test_accounts_are_picked_and_ranked(told: Told, book: Book) -> None:
    assert names_of("accounts(segment=smb)", book, D) == ["Birch", "Dogwood"]
    assert names_of("accounts(renewing_within=63)", book, D) == ["Birch"]
    assert names_of("accounts(utilisation_over=0.5)", book, D) == ["Alder"]
    assert names_of("accounts(milestones_overdue_over=0)", book, D) == ["Alder"]
    assert names_of("ranked(by=arr, top=2)", book, D) == ["Alder", "Birch"]
    assert names_of("ranked(by=seats, top=1, lowest=yes)", book, D) == ["Dogwood"]
    assert told("count_accounts(region=Americas)") == 2


def test_a_cut_between_equals_is_no_order(book: Book) -> None:
    with pytest.raises(ValueError, match="equal"):
        names_of("ranked(by=open_urgent_tickets, top=2)", book, D)


@pytest.mark.parametrize("source", ["arr", "arr(a", "by hand: read", ""])
def test_a_source_that_is_no_call_is_an_error(book: Book, source: str) -> None:
    with pytest.raises(ValueError, match="no call"):
        value_of(source, book, D)


def test_it_shares_nothing_with_the_product() -> None:
    fine = {"evals.reference", "yaml"}
    for path in Path(reference.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            strangers = [
                name
                for name in names
                if name.split(".")[0] not in sys.stdlib_module_names
                and not any(name == one or name.startswith(f"{one}.") for one in fine)
            ]
            assert not strangers, f"{path.name} imports {strangers}"
