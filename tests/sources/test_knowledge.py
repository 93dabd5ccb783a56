from datetime import date
from pathlib import Path

import pytest

from copilot.sources.knowledge import Knowledge, read_knowledge
from copilot.sources.texts import MAX_BYTES, Unreadable


def _read(folder: Path, text: str) -> Knowledge:
    path = folder / "champion-loss.md"
    path.write_bytes(text.encode())
    return read_knowledge(path)


def test_a_header_names_title_kind_segment_stage_owner_and_date(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Champion loss\nkind: Checklist\nsegment: Mid-Market\nstage: renewal\n"
        "owner: Ana\nupdated: 2026-02-01\n---\n# Other\n"
    )
    assert _read(tmp_path, text) == Knowledge(
        text=text,
        title="Champion loss",
        kind="checklist",
        segment="mid_market",
        stage="renewal",
        owner="Ana",
        updated=date(2026, 2, 1),
        warnings=(),
    )


def test_without_a_header_the_first_heading_is_the_title(tmp_path: Path) -> None:
    found = _read(tmp_path, "Intro\n\n# Losing a champion #\n\n## Steps\n")
    assert (found.title, found.kind, found.updated, found.warnings) == ("Losing a champion", "playbook", None, ())


def test_without_a_heading_the_file_name_is_the_title(tmp_path: Path) -> None:
    assert _read(tmp_path, "Just text.").title == "champion-loss"


@pytest.mark.parametrize(
    "header",
    [
        '+++\ntitle = "Plays"\ndate = 2026-02-01T10:00:00Z\n[params]\nx = 1\n+++\n',
        "---\ntitle: Plays\nlastmod: 2026-02-01\ndraft: false\nmenu:\n  main:\n    weight: 3\n---\n",
        "---\nid: plays\ntitle: Plays\nsidebar_position: 2\nlast_update:\n  date: 2026-02-01\n  author: Ana\n---\n",
    ],
)
def test_headers_of_hugo_and_docusaurus_are_understood(tmp_path: Path, header: str) -> None:
    found = _read(tmp_path, header + "# Other\n")
    assert (found.title, found.updated, found.warnings) == ("Plays", date(2026, 2, 1), ())


def test_knowledge_for_several_segments_is_not_narrowed_to_one(tmp_path: Path) -> None:
    assert _read(tmp_path, "---\nsegment: [enterprise, smb]\nstage: [renewal]\n---\n").segment is None
    assert _read(tmp_path, "---\nsegment: [enterprise, smb]\nstage: [renewal]\n---\n").stage == "renewal"


@pytest.mark.parametrize("header", ["---\ntitle: [a\n---\n", "---\nnever closed\n", "+++\n!\n+++\n"])
def test_a_broken_header_is_a_warning(tmp_path: Path, header: str) -> None:
    found = _read(tmp_path, header + "# Heading\n")
    assert (found.text, found.title) == (header + "# Heading\n", "Heading")
    assert [warning.endswith("; indexed as text") for warning in found.warnings] == [True]


def test_a_date_that_is_none_is_a_warning(tmp_path: Path) -> None:
    found = _read(tmp_path, "---\nupdated: last week\n---\n")
    assert found.updated is None
    assert found.warnings == ("updated: must be a date such as 2026-03-31, found 'last week'",)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.md"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(Unreadable, match="is too large \\(at most 64 MB\\)"):
        read_knowledge(path)


def test_a_heading_that_never_ends_is_no_trap(tmp_path: Path) -> None:
    found = _read(tmp_path, "# a" + " #" * 1_000_000 + "b\n")
    assert len(found.title) == 300
