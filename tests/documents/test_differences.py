"""What differs between two documents is told fact by fact and sentence by sentence, the same both ways round."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.documents.differences import Differences, FactChange, SectionChange, Stated, differences
from copilot.documents.document import BASIS_LABELS, Basis, Document, LeftOut
from copilot.errors import InvalidInput
from copilot.evidence import Evidence, Fact, RowRef
from copilot.metrics.account import measure
from copilot.metrics.people import person_fact
from copilot.metrics.support import ticket_fact
from copilot.scope import EVERYTHING
from copilot.wiring import Copilot
from tests.documents.documents import AS_OF, BRIEF, section, small

LATER = AS_OF + timedelta(days=7)


def fact(handle: str, name: str, display: str, day: date = AS_OF, row: str = "1", **fields: Any) -> Fact:
    label = name.replace("_", " ").capitalize()
    known = {"value": display, "account_id": "A-1", "rows": [RowRef("rows", row)]}
    return Fact(id=handle, name=name, label=label, display=display, as_of=day, **known | fields)


def citing(*facts: Fact, text: str | None = None, **changes: Any) -> Document:
    """A document whose one part cites these facts, or says this text."""
    cited = "".join(f"[{one.id}]" for one in facts)
    return small(("fact", cited if text is None else text), evidence=Evidence(facts=list(facts)), **changes)


def told(changes: list[FactChange]) -> list[tuple[str, str | None, str | None]]:
    return [
        (one.change, one.before.display if one.before else None, one.after.display if one.after else None)
        for one in changes
    ]


def texts(stated: list[Stated]) -> list[str]:
    return [one.text for one in stated]


def only_section(before: str, after: str) -> tuple[list[str], list[str]]:
    """What is removed from and added to a section whose one part says this."""
    (found,) = differences(small(("fact", before)), small(("fact", after))).sections
    return texts(found.removed), texts(found.added)


def nothing_in(found: Differences) -> bool:
    return not (found.facts or found.day_counts or found.sections)


# Facts


def test_a_fact_that_changed_is_told_with_both_values_and_days() -> None:
    found = differences(
        citing(fact("F1", "arr", "$186,000", unit="USD")), citing(fact("F7", "arr", "$150,000", LATER, unit="USD"))
    )
    (change,) = found.facts
    assert (change.change, change.name, change.label, change.account_id) == ("changed", "arr", "Arr", "A-1")
    assert change.before is not None
    assert (change.before.display, change.before.as_of) == ("$186,000", AS_OF)
    assert change.after is not None
    assert (change.after.display, change.after.as_of) == ("$150,000", LATER)


def test_a_fact_that_one_document_alone_has_has_appeared_or_is_gone() -> None:
    arr, score = fact("F1", "arr", "$186,000"), fact("F2", "health_score", "61")
    assert told(differences(citing(arr), citing(arr, score)).facts) == [("appeared", None, "61")]
    assert told(differences(citing(arr, score), citing(arr)).facts) == [("gone", "61", None)]


def test_a_value_that_could_not_be_told_is_as_good_as_none() -> None:
    unknown, known = fact("F1", "nps", "no survey answers", value=None), fact("F2", "nps", "66.7 points")
    assert told(differences(citing(unknown), citing(known)).facts) == [("appeared", None, "66.7 points")]


def test_a_change_below_the_precision_that_is_shown_is_none() -> None:
    found = differences(
        citing(fact("F1", "stickiness", "44.8 %", value=Decimal("0.4481"))),
        citing(fact("F1", "stickiness", "44.8 %", value=Decimal("0.4483"))),
    )
    assert nothing_in(found)


def test_another_rounding_wording_or_label_of_the_same_value_is_no_change() -> None:
    share: dict[str, Any] = {"value": Decimal("0.448"), "unit": "ratio"}
    whole, exact = fact("F1", "use", "45 %", **share), fact("F1", "use", "44.8 % of the seats", **share)
    assert nothing_in(differences(citing(whole, text="x [F1]"), citing(exact, text="x [F1]")))
    called = fact("F1", "use", "44.8 %", **share).model_copy(update={"label": "Licences in use"})
    assert nothing_in(differences(citing(exact, text="x [F1]"), citing(called, text="x [F1]")))
    said = [
        fact("F1", "ticket", shown, value="T-1") for shown in ("T-1, open, of 1,000 users", "T-1 (open): 1000 users")
    ]
    assert nothing_in(differences(*(citing(one, text="x [F1]") for one in said)))


def test_a_text_that_says_something_else_of_the_same_thing_is_a_change() -> None:
    said = [fact("F1", "ticket", shown, value="T-1") for shown in ("T-1, open", "T-1, closed on 3 May 2026")]
    assert told(differences(*(citing(one) for one in said)).facts) == [
        ("changed", "T-1, open", "T-1, closed on 3 May 2026")
    ]


def test_a_count_of_others_is_a_change_though_the_count_is_the_same() -> None:
    red = [fact("F1", "red", shown, value=2, unit="accounts") for shown in ("2: Acme, Brine", "2: Acme, Cobalt Bank")]
    assert told(differences(*(citing(one) for one in red)).facts) == [
        ("changed", "2: Acme, Brine", "2: Acme, Cobalt Bank")
    ]
    counted = fact("F1", "red", "2 accounts", value=2, unit="accounts")
    assert nothing_in(differences(citing(red[0], text="x [F1]"), citing(counted, text="x [F1]")))


def test_a_value_that_was_kept_as_json_is_the_same_value() -> None:
    third = citing(fact("F1", "use", "33.3 %", value=Decimal(1) / 3, unit="ratio"), text="x [F1]")
    kept = Document.model_validate_json(third.model_dump_json())
    shown = kept.evidence.facts[0].model_copy(update={"display": "33 %"})
    assert nothing_in(differences(third, kept.model_copy(update={"evidence": Evidence(facts=[shown])})))


def test_a_proposed_day_moves_with_the_calendar() -> None:
    days = [fact("F1", "plan_date", shown) for shown in ("18 November 2026", "25 November 2026")]
    found = differences(*(citing(one) for one in days))
    assert (found.facts, len(found.day_counts)) == ([], 1)


def test_a_sentence_that_only_counts_days_is_the_same_sentence() -> None:
    before, after = (f"It renews in {days}. Usage fell." for days in ("80 days", "73 days"))
    assert nothing_in(differences(small(("fact", before)), small(("fact", after))))


def test_money_in_two_currencies_is_two_facts_but_a_count_is_one_whatever_it_counts() -> None:
    dollars, euros = fact("F1", "arr", "$10", unit="USD"), fact("F1", "arr", "€10", unit="EUR")
    assert told(differences(citing(dollars), citing(euros)).facts) == [("appeared", None, "€10"), ("gone", "$10", None)]
    users, people = fact("F1", "use", "10 users", unit="users"), fact("F1", "use", "9 people", unit="people")
    assert told(differences(citing(users), citing(people)).facts) == [("changed", "10 users", "9 people")]


def test_facts_of_two_accounts_are_not_held_against_each_other() -> None:
    found = differences(citing(fact("F1", "arr", "$10")), citing(fact("F1", "arr", "$10", account_id="A-2")))
    assert told(found.facts) == [("appeared", None, "$10"), ("gone", "$10", None)]


def test_a_fact_that_neither_document_cites_is_not_told() -> None:
    before, after = (citing(fact("F1", "arr", shown), text="Nothing is cited.") for shown in ("$10", "$20"))
    assert nothing_in(differences(before, after))


def test_a_fact_that_one_document_cites_is_held_against_what_the_other_knew() -> None:
    score, fallen = fact("F1", "health_score", "70"), fact("F4", "health_score", "61", LATER)
    (change,) = differences(citing(score, text="All is well."), citing(fallen, text="All is well. [F4]")).facts
    assert told([change]) == [("changed", "70", "61")]


def test_of_a_fact_that_was_gathered_twice_the_cited_one_counts() -> None:
    twice = [fact(handle, "health_score", "61") for handle in ("F1", "F2", "F3")]
    evidence = Evidence(facts=twice)
    before = citing(text="It is 61 [F2].").model_copy(update={"evidence": evidence})
    assert told(differences(before, citing(text="It is 61.")).facts) == [("gone", "61", None)]


def test_of_a_fact_on_several_days_the_latest_is_compared() -> None:
    now, then = fact("F1", "health_score", "61"), fact("F2", "health_score", "70", AS_OF - timedelta(days=30), row="2")
    later = fact("F1", "health_score", "58", LATER, row="3")
    for before in (citing(now, then), citing(then, now)):
        assert told(differences(before, citing(now, later)).facts) == [("changed", "61", "58")]


def test_people_of_one_role_are_told_apart_by_their_rows() -> None:
    ines, marie = fact("F1", "champion", "Ines Okafor", row="C-1"), fact("F2", "champion", "Marie Lenoir", row="C-2")
    left = fact("F3", "champion", "Ines Okafor, left on 3 June 2026", row="C-1")
    assert told(differences(citing(ines, marie), citing(marie, left)).facts) == [
        ("changed", "Ines Okafor", "Ines Okafor, left on 3 June 2026")
    ]
    assert told(differences(citing(ines, marie), citing(marie)).facts) == [("gone", "Ines Okafor", None)]
    assert told(differences(citing(ines), citing(marie)).facts) == [("changed", "Ines Okafor", "Marie Lenoir")]


def test_what_only_counts_days_stands_apart() -> None:
    renewal = [fact("F1", "days_to_renewal", f"{days} days", unit="days") for days in (74, 67)]
    ticket = [fact("F2", "ticket", f"T-1, open for {days}") for days in ("1 day", "8 days")]
    found = differences(citing(renewal[0], ticket[0]), citing(renewal[1], ticket[1]))
    assert told(found.day_counts) == [
        ("changed", "74 days", "67 days"),
        ("changed", "T-1, open for 1 day", "T-1, open for 8 days"),
    ]
    assert found.facts == []


def test_days_that_were_measured_are_a_fact_as_any_other() -> None:
    before, after = (
        citing(fact("F1", "time_to_first_value_days", f"{days} days", unit="days", value=days)) for days in (38, 45)
    )
    found = differences(before, after)
    assert told(found.facts) == [("changed", "38 days", "45 days")]
    assert found.day_counts == []


# Sections


def test_sections_are_added_removed_or_changed_with_their_sentences() -> None:
    old = [section("kept", "Kept", ("fact", "Same.")), section("gone", "Gone", ("fact", "It was. It went."))]
    new = [section("kept", "Kept", ("fact", "Same. More of it.")), section("new", "New", ("plan", "- Do it."))]
    found = differences(BRIEF.model_copy(update={"sections": old}), BRIEF.model_copy(update={"sections": new})).sections
    assert [(one.key, one.change, texts(one.removed), texts(one.added)) for one in found] == [
        ("kept", "changed", [], ["More of it."]),
        ("new", "added", [], ["Do it."]),
        ("gone", "removed", ["It was.", "It went."], []),
    ]
    assert [(one.before, one.after) for one in found] == [("Kept", "Kept"), (None, "New"), ("Gone", None)]


def test_a_section_that_was_only_renamed_has_changed() -> None:
    before = small(("fact", "Same."))
    renamed = before.model_copy(update={"sections": [before.sections[0].model_copy(update={"title": "Other"})]})
    (found,) = differences(before, renamed).sections
    assert (found.change, found.before, found.after) == ("changed", "Only section", "Other")
    assert (found.removed, found.added) == ([], [])


def test_handles_and_line_breaks_make_no_difference() -> None:
    before = "Health is 61 [F3]; usage fell [F4 P12]. It renews soon.\n\n> “We cannot defend this.” [P3]"
    after = "Health is 61 [F1]; usage fell [F2 P7].  It renews soon. [F9]\n> “We cannot\n> defend this.” [P8]"
    assert nothing_in(differences(small(("fact", before)), small(("fact", after))))


def test_a_row_of_a_table_and_a_quotation_are_told_whole() -> None:
    before = "| who | role |\n|---|---|\n| Ines | champion [F1] |\n\n> “It works.” [P1]"
    after = "| who | role |\n|---|---|\n| Marie | champion [F1] |\n\n> “It failed.”\n> Daniel Reuss [P1]"
    assert only_section(before, after) == (
        ["| Ines | champion |", "“It works.”"],
        ["| Marie | champion |", "“It failed.” Daniel Reuss"],
    )


def test_a_sentence_that_moved_is_removed_here_and_added_there() -> None:
    assert only_section("One. Two. Three.", "Two. Three. One.") == (["One."], ["One."])


def test_lines_that_repeat_a_hundred_times_are_no_difference_because_of_that() -> None:
    rows = "| none | none |\n" * 300
    assert only_section(f"One.\n{rows}", f"Two.\n{rows}") == (["One."], ["Two."])


def test_sentences_in_another_order_are_told_the_same_both_ways_round() -> None:
    tide, diet = "T. I. D. E.", "D. I. E. T."
    assert only_section(tide, diet) == only_section(diet, tide)[::-1]


def test_a_sentence_that_came_to_stand_on_something_else_is_told() -> None:
    (found,) = differences(small(("inferred", "Usage fell.")), small(("fact", "Usage fell."))).sections
    assert [(one.basis, one.text) for one in (*found.removed, *found.added)] == [
        ("inferred", "Usage fell."),
        ("fact", "Usage fell."),
    ]


# The whole


def test_stale_sources_and_sentences_left_out_are_counted() -> None:
    left_out = [LeftOut(section="risks", text="They saved a million.", reason="It is not in the cited facts.")]
    found = differences(small(stale=["P1", "F6"]), small(left_out=left_out, version=4, as_of=LATER))
    assert (found.before.stale, found.before.left_out) == (2, 0)
    assert (found.after.stale, found.after.left_out) == (0, 1)
    assert (found.before.version, found.after.version, found.after.as_of) == (3, 4, LATER)


@pytest.mark.parametrize("changes", [{"kind": "success-plan"}, {"account_id": "A-2"}, {"account_id": None}])
def test_documents_of_different_kinds_or_accounts_are_not_compared(changes: dict[str, str | None]) -> None:
    with pytest.raises(InvalidInput, match="different kinds or about different accounts"):
        differences(BRIEF, BRIEF.model_copy(update=changes))


def test_a_version_for_the_customer_can_be_held_against_the_internal_one() -> None:
    assert nothing_in(differences(BRIEF, BRIEF.model_copy(update={"audience": "customer"})))


def test_differences_pass_through_json_and_so_may_the_documents() -> None:
    before, after = small(("fact", "It is $186,000 [F1].")), small(("fact", "It was $186,000 [F1 F2]."))
    found = differences(before, after)
    assert Differences.model_validate_json(found.model_dump_json()) == found
    assert nothing_in(differences(before, Document.model_validate_json(before.model_dump_json())))


DAYS = st.sampled_from([AS_OF, LATER])
FACTS = st.builds(
    fact,
    st.sampled_from([f"F{number}" for number in range(1, 6)]),
    st.sampled_from(["arr", "champion", "ticket", "days_to_renewal"]),
    st.sampled_from(["10", "20", "open for 3 days", "open for 10 days"]),
    DAYS,
    st.sampled_from(["1", "2"]),
    unit=st.sampled_from(["", "days", "USD", "EUR"]),
    account_id=st.sampled_from(["A-1", "A-2", None]),
)
SENTENCES = [
    "Usage fell [F1].",
    "It is 61 [F2]. ",
    "- Meet them. [F3 P1]\n",
    "> “Well.” [P1]\n",
    "| a | [F4] |\n",
    "No",
]
PARTS = st.tuples(st.sampled_from(list(BASIS_LABELS)), st.lists(st.sampled_from(SENTENCES), max_size=8).map(" ".join))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document of the brief's kind and account with a few of a few sections, sentences and facts."""
    keys = draw(st.lists(st.sampled_from(["summary", "risks", "plan"]), unique=True))
    parts: st.SearchStrategy[list[tuple[Basis, str]]] = st.lists(PARTS, max_size=3)
    return BRIEF.model_copy(
        update={
            "sections": [section(key, key, *draw(parts)) for key in keys],
            "evidence": Evidence(facts=draw(st.lists(FACTS, max_size=5, unique_by=lambda one: one.id))),
            "stale": draw(st.lists(st.just("P1"), max_size=2)),
            "as_of": draw(DAYS),
        }
    )


OPPOSITES = {"appeared": "gone", "gone": "appeared", "added": "removed", "removed": "added", "changed": "changed"}


def mirrored(change: FactChange | SectionChange) -> dict[str, Any]:
    """A change as it is told the other way round."""
    said = change.model_dump()
    said |= {"change": OPPOSITES[change.change], "before": said["after"], "after": said["before"]}
    return said | ({"removed": said["added"], "added": said["removed"]} if "added" in said else {})


@given(documents())
def test_a_document_differs_from_itself_in_nothing(document: Document) -> None:
    assert nothing_in(differences(document, document))


@given(documents(), documents())
def test_differences_the_other_way_round_are_the_same_mirrored(one: Document, other: Document) -> None:
    there, back = differences(one, other), differences(other, one)
    assert (there.before, there.after) == (back.after, back.before)
    for name in ("facts", "day_counts", "sections"):
        expected = [mirrored(change) for change in getattr(back, name)]
        assert sorted(map(repr, expected)) == sorted(repr(change.model_dump()) for change in getattr(there, name))


@given(documents(), st.integers(1, 1000))
def test_other_handles_for_the_same_facts_make_no_difference(document: Document, more: int) -> None:
    facts = [one.model_copy(update={"id": f"F{int(one.id[1:]) + more}"}) for one in document.evidence.facts]
    sections = [
        one.model_copy(update={"parts": [part.model_copy(update={"text": renumber(part.text, more)})]})
        for one in document.sections
        for part in one.parts[:1]
    ]
    first_parts = [one.model_copy(update={"parts": one.parts[:1]}) for one in document.sections if one.parts]
    before = document.model_copy(update={"sections": first_parts})
    after = document.model_copy(update={"sections": sections, "evidence": Evidence(facts=facts)})
    assert nothing_in(differences(before, after))


def renumber(text: str, more: int) -> str:
    return re.sub(r"F(\d+)", lambda match: f"F{int(match[1]) + more}", text)


def test_in_the_demo_figures_change_in_three_weeks_and_counts_of_days_apart(demo_copilot: Copilot) -> None:
    days = date(2026, 11, 1), date(2026, 11, 21)
    account = demo_copilot.accounts.names(EVERYTHING)[0]

    def everything(day: date) -> Document:
        snapshot = demo_copilot.accounts.snapshot(account.account_id, EVERYTHING, day)
        tickets = [ticket_fact(one, account.name, day) for one in snapshot.tickets]
        people = [person_fact(account, one, day) for one in snapshot.contacts]
        facts = [*measure(snapshot)[0], *people, *tickets]
        return citing(*(one.model_copy(update={"id": f"F{at}"}) for at, one in enumerate(facts, start=1)))

    found = differences(*map(everything, days))
    assert {"days_to_renewal", "ticket"} <= {one.name for one in found.day_counts}
    assert {"health_score", "last_contact_date"} <= {one.name for one in found.facts}
    assert "next_renewal_date" not in {one.name for one in found.facts}
    assert {one.before.as_of for one in found.facts if one.before} == {days[0]}
    assert {one.after.as_of for one in found.facts if one.after} == {days[1]}
