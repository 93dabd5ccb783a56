"""What is told of a book does not hang on the order of its rows, nor on how many imports brought them."""

import csv
from datetime import date
from pathlib import Path
from random import Random

import pytest

from copilot.loading.book import import_book
from copilot.metrics.account import measure
from copilot.metrics.quality import findings
from copilot.metrics.signals import signals
from copilot.portfolio import PortfolioOverview, portfolio
from copilot.scope import EVERYTHING
from copilot.sources.demo import write_demo_book
from copilot.store.accounts import AccountStore
from copilot.store.database import Database

AS_OF = date(2026, 11, 21)


def _told(folder: Path, *books: Path) -> tuple[list[object], PortfolioOverview]:
    """Import books one after the other, and return everything that the copilot tells of them."""
    database = Database(f"sqlite:///{folder / 'accounts.sqlite'}")
    database.upgrade()
    for book in books:
        import_book(book, database)
    accounts = AccountStore(database, "USD")
    snapshots = accounts.snapshots(EVERYTHING, AS_OF)
    told = [(measure(one), signals(one), findings(one)) for one in snapshots]
    whole = portfolio(accounts, EVERYTHING, AS_OF, by="segment")
    database.close()
    return list(told), whole


def _shuffle(book: Path, halves: list[Path], random: Random) -> None:
    """Deal the rows of a book out in any order; every part needs the accounts."""
    for file in book.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            header, *rows = list(csv.reader(opened))
        random.shuffle(rows)
        for number, half in enumerate(halves):
            dealt = rows if file.name == "accounts.csv" else rows[number :: len(halves)]
            with (half / file.name).open("w", encoding="utf-8", newline="") as written:
                csv.writer(written).writerows([header, *dealt])


@pytest.fixture(scope="module")
def plain_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of five accounts of the demo book, with the usage of the last months alone."""
    folder, whole = tmp_path_factory.mktemp("plain"), tmp_path_factory.mktemp("whole") / "book"
    write_demo_book(whole, as_of=AS_OF, accounts=5)
    for file in whole.glob("*.csv"):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        if file.name in ("usage.csv", "features.csv"):
            lines = lines[:1] + [line for line in lines[1:] if line.split(",")[1] >= "2026-05"]
        (folder / file.name).write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("parts", [1, 2])
def test_neither_row_order_nor_an_import_in_halves_changes_what_is_told(
    plain_book: Path, tmp_path: Path, parts: int, seed: int
) -> None:
    folders = [tmp_path / part for part in ("once", "again", *map(str, range(parts)))]
    for folder in folders:
        folder.mkdir()
    _shuffle(plain_book, folders[2:], Random(seed))
    assert _told(folders[1], *folders[2:]) == _told(folders[0], plain_book)
