"""The portfolio review: what moved retention, what is ahead, who acts, what is not known; on the demo book by hand."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot.documents.document import Document
from copilot.documents.drafting import Drafter
from copilot.documents.order import Order
from copilot.errors import InvalidInput, NotFound
from copilot.records import Account, Subscription
from copilot.scope import Scope
from tests.documents.kinds.overall import D, draft, draft_of, row, text_of

if TYPE_CHECKING:
    from copilot.wiring import Copilot

KEYS = (
    "summary decisions pressing retention renewals health segments csms time-to-value adoption value foresight unknown"
)
NAMELESS = Account(account_id="A1", name="Acme")


@pytest.fixture(scope="module")
def drafter(demo_copilot: "Copilot") -> Drafter:
    """Who drafts on the demo book."""
    return Drafter(demo_copilot.accounts, demo_copilot.documents)


@pytest.fixture(scope="module")
def review(drafter: Drafter) -> Document:
    """The review of the whole demo book."""
    return draft(drafter, "portfolio-review")


def line(
    number: int, account: str, currency: str = "USD", arr: int = 1000, *, ends: date = date(2027, 1, 1)
) -> Subscription:
    """Return a contract line that has run since the beginning of 2025."""
    return Subscription(
        subscription_id=f"S{number}",
        account_id=account,
        start_date=date(2025, 1, 1),
        end_date=ends,
        arr=arr,
        currency=currency,
    )


def decision(review: Document, words: str) -> str:
    """Return the row of a decision that holds some words."""
    return next(one for one in text_of(review, "decisions").split("\n") if one.startswith("|") and words in one)


def test_nothing_is_left_out_and_every_section_says_something(review: Document) -> None:
    assert review.left_out == []
    assert [one.key for one in review.sections] == KEYS.split()
    assert all(one.parts for one in review.sections)


def test_it_begins_with_nrr_grr_what_moved_them_what_is_at_risk_and_what_to_decide(review: Document) -> None:
    told = text_of(review, "summary")

    assert told.startswith("**NRR is 103.9 % [")
    assert "GRR 88.5 %" in told
    assert "Corvane Retail Group -$300,000, from $300,000 to $0" in told
    assert "Tessaline Apparel Group +$170,000" in told
    assert "**At risk ahead:** $1,273,451" in told
    assert "**To decide first:**" in told
    assert "Marguerite Oyelaran" in told


def test_retention_has_the_bridge_the_year_before_and_who_was_lost_with_the_health_before_it(review: Document) -> None:
    told = text_of(review, "retention")

    assert "logo churn is 15.2 % (5 of 33 accounts)" in told
    assert "The year before, NRR was" in told
    assert "](chart:arr-bridge)" in told
    assert "green, 89.6 of 100, 90 days before 16 September 2026" in row(review, "retention", "Corriedale Travel")
    assert "Corvane Retail Group alone is 48.8 %" in told


def test_the_three_forecasts_stand_side_by_side_and_who_is_far_apart_comes_first(review: Document) -> None:
    quarter = row(review, "renewals", "2027-Q1")
    halden = row(review, "renewals", "Halden Logistics")

    amounts = ("$1,850,462", "$1,517,449", "$1,002,856", "$1,266,490")
    assert [one for one in amounts if one not in quarter] == []
    assert "(far apart)" in halden
    assert "commit" in halden
    assert "pipeline" in halden
    assert "Priscilla Dunmore" in halden
    assert text_of(review, "renewals").index("Halden Logistics") < text_of(review, "renewals").index("Aarhof")
    assert "](chart:renewals)" in text_of(review, "renewals")


def test_health_tells_the_bands_and_who_went_from_one_to_another(review: Document) -> None:
    assert "17 accounts" in row(review, "health", "green")
    assert "yellow (71.4), was green (89.1)" in row(review, "health", "Quarrion Therapeutics")
    assert "](chart:health-distribution)" in text_of(review, "health")


def test_it_tells_time_to_value_with_quartiles_and_counts_who_still_waits(review: Document) -> None:
    told = text_of(review, "time-to-value")

    assert "39 days" in told
    assert "11 days" in told
    assert "71 days" in told
    assert "175 days" in row(review, "time-to-value", "Ville de Saint-Aubrac")


def test_ownership_has_arr_red_ones_and_the_longest_silence_of_each_csm(review: Document) -> None:
    owned = row(review, "csms", "Amandine Kestrel")

    assert "$886,054" in owned
    assert "1: Pellworth Education" in owned
    assert "123 days: Pellworth Education, last spoken to on 21 July 2026" in owned


def test_the_ranked_list_says_its_terms_and_the_next_step_has_owner_and_date(review: Document) -> None:
    told = text_of(review, "pressing")

    assert "$318,000 x 3.75: 4 high, 1 medium; renewal in 72 days" in told
    assert "| 23 November 2026" in told
    assert "Name an owner and a date for the ticket" in told
    assert "Jonah Castellaw" in told


def test_a_score_whose_interval_holds_a_half_has_not_shown_that_it_predicts(review: Document) -> None:
    told = text_of(review, "foresight")

    assert "has not shown that it tells the renewed from the lost" in told
    assert "0.55 (95 % interval 0.32 to 0.77; 45 renewed, 7 lost)" in told
    assert "0.111 (n = 50; 0 is perfect)" in row(review, "foresight", "CSMs")


def test_what_is_not_known_names_who_lacks_it_and_what_the_tables_contradict(review: Document) -> None:
    assert "Customers without usage data in 60 days: 1: Kitterby & Sons" in text_of(review, "unknown")
    assert "Marrowbone Games" in row(review, "unknown", "contradiction", "contacted after leaving")


def test_decisions_have_a_working_day_an_owner_and_a_reason(review: Document) -> None:
    quarrion = decision(review, "sponsor of Quarrion")

    assert quarrion.startswith("| 24 November 2026")
    assert "Jonah Castellaw" in quarrion
    assert "Marguerite Oyelaran" in quarrion
    assert "$610,000" in quarrion


def test_decisions_are_ranked_by_what_presses_and_the_rule_is_shown(review: Document) -> None:
    told = text_of(review, "decisions")
    rows = [line.split(" | ") for line in told.split("\n") if line.startswith("| ")][2:]
    pressing = [int("".join(re.findall(r"\d", cells[3].partition(" a day")[0])) or 0) for cells in rows]

    assert pressing == sorted(pressing, reverse=True)
    assert "Ranked by what presses: ARR at stake divided by the days left to its renewal (7 days at least" in told


def test_a_renewal_in_a_month_comes_before_larger_ones_that_are_far_off(review: Document) -> None:
    quarrion, unmeasured = (
        decision(review, words) for words in ("sponsor of Quarrion", "renewal without a value on record")
    )
    told = text_of(review, "decisions")

    assert "$19,677 a day, next renewal in 31 days" in quarrion
    assert "$861," in unmeasured
    assert told.index(quarrion) < told.index(unmeasured)
    assert told.startswith("**First, with $610,000 [")


def test_a_tiny_account_is_left_to_its_csm(review: Document) -> None:
    told = text_of(review, "decisions")

    assert "single accounts are listed from $61," in told
    assert "1 % of all ARR" in told
    assert re.search(r"; 2 accounts \[F\d+\] below that are left to their CSMs", told)
    assert [tiny for tiny in ("Thistle Row Bakery Supply", "Kitterby & Sons") if tiny in told] == []


def test_amounts_of_a_row_are_in_one_currency_and_the_rate_is_told_with_its_day(review: Document) -> None:
    rows = [line for one in review.sections for part in one.parts for line in part.text.split("\n") if line[:1] == "|"]

    assert len(rows) > 80
    assert [line for line in rows if "$" in line and "€" in line] == []
    assert "All amounts are told in USD; EUR at 1.0912 of" in text_of(review, "summary")


def test_sections_begin_with_a_verdict_that_can_be_a_slides_title(review: Document) -> None:
    begin = {one.key: one.parts[0].text.split("\n")[0] for one in review.sections}

    assert [key for key, text in begin.items() if not text.startswith("**")] == []
    assert begin["renewals"].startswith("**Of $4,")
    assert "is doubted.**" in begin["renewals"]


def test_who_may_see_two_accounts_reads_of_these_two_alone(drafter: Drafter, demo_copilot: "Copilot") -> None:
    names = {one.name: one.account_id for one in demo_copilot.accounts.names(Scope("pm"))}
    own = ("Halden Logistics", "Saltmarsh Water")
    told = draft(drafter, "portfolio-review", scope=Scope("pm", frozenset(names[one] for one in own)))

    text = told.model_dump_json()
    assert all(one in text for one in own)
    assert not [one for one in names if one not in own and one in text]


def test_a_review_of_one_account_is_about_that_one_and_an_unknown_one_is_not_found(drafter: Drafter) -> None:
    told = draft(drafter, "portfolio-review", account="A-1001")

    assert told.title == "Portfolio review of Halden Logistics, 21 November 2026"
    assert {one.account_name for one in told.evidence.facts} <= {None, "Halden Logistics"}
    with pytest.raises(NotFound):
        draft(drafter, "portfolio-review", account="A-0")


def test_it_compares_with_a_day_that_has_passed(drafter: Drafter) -> None:
    assert "Against 1 June 2026" in text_of(draft(drafter, "portfolio-review", since=date(2026, 6, 1)), "health")
    with pytest.raises(InvalidInput, match="is not before"):
        draft(drafter, "portfolio-review", since=D)


def test_it_names_every_account_and_so_has_no_version_for_customers() -> None:
    with pytest.raises(ValueError, match="no version for customers"):
        Order(kind="portfolio-review", as_of=D, audience="customer")


def test_of_an_account_with_nothing_but_a_name_it_says_what_is_not_there(tmp_path: Path) -> None:
    told = draft_of(tmp_path, "portfolio-review", NAMELESS)

    assert told.left_out == []
    assert "I find no NRR to tell" in text_of(told, "summary")
    assert all(part.text for one in told.sections for part in one.parts)


def test_a_book_without_accounts_is_told_plainly(tmp_path: Path) -> None:
    assert text_of(draft_of(tmp_path, "portfolio-review"), "summary") == "I find no account to review."


def test_currencies_that_no_rate_joins_stay_apart_and_have_no_chart(tmp_path: Path) -> None:
    brine = Account(account_id="A2", name="Brine")
    told = draft_of(tmp_path, "portfolio-review", NAMELESS, brine, line(1, "A1"), line(2, "A2", "EUR"))

    assert told.left_out == []
    assert "I find no rate from EUR to USD" in text_of(told, "summary")
    assert "€1,000" in text_of(told, "retention")
    assert "$1,000" in text_of(told, "retention")
    assert "2,000" not in told.model_dump_json()
    assert "chart:" not in told.model_dump_json()


def test_a_customer_without_a_csm_is_named_and_asks_for_one(tmp_path: Path) -> None:
    told = draft_of(tmp_path, "portfolio-review", NAMELESS, line(1, "A1"))

    assert "Customers without a CSM from the team list: 1: Acme" in text_of(told, "unknown")
    assert "a CSM by name for each customer without one" in text_of(told, "decisions")
