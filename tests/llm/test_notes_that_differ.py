"""Notes of different days that tell other figures of one thing."""

from datetime import date

from copilot.evidence import Evidence, Passage
from copilot.llm.built_in.planning import Plan
from copilot.llm.built_in.turn import Call, Turn
from copilot.llm.built_in.writing.draft import Draft
from copilot.llm.built_in.writing.passages import notes, playbook
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


def _page(number: int, title: str, day: date, text: str) -> Passage:
    return Passage(
        id=f"P{number}",
        document_id=f"k{number}",
        path="k.md",
        title=title,
        kind="playbook",
        date=day,
        start=0,
        end=len(text),
        text=text,
    )


OLD = _page(1, "Escalation (2024 edition)", date(2024, 5, 2), "At level 2 the customer hears from us once a week.")
NEW = _page(2, "Escalation", date(2026, 11, 20), "At level 2 the customer hears from us every day at five.")


def test_a_playbook_is_told_in_its_newest_edition_and_the_older_one_is_named_with_its_day() -> None:
    question = "how often does the customer hear from us at level 2"
    evidence = Evidence(passages=[OLD, NEW])
    plan = Plan("playbook", [], [], "write", question, question)
    turn = Turn(question, [Call("search_playbooks", {}, evidence)])
    text = playbook(Draft(plan, turn, evidence, Bag(), date(2026, 11, 21)))
    assert text.startswith("**Escalation** is what we have on this [P2].")
    assert text.index("every day") < text.index("An older one said:") < text.index("once a week")
    assert "Escalation (2024 edition), 2 May 2024" in text


def test_among_quotes_the_newer_playbook_stands_first() -> None:
    question = "how often does the customer hear from us at level 2"
    plan = Plan("notes", [], [], "write", question, question)
    renamed = NEW.model_copy(update={"title": "Levels and clock"})
    draft = Draft(plan, Turn(question), Evidence(passages=[OLD, renamed]), Bag(), date(2026, 11, 21))
    text = notes(draft)
    assert text.index("every day") < text.index("once a week")
