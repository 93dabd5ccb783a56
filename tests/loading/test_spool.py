import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from copilot.errors import Unavailable
from copilot.loading.spool import Batch, Spool


def test_batches_come_back_as_they_were_put_in() -> None:
    batches: list[tuple[str, Batch]] = [
        ("usage", [{"date": date(2026, 3, 1), "arr": Decimal("1.50")}, {"a": None}]),
        ("notes", [{"text": "x"}]),
    ]
    with Spool() as spool:
        for table, rows in batches:
            spool.add(table, rows)
        assert spool.rows == 3
        assert list(spool.batches()) == batches
        assert list(spool.batches()) == batches


def test_an_empty_spool_has_no_batches() -> None:
    with Spool() as spool:
        assert list(spool.batches()) == []


def test_no_folder_for_temporary_files_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(Unavailable, match="folder for temporary files"):
        Spool()
