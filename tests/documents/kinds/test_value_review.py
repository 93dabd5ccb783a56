"""A value review: what was promised and became of it, the result, the use, our faults, and the next quarter."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pptx import Presentation

from copilot.documents.export import export
from copilot.errors import NotFound
from copilot.records import Account, Colleague, Contact, Note, Outcome, Record, Subscription, Ticket
from copilot.wiring import Copilot
from tests.documents.kinds.plans import AS_OF, Drafts, drafted, drafts_of, row_with, text_of

INTERNAL = re.compile(
    r"\b(?:champion|detractor|promoter|signal|health|sentiment|forecast|churn|account|play(?:book)?|NPS|they pay)\b",
    re.I,
)
HALDEN, BRACKENMOOR, NORHAVEN = "Halden Logistics", "Brackenmoor Mutual", "Norhaven Health Partners"


@pytest.fixture(scope="module")
def reviews(demo_copilot: Copilot) -> Drafts:
    """The value review of every account of the demo book, for both audiences."""
    return drafts_of(demo_copilot, "value-review")


def test_nothing_is_left_out_of_any_review(reviews: Drafts) -> None:
    assert {key: one.left_out for key, one in reviews.items() if one.left_out} == {}


def test_no_section_is_empty(reviews: Drafts) -> None:
    assert [(key, one.key) for key, review in reviews.items() for one in review.sections if not one.parts] == []


def test_the_result_comes_with_baseline_now_worth_and_the_sum_in_words(reviews: Drafts) -> None:
    told = text_of(reviews[HALDEN, "customer"], "value")
    assert re.match(r"\*\*Minutes to prepare a carrier claim: 48 before, 31 now \[F\d+\]\.\*\*", told)
    assert "(48 less 31 minutes) x 21,000 a year x $0.75 = $267,750 a year" in told
    assert "Time study by the claims desk, 60 claims" in told


def test_what_cannot_be_told_yet_is_said_with_what_is_missing(reviews: Drafts) -> None:
    told = text_of(reviews[HALDEN, "customer"], "value")
    assert "“Customs e-mails answered the same day” has no result so far: no current value" in told


def test_a_customer_is_shown_no_figure_that_rests_on_opinions(reviews: Drafts) -> None:
    told = text_of(reviews[NORHAVEN, "customer"])
    assert "“Minutes of documentation for a discharge” rests on opinions" in told
    assert "31 minutes" not in told
    assert "19 minutes" not in told
    assert "19 minutes" in text_of(reviews[NORHAVEN, "internal"], "value")


def test_an_old_figure_is_to_be_measured_again(reviews: Drafts) -> None:
    review = reviews["Bluewren Veterinary Group", "customer"]
    assert "24 July 2026, 120 days ago" in text_of(review, "value")
    assert "Measure “Minutes for a discharge note” again" in text_of(review, "plan")


def test_a_value_below_the_price_is_not_set_against_it_for_a_customer(reviews: Drafts) -> None:
    assert "0.84 times" in text_of(reviews[HALDEN, "internal"], "value")
    assert "0.84" not in text_of(reviews[HALDEN, "customer"])
    assert "4.51 times" in text_of(reviews[BRACKENMOOR, "customer"], "value")


def test_promises_are_kept_late_or_not_told(reviews: Drafts) -> None:
    review = reviews[HALDEN, "internal"]
    assert "**past its day**" in row_with(review, "promises", "Theo sends me three claims people")
    assert "**still to come**" in row_with(review, "promises", "One, I move the forty-one prompts with Marisol")
    customer = reviews[HALDEN, "customer"]  # all notes there are internal, which is nothing to tell a customer
    assert "promises" not in [one.key for one in customer.sections]


def test_the_use_names_where_people_stopped_and_has_its_chart(reviews: Drafts) -> None:
    told = text_of(reviews[HALDEN, "customer"], "adoption")
    assert re.search(
        r"\*\*Use fell: 295 users \[F\d+\] a month on 600 seats \[F\d+\], 49\.2 % \[F\d+\], -26\.4 %", told
    )
    assert "**Used by fewer people than before, over 90 days:** Assistant from 442 to 350 users" in told
    assert "(chart:usage)" in told
    assert "We find no use by team or site, so please tell us where it is used less" in told


def test_our_faults_are_counted_and_the_slow_ones_named(reviews: Drafts) -> None:
    told = text_of(reviews[HALDEN, "customer"], "service")
    assert told.startswith("**Tickets: 3 opened, 2 closed in 90 days, 2 of them slow, 1 still open [F")
    assert "**Still open:** T-5077" in told
    assert "first answer after 210 minutes" in told
    assert re.search(r"\*\*Slow:\*\* T-4902 .* after 5\.1 days", told)


def test_a_ticket_whose_subject_names_another_customer_counts_and_is_shown_without_it(reviews: Drafts) -> None:
    told = text_of(reviews["Castlemere Foods", "customer"], "service")
    assert told.startswith("**Tickets: 4 opened, 3 closed in 162 days, 2 of them slow, 1 still open [F")
    assert "**Still open:** T-2118, high, opened on 27 October 2026, open for 25 days [F" in told
    assert "Name a day for ticket T-2118" in text_of(reviews["Castlemere Foods", "customer"], "plan")
    assert "Brindlewood" not in reviews["Castlemere Foods", "customer"].model_dump_json()
    assert "Brindlewood”, high" in text_of(reviews["Castlemere Foods", "internal"], "service")


def test_no_customer_is_told_that_there_is_no_milestone_as_one_may_be_hidden_from_them(reviews: Drafts) -> None:
    assert "One workspace for Castlemere" in text_of(reviews["Castlemere Foods", "internal"], "milestones")
    assert "milestones" not in [one.key for one in reviews["Castlemere Foods", "customer"].sections]


def test_a_customer_is_not_held_to_a_day_that_is_past(reviews: Drafts) -> None:
    texts = [text_of(one) for (_, audience), one in reviews.items() if audience == "customer"]
    assert any("was planned for " in one and "**please tell us where it stands**" in one for one in texts)
    assert not any("past its day" in one or "not kept" in one for one in texts)


def test_milestones_are_done_early_late_or_overdue(reviews: Drafts) -> None:
    assert "25 days overdue" in row_with(reviews[HALDEN, "customer"], "milestones", "Dispatch desk live")
    assert "4 days early" in row_with(reviews[BRACKENMOOR, "customer"], "milestones", "CFO countersigns")


def test_the_plan_has_owners_and_working_days(reviews: Drafts) -> None:
    for (name, audience), review in reviews.items():
        days = [one.value for one in review.evidence.facts if one.name == "plan_date" and one.label != "Due"]
        assert all(isinstance(day, date) and day.weekday() < 5 for day in days), (name, audience)
    row = row_with(reviews[HALDEN, "customer"], "plan", "Name a day for ticket T-5077")
    assert row.startswith("| 25 November 2026 [")
    assert "Priscilla Dunmore" in row


def test_a_section_of_the_deck_is_titled_by_its_message(reviews: Drafts) -> None:
    def no_picture(name: str, form: str) -> bytes:
        raise NotFound("no picture here")

    deck = Presentation(BytesIO(export(reviews[HALDEN, "customer"], "pptx", no_picture)))
    titles = [page.shapes.title.text_frame.text for page in deck.slides if page.shapes.title is not None]
    for message in (
        "Minutes to prepare a carrier claim: 48 before, 31 now",
        "Use fell: 295 users",
        "Tickets: 3 opened, 2 closed in 90 days",
        "Milestones: 1 overdue, 1 due",
        "Agree on who does what by when",
        "Please help with these",
        "Decide these in the meeting",
    ):
        assert any(title.startswith(message) for title in titles), message


def test_a_bad_quarter_is_told_plainly_and_our_part_comes_first(reviews: Drafts) -> None:
    review = reviews[HALDEN, "customer"]
    assert "Our part comes first: Priscilla Dunmore [" in text_of(review, "adoption")
    assert "is not at its target yet: 31 minutes now, 25 minutes is the target" in text_of(review, "value")
    assert "Say what we should have done for the teams that stopped" in text_of(review, "plan")
    assert "Name somebody to talk to in each team that stopped" in text_of(review, "asks")
    assert "Choose the team that comes next" not in text_of(review, "decisions")


def test_what_a_shared_note_signs_is_not_asked_for_again(reviews: Drafts) -> None:
    review = reviews[BRACKENMOOR, "customer"]
    assert "put a name under it" not in text_of(review, "asks")
    signed = row_with(review, "value", "Signed by Evelyn Trask")
    assert "“Minutes for a claims letter”" in signed
    assert "“Weeks until a new adjuster works alone”" in signed


def test_asks_and_decisions_name_who_and_when(reviews: Drafts) -> None:
    review = reviews[HALDEN, "customer"]
    assert "Ruth Kessenich, VP Procurement" in row_with(review, "asks", "put a name under it")
    assert "Gerald Amsterley, Chief Operating Officer" in row_with(review, "decisions", "Name who leads the work")


def test_our_own_people_get_the_goal_the_sponsor_and_what_not_to_show(reviews: Drafts) -> None:
    review = reviews[HALDEN, "internal"]
    assert "Get a name of theirs under “Minutes to prepare a carrier claim”." in text_of(review, "goal")
    assert "last spoken to on 30 September 2026, 52 days ago" in text_of(review, "sponsor")
    assert "Do not lead with it while it is below one" in row_with(review, "not-to-show", "ROI")
    assert "Who measured this?" in text_of(review, "questions")


def test_a_customer_reads_nothing_that_is_ours(reviews: Drafts) -> None:
    for (name, audience), review in reviews.items():
        if audience == "customer":
            own = re.sub(r"“[^”]*”|> .*", "", text_of(review)).replace(name, "")
            assert not INTERNAL.search(own), (name, INTERNAL.search(own))
            assert {one.key for one in review.sections}.isdisjoint({"goal", "sponsor", "not-to-show", "questions"})
            assert all(one.kind != "internal" for one in review.evidence.passages)


def test_a_customer_reads_of_no_other_customer(reviews: Drafts) -> None:
    assert "Brindlewood" not in text_of(reviews["Castlemere Foods", "customer"])


def test_after_the_contract_there_is_nothing_to_plan(reviews: Drafts) -> None:
    assert "We find no running contract" in text_of(reviews["Grayloch Distillers", "customer"], "plan")


def test_an_account_with_nothing_but_a_name_says_so_everywhere(tmp_path: Path) -> None:
    drafts = drafted(tmp_path, "value-review", [Account(account_id="A1", name="Tilia Labs")])
    review = drafts["Tilia Labs", "customer"]
    assert all(one.left_out == [] for one in drafts.values())
    for key in ("value", "service", "plan", "asks", "decisions"):
        assert "We find no" in text_of(review, key), key


def test_a_promise_is_kept_or_late_as_a_later_note_says(tmp_path: Path) -> None:
    agreed = "Agreed:\n- Kim sends the export of the claims desk by 5 October 2026.\n- Kim shares the plan for Lyon."
    done = "Ada,\n\nKim sent the export of the claims desk this morning.\n\nKim"
    records = [
        Account(account_id="A1", name="Tilia Labs"),
        Contact(contact_id="C1", account_id="A1", name="Ada Brandt"),
        Note(note_id="a.md", account_id="A1", date=date(2026, 9, 28), kind="call", visibility="customer", text=agreed),
        Note(note_id="b.md", account_id="A1", date=date(2026, 10, 12), kind="email", visibility="customer", text=done),
    ]
    drafts = drafted(tmp_path, "value-review", records)
    labels = {"internal": ("kept late", "not told"), "customer": ("done", "to be confirmed")}
    for (_, audience), review in drafts.items():
        late, untold = labels[audience]
        export = row_with(review, "promises", "Kim sends the export")
        assert f"**{late}**" in export
        assert "on 12 October 2026" in export
        assert f"**{untold}**" in row_with(review, "promises", "Kim shares the plan for Lyon")


def test_two_currencies_are_not_added_up(tmp_path: Path) -> None:
    terms = {"account_id": "A1", "start_date": date(2026, 1, 1), "end_date": date(2027, 1, 1)}
    outcome = {"account_id": "A1", "unit": "minutes", "baseline": 30, "current": 10, "target": 10, "as_of": AS_OF}
    records = [
        Account(account_id="A1", name="Tilia Labs"),
        Subscription(subscription_id="S1", arr="1000", currency="USD", **terms),
        Outcome(
            outcome_id="R1", metric="Minutes a letter", volume_per_year=900, value_per_unit=1, currency="USD", **outcome
        ),
        Outcome(
            outcome_id="R2", metric="Minutes a call", volume_per_year=100, value_per_unit=1, currency="EUR", **outcome
        ),
        Ticket(
            ticket_id="T1", account_id="A1", opened_at="2026-11-01T09:00:00Z", subject="Login loop", priority="high"
        ),
    ]
    drafts = drafted(tmp_path, "value-review", records)
    assert all(one.left_out == [] for one in drafts.values())
    told = text_of(drafts["Tilia Labs", "customer"], "value")
    assert "= $18,000 a year" in told
    assert "= €2,000 a year" in told


def _noted(number: int, text: str, **note: object) -> list[Record]:
    """An account with a figure that its source does not sign, and a note about it."""
    account = {"account_id": f"A{number}"}
    given = {"author": f"Ada Brandt{number}", "kind": "email", "visibility": "customer", "date": AS_OF} | note
    return [
        Account(name=f"Firm {number}", **account),
        Contact(contact_id=f"C{number}", name=f"Ada Brandt{number}", **account),
        Subscription(
            subscription_id=f"S{number}", start_date=date(2026, 1, 1), end_date=date(2027, 9, 1), arr=1, **account
        ),
        Outcome(
            outcome_id=f"R{number}",
            metric="Minutes for a claims letter",
            unit="minutes",
            baseline=34,
            current=12,
            target=10,
            volume_per_year=1000,
            value_per_unit=2,
            currency="USD",
            as_of=date(2026, 11, 10),
            source="Workflow log",
            **account,
        ),
        Note(note_id=f"{number}.md", text=text, **account, **given),
    ]


SIGNED: dict[str, tuple[list[Record], bool]] = {
    "by who writes": (_noted(1, "Signed: 34 minutes to 12 per claims letter."), True),
    "by what it is worth": (_noted(2, "I confirm the $44,000 for the minutes of the claims letters."), True),
    "by who is named": (_noted(3, "Brandt3 signed off 34 to 12 minutes per claims letter.", author="Kim Reyes"), True),
    "in German": (
        _noted(4, "Hiermit bestätigt: claims letter von 34 auf 12 Minuten (minutes)."),
        True,
    ),
    "in French": (_noted(5, "Validé : minutes par claims letter, de 34 à 12."), True),
    "not by somebody of ours": (_noted(6, "Signed: 34 minutes to 12 per claims letter.", author="Kim Reyes"), False),
    "not where ours is named": (_noted(7, "Reyes confirmed 34 minutes to 12 per claims letter."), False),
    "not where it is denied": (_noted(8, "Not signed: 34 minutes to 12 per claims letter."), False),
    "not where it is asked": (_noted(9, "Is it confirmed, 34 minutes to 12 per claims letter?"), False),
    "not without the figure": (_noted(10, "Signed: the minutes for the claims letters."), False),
    "not with another figure": (_noted(11, "Signed: 34 minutes to 15 per claims letter."), False),
    "not for something else": (_noted(12, "Signed: 34 seats and 12 badges."), False),
    "not in a note of ours alone": (
        _noted(13, "Signed: 34 minutes to 12 per claims letter.", visibility="internal"),
        False,
    ),
    "not long before it was measured": (
        _noted(14, "Signed: 34 minutes to 12 per claims letter.", date=date(2026, 9, 1)),
        False,
    ),
    "not in the mail below": (
        _noted(15, "See below.\n\nOn Monday Kim Reyes wrote:\nSigned: 34 minutes to 12 per claims letter."),
        False,
    ),
}


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Drafts:
    """The value reviews of the accounts above, in one book."""
    colleague = Colleague(email="kim@ourfirm.example", name="Kim Reyes")
    records = [record for records, _ in SIGNED.values() for record in records]
    return drafted(tmp_path_factory.mktemp("signatures"), "value-review", [colleague, *records])


@pytest.mark.parametrize("case", SIGNED)
def test_a_figure_is_signed_only_where_its_words_say_so(noted: Drafts, case: str) -> None:
    records, is_signed = SIGNED[case]
    (name,) = [one.name for one in records if isinstance(one, Account)]
    review = noted[name, "customer"]
    assert review.left_out == []
    assert ("Signed by Ada Brandt" in text_of(review, "value")) == is_signed
    assert ("put a name under it" in text_of(review, "asks")) != is_signed


def test_what_got_worse_is_said_and_we_look_at_ourselves_first(tmp_path: Path) -> None:
    records = [
        Account(account_id="A1", name="Acme"),
        Outcome(
            outcome_id="R1",
            account_id="A1",
            metric="Minutes for a letter",
            unit="minutes",
            baseline=30,
            current=40,
            target=10,
            as_of=AS_OF,
        ),
    ]
    review = drafted(tmp_path, "value-review", records)["Acme", "customer"]
    assert review.left_out == []
    told = text_of(review, "value")
    assert "30 before, 40 now" in told
    assert "is not better than before [F" in told
    assert "we look for our own part in it first" in told


def test_what_all_is_worth_leads_where_somebody_at_the_customer_agreed_to_it(reviews: Drafts) -> None:
    told = text_of(reviews[BRACKENMOOR, "customer"], "value")
    assert re.match(r"\*\*\$2,193,600 \[F\d+\] a year is measured, all of it agreed to on your side\.\*\*", told)
    assert "Signed by Evelyn Trask on" in told
    assert "comes first" not in told
    assert "Agreed to, by its source: Time sheets" in text_of(reviews["Orrin & Vale Architects", "customer"], "value")


def test_the_method_comes_before_the_money_where_nobody_agreed(reviews: Drafts) -> None:
    told = text_of(reviews[NORHAVEN, "internal"], "value")
    assert told.startswith("**Prior-authorization letters sent within two days: 48 % before, 71 % now")
    assert "**The method before the money:** have Ambrose Karanja-Reese [F" in told
    assert "On the plan: “Finance agrees on the method of measuring”" in told
    assert "In conversation: “Your controller tells us yes or no to the method by " in told
    customer = text_of(reviews[HALDEN, "customer"], "value")
    assert "**How we count it comes first:** please have " in customer
    assert customer.index("comes first") < customer.index("$267,750")


def test_the_five_best_outcomes_are_shown_first(tmp_path: Path) -> None:
    outcomes = [
        Outcome(
            outcome_id=f"R{number}", account_id="A1", metric=f"Minutes for form {'abcdefg'[number]}", unit="minutes",
            baseline=30, current=10, target=10, volume_per_year=number + 1, value_per_unit=1, currency="USD",
            as_of=AS_OF,
        )
        for number in range(7)
    ]  # fmt: skip
    for review in drafted(tmp_path, "value-review", [Account(account_id="A1", name="Acme"), *outcomes]).values():
        assert review.left_out == []
        told = text_of(review, "value")
        assert re.findall(r"^\| Minutes for form (\w)", told, re.M) == list("gfedc")
        assert "Shown are those that are worth most." in told
