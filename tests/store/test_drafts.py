"""Drafts are kept once, version by version, and seen by those who may see their account, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from copilot.errors import NotFound
from copilot.scope import EVERYTHING, Scope
from copilot.store.database import Database
from copilot.store.drafts import Draft, DraftStore

MORNING = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
ONE_ACCOUNT, NO_ACCOUNT = Scope("ada", frozenset({"A-1"})), Scope("kim", frozenset())


def draft(document_id: str = "D-1", version: int = 1, **columns: Any) -> Draft:
    """A renewal brief of account A-1, one that was made a minute later for each version."""
    known = {
        "document_id": document_id,
        "version": version,
        "account_id": "A-1",
        "kind": "renewal-brief",
        "audience": "internal",
        "as_of": date(2026, 7, 1),
        "title": "Renewal of Tamarack Foods",
        "created_at": MORNING + timedelta(minutes=version),
        "body": {"document_id": document_id, "version": version, "sections": [{"key": "summary", "parts": ["Zürich"]}]},
    }
    return Draft.model_validate(known | columns)


def names(found: list[Draft]) -> list[tuple[str, int]]:
    return [(one.document_id, one.version) for one in found]


@pytest.fixture
def store(database: Database) -> DraftStore:
    """No draft yet."""
    return DraftStore(database)


@pytest.fixture
def another_store(database_url: str, store: DraftStore) -> Iterator[DraftStore]:
    """The same drafts, as another process reaches them."""
    database = Database(database_url)
    yield DraftStore(database)
    database.close()


def test_a_draft_comes_back_as_it_was_kept(store: DraftStore) -> None:
    approved = draft(approved_at=MORNING, approved_by="Priscilla Dunmore")
    assert store.keep(approved)
    assert store.get("D-1", EVERYTHING) == approved


def test_a_version_that_is_there_is_not_written_again(store: DraftStore) -> None:
    assert store.keep(draft(title="First"))
    assert not store.keep(draft(title="Second"))
    assert [one.title for one in store.versions("D-1", EVERYTHING)] == ["First"]


def test_of_many_who_keep_a_version_at_once_one_does(store: DraftStore, another_store: DraftStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = [store, another_store] * 4
        kept = list(pool.map(lambda at: stores[at].keep(draft(title=f"By {at}")), range(8)))
    assert sum(kept) == 1
    assert store.get("D-1", EVERYTHING).title == f"By {kept.index(True)}"


def test_a_moment_is_the_same_in_whatever_zone_it_was_told(store: DraftStore) -> None:
    in_auckland = MORNING.astimezone(timezone(timedelta(hours=12)))
    store.keep(draft(created_at=in_auckland))
    assert store.get("D-1", EVERYTHING).created_at.isoformat() == MORNING.isoformat()


def test_an_approval_is_written_over_the_same_version(store: DraftStore) -> None:
    for version in (1, 2):
        store.keep(draft(version=version))
    approved = draft(approved_at=MORNING, approved_by="Priscilla Dunmore", body={"approval": {"by": "Priscilla"}})
    store.replace(approved)
    assert store.versions("D-1", EVERYTHING) == [approved, draft(version=2)]


def test_only_what_was_kept_can_be_replaced(store: DraftStore) -> None:
    store.keep(draft())
    with pytest.raises(NotFound, match="no version 2 of document 'D-1'"):
        store.replace(draft(version=2))
    assert names(store.versions("D-1", EVERYTHING)) == [("D-1", 1)]


def test_the_newest_version_is_the_one_to_get_and_an_older_one_by_its_number(store: DraftStore) -> None:
    for version in (2, 10, 1):
        store.keep(draft(version=version))
    assert store.get("D-1", EVERYTHING).version == 10
    assert store.get("D-1", EVERYTHING, version=2).version == 2
    assert names(store.versions("D-1", EVERYTHING)) == [("D-1", 1), ("D-1", 2), ("D-1", 10)]


def test_what_one_may_not_see_looks_like_what_is_not_there(store: DraftStore) -> None:
    store.keep(draft("D-1", account_id="A-2"))
    said = set()
    for asked in ("D-1", "D-9"):
        with pytest.raises(NotFound) as got:
            store.get(asked, ONE_ACCOUNT)
        with pytest.raises(NotFound) as numbered:
            store.get(asked, ONE_ACCOUNT, version=1)
        with pytest.raises(NotFound) as listed:
            store.versions(asked, ONE_ACCOUNT)
        said.add(tuple(str(error.value).replace(asked, "…") for error in (got, numbered, listed)))
        assert got.value.hint
    assert len(said) == 1
    assert store.listed(ONE_ACCOUNT) == []
    assert store.latest("renewal-brief", "A-2", "internal", ONE_ACCOUNT) is None


@pytest.mark.parametrize(("scope", "seen"), [(EVERYTHING, True), (ONE_ACCOUNT, False), (NO_ACCOUNT, False)])
def test_a_draft_of_no_account_is_for_those_who_see_every_account(store: DraftStore, scope: Scope, seen: bool) -> None:
    review = draft(account_id=None, kind="portfolio-review")
    store.keep(review)
    assert names(store.listed(scope)) == ([("D-1", 1)] if seen else [])
    assert store.latest("portfolio-review", None, "internal", scope) == (review if seen else None)
    if not seen:
        with pytest.raises(NotFound):
            store.get("D-1", scope)


def test_a_list_has_the_newest_version_of_each_the_latest_first_and_no_bodies(store: DraftStore) -> None:
    for one in (draft("D-1"), draft("D-2"), draft("D-1", 2), draft("D-3", created_at=MORNING)):
        store.keep(one)
    assert store.listed(EVERYTHING) == [
        draft("D-1", 2, body={}),
        draft("D-2", body={}),
        draft("D-3", body={}, created_at=MORNING),
    ]


def test_a_list_can_be_of_one_account_or_kind(store: DraftStore) -> None:
    for one in (draft("D-1"), draft("D-2", account_id="A-2"), draft("D-3", kind="success-plan")):
        store.keep(one)
    assert names(store.listed(EVERYTHING, account_id="A-2")) == [("D-2", 1)]
    assert names(store.listed(EVERYTHING, kind="success-plan")) == [("D-3", 1)]
    assert names(store.listed(ONE_ACCOUNT, kind="renewal-brief")) == [("D-1", 1)]


def test_pages_hold_every_document_once_even_those_of_one_moment(store: DraftStore) -> None:
    for number in (3, 0, 5, 2, 6, 1, 4):
        store.keep(draft(f"D-{number}", created_at=MORNING + timedelta(seconds=number // 3)))
    found: list[Draft] = []
    while page := store.listed(
        EVERYTHING, limit=2, before=(found[-1].created_at, found[-1].document_id) if found else None
    ):
        found += page
    assert names(found) == names(store.listed(EVERYTHING))
    assert len({one.document_id for one in found}) == len(found) == 7


def test_the_latest_is_of_the_last_day_before_the_one_that_is_given(store: DraftStore) -> None:
    days = {"D-1": date(2026, 4, 1), "D-2": date(2026, 6, 1), "D-3": date(2026, 7, 1)}
    for document_id, day in days.items():
        store.keep(draft(document_id, as_of=day))
    store.keep(draft("D-2", 2, as_of=days["D-2"]))

    def latest(before: date | None) -> tuple[str, int] | None:
        found = store.latest("renewal-brief", "A-1", "internal", ONE_ACCOUNT, before)
        return (found.document_id, found.version) if found else None

    assert latest(None) == ("D-3", 1)
    assert latest(days["D-3"]) == ("D-2", 2)
    assert latest(days["D-2"]) == ("D-1", 1)
    assert latest(days["D-1"]) is None


def test_the_latest_is_of_the_same_kind_account_and_audience(store: DraftStore) -> None:
    mine = draft("D-1")
    others = [draft("D-2", kind="success-plan"), draft("D-3", account_id="A-2"), draft("D-4", audience="customer")]
    for one in (mine, *others):
        store.keep(one)
    assert store.latest("renewal-brief", "A-1", "internal", EVERYTHING) == mine
