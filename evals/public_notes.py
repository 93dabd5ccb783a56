"""Make a book of public meetings and mails to try the copilot on: `python -m evals.public_notes SOURCE TARGET`.

SOURCE holds `qmsum_product_val.jsonl` (meetings, as turns of speakers) and `workbench/emails.csv`. Neither names a
customer, so each set is one account. The meetings carry no date: they get consecutive days, which mean nothing.
"""

import csv
import json
import sys
from datetime import date, timedelta
from pathlib import Path

import yaml

_FIRST_MEETING = date(2024, 1, 1)
_SECONDS_A_TURN = 5


def make_book(source: Path, target: Path) -> int:
    """Write the book and return the number of its notes."""
    notes = target / "notes"
    notes.mkdir(parents=True, exist_ok=True)
    accounts = "account_id,name\nMEETINGS,Remote Control Team\nMAILS,Atlas Office\n"
    (target / "accounts.csv").write_text(accounts, encoding="utf-8")
    return _meetings(source / "qmsum_product_val.jsonl", notes) + _mails(source / "workbench" / "emails.csv", notes)


def _meetings(path: Path, notes: Path) -> int:
    meetings = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for number, meeting in enumerate(meetings):
        name = meeting["meeting_id"]
        header = {
            "account_id": "MEETINGS",
            "date": (_FIRST_MEETING + timedelta(days=number)).isoformat(),
            "kind": "meeting",
            "title": f"{name}: {meeting['topics'][0]['topic']}",
            "participants": sorted({turn["speaker"] for turn in meeting["turns"]}),
        }
        (notes / f"{name}.yaml").write_text(yaml.safe_dump(header, sort_keys=False), encoding="utf-8")
        cues = (_cue(index, turn["speaker"], turn["content"]) for index, turn in enumerate(meeting["turns"]))
        (notes / f"{name}.vtt").write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")
    return len(meetings)


def _cue(index: int, speaker: str, text: str) -> str:
    start, end = (timedelta(seconds=_SECONDS_A_TURN * moment) for moment in (index, index + 1))
    said = text.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "--")
    return f"0{start}.000 --> 0{end}.000\n<v {speaker}>{said}\n"


def _mails(path: Path, notes: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        mails = list(csv.DictReader(file))
    for mail in mails:
        header = {
            "account_id": "MAILS",
            "date": mail["sent_datetime"][:10],
            "kind": "email",
            "title": mail["subject"],
            "author": mail["sender/recipient"] if mail["inbox/outbox"] == "inbox" else "",
        }
        body = mail["body"].replace("\\n", "\n")
        text = f"---\n{yaml.safe_dump(header, sort_keys=False)}---\n{body}\n"
        (notes / f"mail-{mail['email_id']}.md").write_text(text, encoding="utf-8")
    return len(mails)


if __name__ == "__main__":
    print(f"{make_book(Path(sys.argv[1]), Path(sys.argv[2])):,} notes")
