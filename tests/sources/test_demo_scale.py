import csv
from datetime import date
from pathlib import Path

import pytest

from copilot.loading.book import import_book
from copilot.sources.demo import write_demo_book
from copilot.store.database import Database

AS_OF = date(2026, 11, 21)
MANY = 130


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scale")
    write_demo_book(folder / "short", as_of=AS_OF)
    write_demo_book(folder / "long", as_of=AS_OF, accounts=MANY)
    return folder


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_long_form_begins_with_the_short_one(written: Path) -> None:
    for table in sorted((written / "short").glob("*.csv")):
        assert (written / "long" / table.name).read_text().startswith(table.read_text()), table.name


def test_it_has_as_many_accounts_as_asked_for_each_under_its_own_name(written: Path) -> None:
    accounts = rows(written / "long", "accounts")
    assert len(accounts) == MANY
    assert len({account["account_id"] for account in accounts}) == MANY
    assert len({account["name"] for account in accounts}) == MANY
    assert {account["segment"] for account in accounts} == {"enterprise", "mid_market", "smb"}


def test_the_long_form_imports_without_a_fault(written: Path, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    database.upgrade()
    summary = import_book(written / "long", database)
    database.close()
    assert (summary.rejected, summary.warnings) == (0, ())
    assert summary.tables["accounts"].inserted == MANY


def test_a_copy_has_its_own_size_people_and_texts_of_no_other_account(written: Path) -> None:
    long = written / "long"
    copied = [account["account_id"] for account in rows(long, "accounts")][-1]
    people = {row["name"] for row in rows(long, "contacts") if row["account_id"] == copied}
    assert people
    assert not people & {row["name"] for row in rows(written / "short", "contacts")}
    assert {row["author"] for row in rows(long, "feedback") if row["account_id"] == copied} <= people
    assert all("/" not in row["source_id"] for row in rows(long, "feedback") if row["account_id"] == copied)


def test_a_copy_is_used_until_yesterday_as_its_original_is(written: Path) -> None:
    last = {row["account_id"]: row["date"] for row in rows(written / "long", "usage")}
    accounts = [account["account_id"] for account in rows(written / "long", "accounts")]
    stories = len(rows(written / "short", "accounts"))
    for original, copied in zip(accounts, accounts[stories : 2 * stories], strict=False):
        assert (last[copied] == "2026-11-20") == (last[original] == "2026-11-20"), copied


def test_fewer_accounts_than_there_are_can_be_had_too(tmp_path: Path) -> None:
    write_demo_book(tmp_path, as_of=AS_OF, accounts=3)
    assert [row["account_id"] for row in rows(tmp_path, "accounts")] == ["A-1001", "A-1002", "A-1003"]
    assert len(list((tmp_path / "notes").iterdir())) == 3


def test_notes_of_a_larger_demo_book_do_not_outlive_it(tmp_path: Path) -> None:
    write_demo_book(tmp_path, as_of=AS_OF, accounts=3)
    write_demo_book(tmp_path, as_of=AS_OF, accounts=1)
    assert {path.parent.name for path in (tmp_path / "notes").rglob("*.md")} == {"halden-logistics"}
