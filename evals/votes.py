"""Answers that readers voted down, as draft cases: somebody says what was expected, and they become cases."""

from collections.abc import Iterable
from pathlib import Path

import yaml

from copilot.store.conversations import Downvoted

DRAFTS = Path(__file__).with_name("drafts.yaml")
_HEAD = "# Answers that were voted down. Say what was expected, anonymise, and move each into its suite.\n"


def write_drafts(votes: Iterable[Downvoted], path: Path = DRAFTS) -> int:
    """Add what was voted down and is not there yet to the drafts, and return how many that were."""
    kept = (yaml.safe_load(path.read_text(encoding="utf-8")) or []) if path.is_file() else []
    known = {one["id"] for one in kept}
    new = [draft for vote in votes if (draft := _draft(vote))["id"] not in known]
    if new:
        text = yaml.safe_dump([*kept, *new], allow_unicode=True, sort_keys=False, width=120)
        path.write_text(_HEAD + text, encoding="utf-8")
    return len(new)


def _draft(vote: Downvoted) -> dict[str, object]:
    asked = vote.questions[0] if len(vote.questions) == 1 else vote.questions
    return {
        "id": f"vote-{vote.message_id[:8]}",
        "ask": asked,
        "as_of": vote.asked_at.date(),
        "note": f"Voted down on {vote.voted_at.date()}: {vote.comment or 'no comment'}",
        "answered": vote.answer,
        "expect": {},
    }
