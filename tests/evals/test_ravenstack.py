from pathlib import Path

import pytest

from copilot.loading.book import import_book
from copilot.loading.findings import FaultyBook
from copilot.store.database import Database
from evals.ravenstack import make_book

SOURCE = Path(__file__).parents[3] / "shared" / "data" / "accounts" / "ravenstack"

pytestmark = pytest.mark.skipif(not SOURCE.is_dir(), reason="the RavenStack tables are not here")


def test_every_row_is_imported_or_rejected_with_a_reason(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    database.upgrade()
    rows = make_book(SOURCE, tmp_path / "book")
    with pytest.raises(FaultyBook, match="has 510 faults"):
        import_book(tmp_path / "book", database)
    summary = import_book(tmp_path / "book", database, keep_good=True)
    database.close()
    assert sum(counts.inserted for counts in summary.tables.values()) + summary.rejected == sum(rows.values())
    rejected = {path.name: len(path.read_text().splitlines()) - 1 for path in (tmp_path / "rejected").iterdir()}
    assert rejected == {"features.csv": 19, "tickets.csv": 491}
