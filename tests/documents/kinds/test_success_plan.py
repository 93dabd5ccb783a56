"""A success plan: what the customer wants, how it is measured, who does what until when, and what is missing."""

import re
from datetime import date
from pathlib import Path

import pytest

from copilot.documents.document import Audience
from copilot.records import Account, Contact, Milestone, Note, Outcome, Record, Subscription
from copilot.wiring import Copilot
from tests.documents.kinds.plans import AS_OF, AUDIENCES, Drafts, drafted, drafts_of, row_with, text_of

INTERNAL = re.compile(r"\b(?:champion|detractor|signal|health|sentiment|forecast|churn|account|play(?:book)?)\b", re.I)
HALDEN, NOIRVAL, ZEPHRINE = "Halden Logistics", "Atelier Noirval", "Zephrine Labs"
SAINT_AUBRAC = "Ville de Saint-Aubrac"


@pytest.fixture(scope="module")
def plans(demo_copilot: Copilot) -> Drafts:
    """The success plan of every account of the demo book, for both audiences."""
    return drafts_of(demo_copilot, "success-plan")


def test_nothing_is_left_out_of_any_plan(plans: Drafts) -> None:
    assert {key: one.left_out for key, one in plans.items() if one.left_out} == {}


def test_no_section_is_empty(plans: Drafts) -> None:
    assert [(key, one.key) for key, plan in plans.items() for one in plan.sections if not one.parts] == []


def test_it_says_first_how_the_plan_stands(plans: Drafts) -> None:
    plan = plans[HALDEN, "internal"]
    assert text_of(plan, "summary").startswith("**The plan is behind: 2 of 4 milestones done, 1 late, 1 open")
    assert "1 February 2027" in text_of(plan, "summary")


def test_an_objective_stands_in_the_customers_own_words(plans: Drafts) -> None:
    told = text_of(plans["Oststern Maschinenbau AG", "internal"], "objectives")
    assert "Dr. Annegret Holzhauer, as quoted in our note of" in told
    assert re.search(r"> “Ein Angebot in zwei Tagen statt in fünf\.[^”]*” \[P\d+\]", told)


def test_an_objective_that_nobody_said_is_ours(plans: Drafts) -> None:
    told = text_of(plans[HALDEN, "internal"], "objectives")
    assert "Ours until one of their people says it: “Dispatch without the night shift's spreadsheet”" in told


def test_what_the_sponsor_wants_beyond_the_plan_is_heard(plans: Drafts) -> None:
    assert "“I don't need hours saved. I need a number my CFO will sign.”" in text_of(
        plans[HALDEN, "internal"], "objectives"
    )


def test_an_objective_has_its_metric_with_baseline_and_target(plans: Drafts) -> None:
    row = row_with(plans[HALDEN, "internal"], "objectives", "Minutes to prepare a carrier claim")
    assert "Cut claim preparation to 25 minutes" in row
    assert "| 48 minutes | 31 minutes | 25 minutes |" in row


def test_late_open_and_done_are_told_apart(plans: Drafts) -> None:
    plan = plans[HALDEN, "internal"]
    assert "25 days overdue" in row_with(plan, "milestones", "Dispatch desk live")
    assert "| open |" in row_with(plan, "milestones", "Finance signs")
    assert "done on 4 February 2026" in row_with(plan, "milestones", "Carrier portal connected")


def test_a_line_two_weeks_late_gets_what_the_playbook_says(plans: Drafts) -> None:
    told = text_of(plans[HALDEN, "internal"], "milestones")
    assert "Escalate: one call with champion and owner" in told
    assert re.search(r"> “\+14: the signal fires;[^”]+only this line\.” \[P\d+\]", told)


def test_the_steps_are_worked_back_in_working_days(plans: Drafts) -> None:
    plan = plans[NOIRVAL, "internal"]
    assert "| 4 December 2026 [" in row_with(plan, "back", "will it hold")  # a Friday, five working days before
    assert "| 11 December 2026 [" in row_with(plan, "back", "Done, with its proof")
    days = [one.value for one in plan.evidence.facts if one.name == "plan_date"]
    assert days
    assert all(isinstance(day, date) and day.weekday() < 5 for day in days)


def test_the_next_60_and_90_days_are_marked(plans: Drafts) -> None:
    told = text_of(plans[HALDEN, "internal"], "marks")
    assert "In 60 days, by 20 January 2027" in told
    assert "In 90 days, by 19 February 2027" in told


def test_a_new_account_has_the_gates_of_its_segment(plans: Drafts) -> None:
    plan = plans[ZEPHRINE, "internal"]
    assert "planned late" in row_with(plan, "marks", "First value")
    assert "day 60 | 24 December 2026" in row_with(plan, "marks", "Half of the contract's seats in use")


def test_a_missing_input_has_a_name_and_a_day(plans: Drafts) -> None:
    row = row_with(plans[HALDEN, "internal"], "measures", "value per unit")
    assert "Customs e-mails answered the same day" in row
    assert "Ruth Kessenich" in row
    assert "11 December 2026" in row


def test_a_part_that_nobody_has_is_to_be_named(plans: Drafts) -> None:
    assert "to be named" in row_with(plans[HALDEN, "internal"], "measures", "current value")
    assert "I find no champion among the active contacts" in text_of(plans[HALDEN, "internal"], "people")


def test_a_customer_is_told_nothing_internal(plans: Drafts) -> None:
    told = {name: text_of(plan) for (name, audience), plan in plans.items() if audience == "customer"}
    assert {name: INTERNAL.findall(_without_quotes(text)) for name, text in told.items() if _internal(text)} == {}


def test_a_customers_plan_has_the_owners_of_both_sides(plans: Drafts) -> None:
    row = row_with(plans[HALDEN, "customer"], "milestones", "Finance signs")
    assert "Priscilla Dunmore" in row
    assert "Ruth Kessenich" in row


def test_a_customers_plan_names_no_other_customer(plans: Drafts) -> None:
    assert "Castlemere" in text_of(plans["Brindlewood Dairies", "internal"])
    evidence = plans["Brindlewood Dairies", "customer"].evidence
    assert not [one for one in evidence.facts if "Castlemere" in one.display]


def test_the_goal_is_a_result_and_never_the_end_of_the_contract(plans: Drafts) -> None:
    for plan in plans.values():
        goal = row_with(plan, "summary", "**Goal:**")
        assert not re.search(r"contract|renew|verläng", goal, re.I), plan.title
    told = text_of(plans[HALDEN, "customer"], "summary")
    assert re.search(
        r"\*\*Goal:\*\* “Cut claim preparation to 25 minutes” \[[F\d ]+\]: Minutes to prepare a carrier claim, "
        r"31 minutes now, 25 minutes is the target",
        told,
    )
    assert "**Time for it:** the contract runs until 1 February 2027" in told


def test_that_the_contract_goes_on_is_no_aim_of_the_customers(plans: Drafts) -> None:
    assert "Renewed before the year closes" in text_of(plans["Brackenmoor Mutual", "internal"], "objectives")
    told = plans["Brackenmoor Mutual", "customer"]
    assert "Renewed before the year closes" not in text_of(told, "objectives", "measures")
    assert "“Recoveries without a backlog”" in row_with(told, "summary", "**Goal:**")
    assert "“Subrogation team on Agents”" in row_with(told, "summary", "**Next:**")


def test_a_customers_plan_does_not_read_as_a_record_of_ours(plans: Drafts) -> None:
    ours = re.compile(r"on record|the row of|measured by|strike|the book", re.I)
    sections = ("summary", "objectives", "milestones", "back", "marks", "measures", "risks", "people")
    told = {name: _without_quotes(text_of(plan, *sections)) for (name, who), plan in plans.items() if who == "customer"}
    assert {name: ours.findall(text) for name, text in told.items() if ours.search(text)} == {}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_where_the_contract_has_ended_there_is_nothing_to_plan(plans: Drafts, audience: Audience) -> None:
    plan = plans["Grayloch Distillers", audience]
    assert text_of(plan, "summary").startswith("**There is nothing to plan: the last contract ended on ")
    assert "2 not completed" in text_of(plan, "milestones")
    assert [one for one in plan.evidence.facts if one.name == "plan_date"] == []


def test_it_says_what_could_be_done_after_the_end(plans: Drafts) -> None:
    internal, customer = (text_of(plans["Grayloch Distillers", audience], "summary") for audience in AUDIENCES)
    assert "**What could be done:** write one personal mail to Morag Fyvie" in internal
    assert "**If you would like to begin again:** please tell Amandine Kestrel" in customer


def test_a_contract_that_begins_later_has_not_ended(tmp_path: Path) -> None:
    begins = Subscription(
        subscription_id="S1", account_id="A1", start_date=date(2026, 12, 1), end_date=date(2027, 12, 1), arr=1
    )
    plan = drafted(tmp_path, "success-plan", [Account(account_id="A1", name="Acme"), begins])["Acme", "internal"]
    assert text_of(plan, "summary").startswith("**There is no plan yet")


def test_an_account_with_nothing_but_a_name_says_so(tmp_path: Path) -> None:
    plans = drafted(tmp_path, "success-plan", [Account(account_id="A1", name="Acme")])
    for plan in plans.values():
        assert plan.left_out == []
        assert "There is no plan yet: no milestone" in text_of(plan, "summary")
        assert "no objective yet" in text_of(plan, "objectives")
        assert "no outcome yet" in text_of(plan, "measures")
    assert "neither a start nor a contract" in text_of(plans["Acme", "internal"], "marks")


def test_nobody_works_on_new_years_day_and_christmas_day(tmp_path: Path) -> None:
    due = date(2027, 1, 8)  # a Friday; ten working days before it are left without 25 December and 1 January
    records = [
        Account(account_id="A1", name="Acme"),
        Milestone(milestone_id="M1", account_id="A1", name="First letter", kind="first_value", due_date=due),
    ]
    told = text_of(drafted(tmp_path, "success-plan", records)["Acme", "internal"], "back")
    assert re.findall(r"^\| (\d+ \w+ \d+)", told, re.M) == ["23 December 2026", "31 December 2026", "8 January 2027"]
    assert "Not counted as working days: 25 December 2026 and 1 January 2027" in told


def test_one_of_a_kind_is_counted_as_one(tmp_path: Path) -> None:
    records = [
        Account(account_id="A1", name="Acme"),
        Milestone(
            milestone_id="M1", account_id="A1", name="First letter", objective="Letters", due_date=date(2026, 11, 20)
        ),
        Outcome(
            outcome_id="O1",
            account_id="A1",
            metric="Days for a letter",
            unit="days",
            baseline=5,
            current=2,
            target=1,
            source="List",
            volume_per_year=10,
            value_per_unit=3,
            as_of=date(2026, 11, 1),
        ),
    ]
    plan = drafted(tmp_path, "success-plan", records)["Acme", "internal"]
    assert "0 of 1 milestone done, 1 late" in text_of(plan, "summary")
    assert "| 5 days [" not in text_of(plan, "objectives")
    assert "| 2 days | 1 day |" in text_of(plan, "objectives")
    assert "0 of 1 outcome can be counted; 1 input is missing" in text_of(plan, "measures")
    assert "1 day overdue" in text_of(plan, "milestones")


@pytest.mark.parametrize(
    ("days", "what"),
    [(1, "what happened"), (3, "Act on the answer"), (7, "Tell the sponsor yourself"), (14, "Escalate to level 1")],
)
def test_what_is_asked_of_a_late_line_follows_its_age(tmp_path: Path, days: int, what: str) -> None:
    late = Milestone(
        milestone_id="M1", account_id="A1", name="First letter", due_date=date.fromordinal(AS_OF.toordinal() - days)
    )
    plan = drafted(tmp_path, "success-plan", [Account(account_id="A1", name="Acme"), late])["Acme", "internal"]
    assert plan.left_out == []
    assert what in text_of(plan, "milestones")


def test_names_and_numbers_that_look_odd_do_no_harm(tmp_path: Path) -> None:
    records = [
        Account(account_id="A1", name="Acme", csm_email="nobody@aifirst.example"),
        Contact(contact_id="C1", account_id="A1", name="May March", role="champion", active=True),
        Subscription(
            subscription_id="S1", account_id="A1", start_date=date(2026, 6, 1), end_date=date(2027, 6, 1), arr=1
        ),
        Milestone(
            milestone_id="M1",
            account_id="A1",
            name='The "short" list | seven [F3] rows',
            objective="لوحة واحدة 一块看板",
            kind="value",
            due_date=date(2026, 12, 30),
        ),
        Outcome(outcome_id="O1", account_id="A1", metric="Days for a list", unit="days", baseline=5, target=1),
    ]
    plans = drafted(tmp_path, "success-plan", records)
    assert [plans["Acme", audience].left_out for audience in AUDIENCES] == [[], []]
    assert "May March" in text_of(plans["Acme", "customer"], "milestones")


def _without_quotes(text: str) -> str:
    return re.sub(r"“[^”]*”|^>.*$", "", text, flags=re.M)


def _internal(text: str) -> bool:
    return INTERNAL.search(_without_quotes(text)) is not None


def test_no_customer_is_told_that_nothing_stands_in_the_way(plans: Drafts) -> None:
    told = [text_of(plan) for (_, audience), plan in plans.items() if audience == "customer"]
    assert not any("known to stand in the way" in one or "nothing that stands in the way" in one for one in told)
    assert not any("no agreement" in one for one in told)
    row = row_with(plans["Castlemere Foods", "customer"], "risks", "T-2118")
    assert "We tell you who works on it" in row


def test_what_is_not_there_and_what_a_ticket_holds_up_stand_in_the_way(plans: Drafts) -> None:
    for audience in AUDIENCES:
        told = text_of(plans[ZEPHRINE, audience], "risks")
        assert "Not there today: no line of the plan should stand on it" in told
        assert (
            "line eleven, \"ELN connector, Benchfold, at go-live\". I don't have that. I don't think it exists." in told
        )
        assert "T-2961" in row_with(plans[ZEPHRINE, audience], "risks", "Plate layout tables")
    assert "until fixed NO plate data" in row_with(plans[ZEPHRINE, "internal"], "risks", "T-2961")
    assert "NO plate data" not in text_of(plans[ZEPHRINE, "customer"])  # the note is not one that they see
    assert "**What decides it:** what should work instead of the connector, which is not there today" in text_of(
        plans[ZEPHRINE, "internal"], "summary"
    )


def test_days_and_owners_of_notes_are_steps_of_the_plan(plans: Drafts) -> None:
    plan = plans["Oststern Maschinenbau AG", "internal"]
    assert "Matthias Rehfeldt" in row_with(plan, "back", "Academy für 80 Leute in Süd und West")
    assert "Klaus-Peter Immel" in row_with(plan, "back", "Immel testet eine Woche")
    shared = plans[SAINT_AUBRAC, "customer"]
    assert row_with(shared, "back", "Le premier courrier part au plus tard").startswith("| 3 December 2026 [")
    assert "Amandine Kestrel" in row_with(shared, "back", "on écrit ensemble les douze modèles")
    assert "as agreed" not in text_of(plans[ZEPHRINE, "customer"], "back").casefold()  # where all notes are internal


def test_a_late_line_with_a_new_day_in_the_notes_has_that_day(plans: Drafts) -> None:
    plan = plans[SAINT_AUBRAC, "customer"]
    assert "by its new day, 3 December 2026" in row_with(plan, "summary", "**Next:**")
    assert "Let us put the new day on the plan, 3 December 2026" in row_with(plan, "milestones", "Le premier courrier")


def test_a_line_is_proposed_to_whoever_has_it_in_their_title(plans: Drafts) -> None:
    row = row_with(plans[SAINT_AUBRAC, "customer"], "milestones", "protection des données")
    assert "Coralie Berthommier" in row
    row = row_with(plans["Oststern Maschinenbau AG", "internal"], "milestones", "Informationssicherheit für Connectors")
    assert "Klaus-Peter Immel" in row


SAYS = {
    "denied outright": ("The export is not available, so we use lists.", "export"),
    "denied in German": ("Die Schnittstelle ist noch nicht verfügbar.", "schnittstelle"),
    "denied in French": ("Le connecteur n'existe pas encore chez nous.", "connecteur"),
    "denied of what was named before": ("You asked for the connector. We do not have that today.", "connector"),
    "asked": ("So the export is not available yet?", ""),
    "of something else": ("Our own budget for it does not exist this year.", ""),
    "there since": ("The export is not available today.\n\nThe export is live since noon.", ""),
}


@pytest.fixture(scope="module")
def saying(tmp_path_factory: pytest.TempPathFactory) -> Drafts:
    """The success plans of an account for each of the notes above."""
    records: list[Record] = []
    for number, (text, _) in enumerate(SAYS.values()):
        records += [
            Account(account_id=f"A{number}", name=f"Acme {number}"),
            Milestone(milestone_id=f"M{number}", account_id=f"A{number}", name="Letter", due_date=date(2026, 12, 30)),
            Note(
                note_id=f"A{number}/n.md", account_id=f"A{number}", date=date(2026, 11, 2), kind="call", title="Call",
                visibility="customer", text=text,
            ),
        ]  # fmt: skip
    return drafted(tmp_path_factory.mktemp("denials"), "success-plan", records)


@pytest.mark.parametrize("case", SAYS)
def test_only_a_part_of_the_product_that_is_said_not_to_be_there_is_missing(saying: Drafts, case: str) -> None:
    part = SAYS[case][1]
    for audience in AUDIENCES:
        plan = saying[f"Acme {list(SAYS).index(case)}", audience]
        found = re.findall(r"What is not there: (\S+)", text_of(plan))
        assert found == ([part] if part else [])
        assert plan.left_out == []
