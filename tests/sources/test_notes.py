from datetime import date
from pathlib import Path

import pytest

from copilot.records import Note
from copilot.sources.notes import BadNote, read_note

HEADER = "---\naccount_id: A1\ndate: 2026-03-05\nkind: meeting\ntitle: Kick-off\nparticipants: [Ines, Daniel]\n---\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ines>Hello.\n"


def _note(folder: Path, name: str, content: str | bytes) -> Note:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_note(folder / name, name)


def _faults(folder: Path, name: str, content: str | bytes) -> list[str]:
    with pytest.raises(BadNote) as raised:
        _note(folder, name, content)
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize("name", ["a.md", "a.txt", "A.MD"])
def test_a_note_is_its_header_and_its_text(tmp_path: Path, name: str) -> None:
    assert _note(tmp_path, name, HEADER + "\nThey want SSO.\n\n- soon\n") == Note(
        note_id=name,
        account_id="A1",
        date=date(2026, 3, 5),
        kind="meeting",
        title="Kick-off",
        participants=["Ines", "Daniel"],
        text="They want SSO.\n\n- soon",
    )


def test_line_ends_and_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    plain = _note(tmp_path, "a.md", HEADER + "One\nTwo\n")
    assert _note(tmp_path, "a.md", b"\xef\xbb\xbf" + (HEADER + "One\nTwo\n").replace("\n", "\r\n").encode()) == plain


def test_names_in_one_line_are_split_at_semicolons(tmp_path: Path) -> None:
    content = HEADER.replace("[Ines, Daniel]", "Ines Okafor; Daniel Reuss")
    assert _note(tmp_path, "a.md", content).participants == ["Ines Okafor", "Daniel Reuss"]


def test_unknown_header_values_are_kept_as_attributes(tmp_path: Path) -> None:
    note = _note(tmp_path, "a.md", HEADER.replace("kind:", "room: 0123\ntags: [a, b]\nempty:\nkind:"))
    assert note.attributes == {"room": "0123", "tags": '["a", "b"]'}


def test_a_note_is_internal_unless_it_says_otherwise(tmp_path: Path) -> None:
    assert _note(tmp_path, "a.md", HEADER).visibility == "internal"
    assert _note(tmp_path, "a.md", HEADER.replace("kind:", "visibility: customer\nkind:")).visibility == "customer"


def test_a_transcript_has_its_header_beside_it(tmp_path: Path) -> None:
    (tmp_path / "call.yaml").write_text("account_id: A1\ndate: 2026-03-05\nkind: call\n", encoding="utf-8")
    note = _note(tmp_path, "call.vtt", VTT)
    assert (note.kind, note.text) == ("call", "[00:00:01] Ines: Hello.")


@pytest.mark.parametrize(
    ("name", "content", "faults"),
    [
        ("a.md", "No header", ["account_id: is required, but empty", "date: is required, but empty"]),
        ("a.md", "---\naccount_id: A1\n", ["the header that the first line opens is never closed"]),
        ("a.md", HEADER.replace("2026-03-05", "5 March"), ["date: must be a date such as 2026-03-31, found '5 March'"]),
        (
            "a.md",
            HEADER.replace("meeting", "party"),
            ["kind: must be one of call, email, meeting, qbr or internal, found 'party'"],
        ),
        ("a.md", HEADER.replace("Kick-off", "[a]"), ["title: must be text, found ['a']"]),
        ("a.md", b"\xff\xfe", ["is not UTF-8: save it as UTF-8, found byte 0xff at byte 0"]),
        ("a.md", HEADER + "a\0b", ["is no text, found a NUL byte at byte 100"]),
        ("a.vtt", VTT, ["needs its header in a.yaml beside it, which is missing"]),
    ],
)
def test_a_faulty_note_says_what_is_wrong(tmp_path: Path, name: str, content: str | bytes, faults: list[str]) -> None:
    assert _faults(tmp_path, name, content) == [f"notes/{name}: {fault}" for fault in faults]


def test_a_faulty_transcript_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "call.yaml").write_text("account_id: A1\ndate: 2026-03-05\n", encoding="utf-8")
    assert _faults(tmp_path, "call.vtt", VTT.replace(">", "", 1))[0].startswith("notes/call.vtt:4: must be a time")


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    with pytest.raises(BadNote, match="cannot be read: No such file"):
        read_note(tmp_path / "gone.md", "gone.md")
