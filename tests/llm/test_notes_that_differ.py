"""Notes of different days that tell other figures of one thing."""

from datetime import date

from copilot.evidence import Evidence, Passage
from copilot.llm.built_in.planning import Plan
from copilot.llm.built_in.turn import Turn
from copilot.llm.built_in.writing.draft import Draft
from copilot.llm.built_in.writing.passages import notes
from tests.llm.test_quoting import Bag


def _told(*said: tuple[date, str]) -> str:
    passages = [
        Passage(
            id=f"P{number}",
            document_id=f"n{number}",
            path="n.md",
            title="Call",
            kind="call",
            date=day,
            start=0,
            end=len(text),
            text=text,
        )
        for number, (day, text) in enumerate(said, start=1)
    ]
    question = "how many minutes does a carrier claim take"
    plan = Plan("notes", [], [], "write", question, question)
    return notes(Draft(plan, Turn(question), Evidence(passages=passages), Bag(), date(2026, 11, 21)))


def test_both_are_shown_the_newest_first() -> None:
    lines = _told(
        (date(2026, 3, 2), "Each carrier claim takes 48 minutes of the desk."),
        (date(2026, 9, 24), "Each carrier claim takes 31 minutes of the desk."),
    ).splitlines()
    assert lines[0] == "The notes differ, newest first:"
    assert "31 minutes" in lines[1]
    assert "48 minutes" in lines[2]


def test_the_same_figure_twice_is_no_difference() -> None:
    text = _told(
        (date(2026, 3, 2), "Each carrier claim takes 48 minutes of the desk."),
        (date(2026, 9, 24), "A carrier claim takes 48 minutes of the desk, she said."),
    )
    assert text.startswith("What I find, most relevant first:")
