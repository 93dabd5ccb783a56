"""The life of a document on the demo book: kept, edited, approved, drafted again, compared."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from copilot.documents.desk import Desk
from copilot.documents.document import Document
from copilot.documents.editing import Edit
from copilot.documents.order import Options, Order
from copilot.documents.proofreading import NOT_VERIFIED
from copilot.errors import Conflict, InvalidInput, NotFound
from copilot.scope import EVERYTHING, Scope
from copilot.settings import Settings, today
from copilot.wiring import Copilot, open_copilot

HALDEN = "A-1001"


@pytest.fixture(scope="module")
def copilot(copy_of_demo_data: Callable[[], Path]) -> Iterator[Copilot]:
    with open_copilot(Settings(data_dir=copy_of_demo_data(), model="built-in")) as copilot:
        yield copilot


@pytest.fixture(scope="module")
def desk(copilot: Copilot) -> Desk:
    return copilot.desk


@pytest.fixture
def brief(desk: Desk) -> Document:
    return desk.draft(Order(kind="renewal-brief", account_id=HALDEN, as_of=today()), EVERYTHING)


def part_of(document: Document, section: str, part: int) -> str:
    return next(one for one in document.sections if one.key == section).parts[part].text


def test_a_draft_is_kept_as_it_was_drafted(desk: Desk, brief: Document) -> None:
    assert desk.get(brief.document_id, EVERYTHING).model_dump_json() == brief.model_dump_json()
    assert [one.document_id for one in desk.listed(EVERYTHING, HALDEN, limit=1)] == [brief.document_id]


def test_whoever_may_not_see_the_account_sees_no_document_of_it(desk: Desk, brief: Document) -> None:
    kim = Scope("kim", frozenset({"A-1002"}))
    for look in (desk.get, desk.versions, desk.compare):
        with pytest.raises(NotFound):
            look(brief.document_id, kim)
    with pytest.raises(NotFound):
        desk.draft(Order(kind="renewal-brief", account_id=HALDEN, as_of=today()), kim)
    assert desk.listed(kim) == []


def test_a_draft_with_an_id_is_drafted_once(desk: Desk) -> None:
    order = Order(kind="renewal-brief", account_id=HALDEN, as_of=today())
    first = desk.draft(order, EVERYTHING, "0d7f7a6e-0000-4000-8000-000000000001")
    assert desk.draft(order, EVERYTHING, first.document_id).model_dump_json() == first.model_dump_json()
    assert len(desk.versions(first.document_id, EVERYTHING)) == 1


def test_an_edit_makes_a_version_in_which_the_rest_is_as_before(desk: Desk, brief: Document) -> None:
    later = desk.edit(
        brief.document_id, [Edit(section="risks", basis="plan", text="Ask for Lowell's paper.")], EVERYTHING
    )
    assert (later.version, later.document_id) == (2, brief.document_id)
    assert part_of(later, "risks", -1) == "Ask for Lowell's paper."
    assert later.sections[0] == brief.sections[0]
    assert [one.version for one in desk.versions(brief.document_id, EVERYTHING)] == [1, 2]
    assert desk.get(brief.document_id, EVERYTHING, 1).sections == brief.sections


def test_a_persons_figure_is_held_against_the_account_and_marked_where_it_is_wrong(desk: Desk, brief: Document) -> None:
    text = "They have 600 seats. They pay $999,000 a year."
    later = desk.edit(brief.document_id, [Edit(section="contract", part=0, text=text)], EVERYTHING)
    written = next(one for one in later.sections if one.key == "contract").parts[0]
    assert [claim.state for claim in written.claims] == ["grounded", "unverified"]
    assert "$999,000" in written.claims[1].reason
    assert written.text.endswith(NOT_VERIFIED)


def test_what_a_person_wrote_stays_when_the_document_is_drafted_again(desk: Desk, brief: Document) -> None:
    edits = [Edit(section="summary", part=0, text="**Recommendation: talk to Gerald first.**")]
    desk.edit(brief.document_id, edits, EVERYTHING)
    again = desk.draft_again(brief.document_id, EVERYTHING)
    assert again.version == 3
    assert part_of(again, "summary", 0) == "**Recommendation: talk to Gerald first.**"
    assert [one.text for one in again.sections[1].parts] == [one.text for one in brief.sections[1].parts]


def test_one_section_is_drafted_again_and_the_others_are_untouched(desk: Desk, brief: Document) -> None:
    again = desk.draft_again(brief.document_id, EVERYTHING, only=["people"])
    assert again.version == 2
    assert again.sections == brief.sections, "nothing has changed in the book, so each figure keeps its handle"
    with pytest.raises(InvalidInput, match="no section 'nope'"):
        desk.draft_again(brief.document_id, EVERYTHING, only=["nope"])
    with pytest.raises(InvalidInput, match="of one day"):
        desk.draft_again(brief.document_id, EVERYTHING, as_of=date(2026, 1, 1), only=["people"])


def test_an_approval_has_a_name_and_a_time_and_ends_with_the_next_edit(desk: Desk, brief: Document) -> None:
    approved = desk.approve(brief.document_id, "  Priscilla   Dunmore ", EVERYTHING)
    assert approved.approval is not None
    assert approved.approval.by == "Priscilla Dunmore"
    assert desk.get(brief.document_id, EVERYTHING).approval == approved.approval
    later = desk.edit(brief.document_id, [Edit(section="risks", basis="plan", text="Call Theo.")], EVERYTHING)
    assert later.approval is None
    with pytest.raises(InvalidInput, match="needs a name"):
        desk.approve(brief.document_id, "  ", EVERYTHING)


def test_who_read_an_outdated_version_neither_edits_nor_approves(desk: Desk, brief: Document) -> None:
    edit = [Edit(section="risks", basis="plan", text="Call Theo.")]
    desk.edit(brief.document_id, edit, EVERYTHING, version=1)
    with pytest.raises(Conflict, match="Version 1 is outdated"):
        desk.edit(brief.document_id, edit, EVERYTHING, version=1)
    with pytest.raises(Conflict, match="outdated"):
        desk.approve(brief.document_id, "Kim", EVERYTHING, version=1)


def test_a_customers_version_is_not_approved_with_what_nobody_could_check(desk: Desk) -> None:
    order = Order(kind="renewal-brief", account_id=HALDEN, as_of=today(), audience="customer")
    draft = desk.draft(order, EVERYTHING)
    desk.edit(draft.document_id, [Edit(section="value", basis="fact", text="You saved $999,000.")], EVERYTHING)
    with pytest.raises(Conflict, match=r"\$999,000"):
        desk.approve(draft.document_id, "Kim", EVERYTHING)
    with pytest.raises(InvalidInput, match="discount"):
        desk.edit(draft.document_id, [Edit(section="value", basis="plan", text="Offer a discount.")], EVERYTHING)


def test_two_days_are_compared_fact_by_fact(desk: Desk) -> None:
    order = Order(kind="renewal-brief", account_id=HALDEN, as_of=date.fromordinal(today().toordinal() - 60))
    earlier = desk.draft(order, EVERYTHING)
    later = desk.draft(order.model_copy(update={"as_of": today()}), EVERYTHING)
    found = desk.compare(later.document_id, EVERYTHING, to=earlier.document_id)
    assert (found.before.as_of, found.after.as_of) == (earlier.as_of, later.as_of)
    changed = {one.name: one for one in found.facts if one.change == "changed"}
    band = changed["health_band"]
    assert band.before is not None
    assert band.after is not None
    assert (band.before.display, band.after.display) == ("green", "red (the CSM's rating is red)")
    with pytest.raises(InvalidInput, match="no version before the first"):
        desk.compare(later.document_id, EVERYTHING)


def test_a_brief_compares_with_the_last_one_of_its_kind_unless_a_day_is_named(desk: Desk) -> None:
    account = "A-1004"
    first = desk.draft(Order(kind="renewal-brief", account_id=account, as_of=date(2026, 10, 1)), EVERYTHING)
    later = desk.draft(Order(kind="renewal-brief", account_id=account, as_of=today()), EVERYTHING)
    assert (first.since, later.since) == (None, date(2026, 10, 1))
    named = Order(kind="renewal-brief", account_id=account, as_of=today(), options=Options(since=date(2026, 9, 9)))
    assert desk.draft(named, EVERYTHING).since == date(2026, 9, 9)
