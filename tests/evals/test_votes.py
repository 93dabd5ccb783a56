"""A vote against an answer becomes a draft case, once."""

from datetime import date, datetime
from pathlib import Path

import yaml

from copilot.store.conversations import Downvoted
from evals.votes import write_drafts

VOTE = Downvoted(
    message_id="0123456789ab",
    questions=["What is the ARR?", "And of Energy?"],
    answer="I find no …",
    comment="It is in the table.",
    asked_at=datetime(2026, 11, 19, 12, 0),  # noqa: DTZ001  (kept as UTC)
    voted_at=datetime(2026, 11, 20, 12, 0),  # noqa: DTZ001  (kept as UTC)
)


def test_a_vote_becomes_a_draft_with_its_questions_answer_and_reason(tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.yaml"
    assert write_drafts([VOTE], drafts) == 1
    (draft,) = yaml.safe_load(drafts.read_text(encoding="utf-8"))
    assert draft["ask"] == ["What is the ARR?", "And of Energy?"]
    assert "It is in the table." in draft["note"]
    assert draft["as_of"] == date(2026, 11, 19)
    assert draft["expect"] == {}


def test_a_draft_that_somebody_works_on_is_left_as_it_is(tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.yaml"
    write_drafts([VOTE], drafts)
    drafts.write_text(drafts.read_text(encoding="utf-8").replace("expect: {}", "expect: {says: [ten]}"), "utf-8")
    assert write_drafts([VOTE, VOTE.model_copy(update={"message_id": "another"})], drafts) == 1
    first, second = yaml.safe_load(drafts.read_text(encoding="utf-8"))
    assert (first["expect"], second["id"]) == ({"says": ["ten"]}, "vote-another")
