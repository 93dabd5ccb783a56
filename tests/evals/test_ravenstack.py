from collections import defaultdict
from pathlib import Path

import pytest

from copilot.loading.book import import_book
from copilot.loading.findings import FaultyBook
from copilot.metrics.finding import Finding
from copilot.metrics.quality import count_by_rule, findings
from copilot.scope import EVERYTHING
from copilot.store.accounts import AccountStore
from copilot.store.database import Database
from evals.ravenstack import LAST_DAY, make_book

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


def test_its_contradictions_come_out_as_findings_on_the_accounts(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    database.upgrade()
    make_book(SOURCE, tmp_path / "book")
    import_book(tmp_path / "book", database, keep_good=True)
    snapshots = AccountStore(database, "USD").snapshots(EVERYTHING, LAST_DAY)
    database.close()
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for snapshot in snapshots:
        for one in findings(snapshot):
            found[one.account_id].append(one)
    counts = {rule: count for _, rule, count in count_by_rule(one for many in found.values() for one in many)}
    # By hand from the source: 277 accounts with churn events and no churn flag, 35 the other way round.
    assert counts["churn_flags_disagree"] == 277 + 35
    # By a query of its own: every account has a feature's use dated before its first contract.
    assert counts["usage_before_contract"] == 500
    titles = [one.title for one in found["A-533452"]]
    assert "Used on 12 February 2023, 648 days before the first contract began on 21 November 2024" in titles
    early = (
        "3 tickets were opened before Company_279 became a customer on 12 November 2024, the first on 27 September 2023"
    )
    assert early in titles
    assert any("churn_flag” says false, yet “churn_events” says 4" in title for title in titles)
