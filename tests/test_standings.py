"""Standings: computed for many as for one, kept, and forgotten as soon as they no longer hold."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import copilot.standings
from copilot.errors import Conflict
from copilot.loading.book import import_book
from copilot.metrics.standing import standing_of
from copilot.scope import EVERYTHING, Scope
from copilot.standards import Standards, default_standards
from copilot.standing import Standing
from copilot.standings import ranked, standings
from copilot.store.accounts import AccountStore
from copilot.store.database import Database
from copilot.store.standings import MOST_DAYS, StandingStore
from copilot.wiring import Copilot
from tests.small_book import FILES, write_small_book

JUNE = date(2026, 6, 28)


@pytest.fixture
def accounts(database: Database, tmp_path: Path) -> AccountStore:
    """The small book, imported."""
    import_book(write_small_book(tmp_path / "book"), database)
    return AccountStore(database, "USD")


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The accounts whose standing was computed, in their order."""
    asked: list[str] = []

    def note(snapshot: object) -> Standing:
        standing = standing_of(snapshot)  # type: ignore[arg-type]
        asked.append(standing.account_id)
        return standing

    monkeypatch.setattr(copilot.standings, "standing_of", note)
    return asked


def _import(database: Database, folder: Path, tables: dict[str, str], *, mirror: bool = False) -> None:
    folder.mkdir()
    for name, text in {"accounts": FILES["accounts.csv"], **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    import_book(folder, database, mirror=mirror)


def _rows(table: str, *changed: tuple[str, str]) -> str:
    text = FILES[f"{table}.csv"]
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    return text


def _plainly(found: list[Standing]) -> dict[str, Standing]:
    return {one.account_id: one._replace(risks=list(one.risks), growth=list(one.growth)) for one in found}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(back=st.integers(0, 700), data=st.data())
def test_many_accounts_at_once_stand_where_each_stands_by_itself(
    demo_copilot: Copilot, back: int, data: st.DataObject
) -> None:
    as_of, accounts = date(2026, 11, 21) - timedelta(days=back), demo_copilot.accounts
    ids = sorted(one.account_id for one in accounts.names(EVERYTHING))
    some = frozenset(data.draw(st.lists(st.sampled_from(ids), unique=True)))
    alone = [standing_of(accounts.snapshot(name, EVERYTHING, as_of)) for name in sorted(some)]
    assert _plainly(standings(accounts, Scope("kim", some), as_of)) == _plainly(alone)
    assert _plainly(standings(accounts, Scope("kim", some), as_of)) == _plainly(alone)


def test_a_standing_is_computed_once(accounts: AccountStore, computed: list[str]) -> None:
    first = standings(accounts, EVERYTHING, JUNE)
    assert sorted(computed) == ["A1", "A2"]
    assert _plainly(standings(accounts, EVERYTHING, JUNE)) == _plainly(first)
    assert len(computed) == 2
    marlow = _plainly(first)["A1"]
    assert (marlow.name, marlow.csm_email, marlow.health_band) == ("Marlow Freight", "kim@example.com", "red")
    assert list(marlow.risks) == [
        "usage_drop_28d",
        "low_utilisation_near_renewal",
        "urgent_ticket_aging",
        "renewal_without_plan",
    ]
    assert marlow.priority == 120_000 * (1 + 2 * 0.25 + 0.125) * 2


def test_an_import_forgets_the_standings_of_the_accounts_that_it_changes(
    accounts: AccountStore, computed: list[str], tmp_path: Path
) -> None:
    standings(accounts, EVERYTHING, JUNE)
    computed.clear()
    changed = _rows("tickets", ("2026-06-20,,urgent,open", "2026-06-20,2026-06-21,urgent,closed"))
    unchanged = "\n".join(line for line in changed.splitlines() if ",A2," not in line)
    _import(accounts.database, tmp_path / "closed", {"tickets": unchanged})
    found = _plainly(standings(accounts, EVERYTHING, JUNE))
    assert computed == ["A1"]
    assert "urgent_ticket_aging" not in found["A1"].risks


def test_an_import_of_what_is_there_forgets_nothing(
    accounts: AccountStore, computed: list[str], tmp_path: Path
) -> None:
    standings(accounts, EVERYTHING, JUNE)
    computed.clear()
    import_book(write_small_book(tmp_path / "again"), accounts.database)
    standings(accounts, EVERYTHING, JUNE)
    assert computed == []


def test_both_accounts_are_forgotten_when_a_row_goes_from_one_to_the_other(
    accounts: AccountStore, computed: list[str], tmp_path: Path
) -> None:
    standings(accounts, EVERYTHING, JUNE)
    computed.clear()
    header, first, *_ = FILES["contacts.csv"].splitlines()
    _import(accounts.database, tmp_path / "moved", {"contacts": f"{header}\n{first.replace(',A1,', ',A2,')}\n"})
    standings(accounts, EVERYTHING, JUNE)
    assert sorted(computed) == ["A1", "A2"]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("fx", "currency,rate,as_of\nEUR,1.1,2026-01-01\n"),
        ("features", "account_id,date,feature,active_users\nA1,2026-06-27,Search,4\n"),
    ],
)
def test_all_are_computed_again_when_what_they_have_in_common_changes(
    accounts: AccountStore, computed: list[str], tmp_path: Path, table: str, text: str
) -> None:
    standings(accounts, EVERYTHING, JUNE)
    computed.clear()
    _import(accounts.database, tmp_path / "common", {table: text})
    standings(accounts, EVERYTHING, JUNE)
    assert sorted(computed) == ["A1", "A2"]


def test_rows_that_have_gone_from_the_book_change_the_standings(
    accounts: AccountStore, computed: list[str], tmp_path: Path
) -> None:
    standings(accounts, EVERYTHING, JUNE)
    computed.clear()
    header, *lines = FILES["tickets.csv"].splitlines()
    _import(accounts.database, tmp_path / "fewer", {"tickets": "\n".join([header, *lines[1:]]) + "\n"}, mirror=True)
    found = _plainly(standings(accounts, EVERYTHING, JUNE))
    assert "urgent_ticket_aging" not in found["A1"].risks
    assert sorted(computed) == ["A1", "A2"]


def test_other_standards_find_none_of_the_standings(accounts: AccountStore, computed: list[str]) -> None:
    standings(accounts, EVERYTHING, JUNE)
    usual = default_standards()
    signals = usual.signals.model_copy(update={"urgent_ticket_days": 30})
    patient: Standards = usual.model_copy(update={"signals": signals})
    found = _plainly(standings(AccountStore(accounts.database, "USD", patient), EVERYTHING, JUNE))
    assert "urgent_ticket_aging" not in found["A1"].risks
    assert len(computed) == 4


def test_a_standing_computed_from_an_older_book_is_not_kept(accounts: AccountStore, tmp_path: Path) -> None:
    store = StandingStore(accounts.database)
    before = store.read(EVERYTHING, JUNE, "basis")
    assert (before.standings, sorted(before.missing)) == ([], ["A1", "A2"])
    _import(accounts.database, tmp_path / "later", {"tickets": _rows("tickets", ("Dark mode", "Dark theme"))})
    store.keep([Standing("A1", "Marlow Freight")], JUNE, "basis", before.revision)
    assert store.read(EVERYTHING, JUNE, "basis").standings == []
    now = store.read(EVERYTHING, JUNE, "basis").revision
    store.keep([Standing("A1", "Marlow Freight")], JUNE, "basis", now)
    assert [one.account_id for one in store.read(EVERYTHING, JUNE, "basis").standings] == ["A1"]


def test_who_may_not_see_an_account_does_not_see_its_standing(accounts: AccountStore) -> None:
    standings(accounts, EVERYTHING, JUNE)
    kim = Scope("kim", frozenset({"A2"}))
    assert [one.account_id for one in standings(accounts, kim, JUNE)] == ["A2"]
    assert ranked(accounts, kim, JUNE) == ["A2"]
    assert ranked(accounts, EVERYTHING, JUNE) == ["A1", "A2"]


def test_what_cannot_be_kept_is_answered_all_the_same(
    accounts: AccountStore, computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Conflict("Another import is writing.")

    monkeypatch.setattr(StandingStore, "keep", busy)
    assert len(standings(accounts, EVERYTHING, JUNE)) == 2
    assert len(standings(accounts, EVERYTHING, JUNE)) == 2
    assert len(computed) == 4


def test_only_so_many_days_are_kept(accounts: AccountStore, computed: list[str]) -> None:
    days = [JUNE - timedelta(days=back) for back in range(MOST_DAYS + 2)]
    for day in days:
        standings(accounts, EVERYTHING, day)
    computed.clear()
    for day in days[:1] + days[-1:]:
        standings(accounts, EVERYTHING, day)
    assert computed == []
    standings(accounts, EVERYTHING, days[-2])
    assert sorted(computed) == ["A1", "A2"]


def test_the_ranking_can_be_narrowed_to_a_csm_and_to_signals(accounts: AccountStore) -> None:
    assert ranked(accounts, EVERYTHING, JUNE, csm="KIM@example.com") == ["A1", "A2"]
    assert ranked(accounts, EVERYTHING, JUNE, csm="nobody@example.com") == []
    assert ranked(accounts, EVERYTHING, JUNE, signals=["urgent_ticket_aging"]) == ["A1"]
    assert ranked(accounts, EVERYTHING, JUNE, signals=["champion_gone"]) == []
    assert ranked(accounts, EVERYTHING, JUNE, growth=True) == []


def test_many_touched_accounts_are_forgotten_all_at_once(
    accounts: AccountStore, computed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copilot.store.standings.Forgetting._MOST", 0)
    standings(accounts, EVERYTHING, JUNE)
    computed.clear()
    _import(accounts.database, tmp_path / "one", {"tickets": _rows("tickets", ("Dark mode", "Dark theme"))})
    standings(accounts, EVERYTHING, JUNE)
    assert sorted(computed) == ["A1", "A2"]
