"""What a note says was agreed."""

import pytest

from copilot.evidence import Passage
from copilot.llm.built_in.agreements import agreements, promises, single


def _passages(*texts: str, between: int = 2, heading: tuple[str, ...] = ()) -> list[Passage]:
    """Return consecutive passages of one note, with so many characters between them."""
    passages: list[Passage] = []
    start = 0
    for number, text in enumerate(texts, start=1):
        passages.append(
            Passage(
                id=f"P{number}",
                document_id="n",
                path="n.md",
                title="Call",
                heading=list(heading),
                kind="call",
                start=start,
                end=start + len(text),
                text=text,
            )
        )
        start += len(text) + between
    return passages


def _agreed(*texts: str, between: int = 2, heading: tuple[str, ...] = ()) -> list[str]:
    return [quote.text for quote in agreements(_passages(*texts, between=between, heading=heading), limit=9)]


TWO = ["Ada sends the plan by Friday.", "Jo names two teams."]


@pytest.mark.parametrize(
    "text",
    [
        "Small talk.\n\nNext steps:\n- Ada sends the plan by Friday.\n- Jo names two teams.\n",
        "Small talk.\n\n## Action items\n* Ada sends the plan by Friday.\n* Jo names two teams.\n",
        "On s'est mis d'accord / agreed:\n- Ada sends the plan by Friday.\n- Jo names two teams.\n",
        "Nous avons convenu de ceci :\n\n1. Ada sends the plan by Friday.\n2. Jo names two teams.\n",
        "OK so as agreed on the phone just now\n* Ada sends the plan by Friday.\n* Jo names two teams.\n\nWalt",
        "Next steps, agreed in the room:\n- Ada sends the plan by Friday.\n- Jo names two teams.\n\nTo myself: rest.",
        "agreed. so:\n\n– Ada sends the plan by Friday.\n· Jo names two teams.\n\nthe dashboard is late",
        "Fine by me. So agreed:\n\nAda sends the plan by Friday.\nJo names two teams.\n\nI answer at night.",
        "What was agreed as I understood it. Ada sends the plan by Friday. Jo names two teams.\n\nI liked her.",
        "[00:01:00] Kim: So, we agreed, and stop me. Ada sends the plan by Friday. Jo names two teams.",
        "[00:01:00] Kim: I hope so. So we've agreed, then. Ada sends the plan by Friday. Jo names two teams.",
        "[00:01:00] Kim: Then what's agreed, and both correct me. Ada sends the plan by Friday. Jo names two teams.",
        "[00:01:00] Kim: Donc c'est convenu, je répète. Ada sends the plan by Friday. Jo names two teams.",
        "[00:01:00] Kim: Then, next steps. Ada sends the plan by Friday. Jo names two teams.\n[00:02:00] Bo: Fine.",
        "[00:01:00] Kim: Dann halte ich fest. Ada sends the plan by Friday. Jo names two teams.",
        "Next steps as I see them: Ada sends the plan by Friday. Jo names two teams.",
        "The room was cold.\n\nAgreed. Ada sends the plan by Friday. Jo names two teams.",
        "[00:01:00] Kim: Fine. Next steps. Ada sends the plan by Friday. Jo names two teams.\n[00:02:00] Bo: I'll try.",
        "Agreed: Ada sends the plan by Friday. Jo names two teams.",
        "agreed – Ada sends the plan by Friday. Jo names two teams.",
        "[00:01:00] Kim: Dann kurz, vereinbart: Ada sends the plan by Friday. Jo names two teams.\n[00:02:00] Bo: Gut.",
        "[00:01:00] Kim: That matters. So we agreed: Ada sends the plan by Friday. Jo names two teams.\n"
        "[00:02:00] Bo: Easy. Agreed. She likes coffee.",
    ],
)
def test_what_stands_under_such_words_was_agreed_and_nothing_else(text: str) -> None:
    found = _agreed(text)
    assert [one[-len(wanted) :] for one, wanted in zip(found, TWO, strict=True)] == TWO


def test_a_list_goes_on_in_the_next_passage_of_the_note() -> None:
    assert _agreed("It was long.\n\nNext steps, agreed in the room:", "- Ada sends the plan.\n- Jo names teams.") == [
        "Ada sends the plan.",
        "Jo names teams.",
    ]
    assert _agreed("Agreed:\n- Ada sends the plan.", "- Jo names teams.\n\nAnother day.", between=1) == [
        "Ada sends the plan.",
        "Jo names teams.",
    ]


def test_a_list_does_not_go_on_in_another_note() -> None:
    first, second = _passages("So we agreed:", "- Ada sends the plan.")
    assert agreements([first, second.model_copy(update={"document_id": "other"})], limit=9) == []


def test_a_heading_of_a_section_opens_a_list_too() -> None:
    assert _agreed("- Ada sends the plan.\n- Jo names teams.", heading=("Call", "Next steps")) == [
        "Ada sends the plan.",
        "Jo names teams.",
    ]


def test_the_rest_of_a_turn_in_the_next_passage_is_still_of_its_speaker() -> None:
    first, second = _passages("[00:01:00] Kim: We agreed: Ada sends the plan.", "Jo names teams.", between=1)
    quotes = agreements([first, second.model_copy(update={"heading": ["Kim"]})], limit=9)
    assert [(quote.speaker, quote.text) for quote in quotes] == [
        ("Kim", "We agreed: Ada sends the plan."),
        ("Kim", "Jo names teams."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[00:01:00] Kim: I send it today.\n[00:02:00] Bo: Agreed. Her name is Fay, and she is harder than I am.",
        "nothing agreed, nothing to agree. he would be a reference",
        "We have not agreed: they want a discount and we do not.",
        "P.S. next steps are on your side, I fear!",
        "The room was cold. Nobody knows yet.",
    ],
)
def test_assent_and_denial_are_no_agreement(text: str) -> None:
    assert _agreed(text) == []


def test_else_a_sentence_that_states_an_agreement() -> None:
    assert _agreed("Odalys has it. We agreed she marks up by 26 November, leave her alone till then. It rained.") == [
        "We agreed she marks up by 26 November, leave her alone till then."
    ]


def test_a_promise_is_told_apart_from_an_agreement() -> None:
    passages = _passages("The room was cold. We will send the rollout plan. Will they come back? Nobody knows yet.")
    assert agreements(passages, limit=9) == []
    assert [quote.text for quote in promises(passages, limit=9)] == ["We will send the rollout plan."]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Agreed: I send it by 3 May; Jo signs by 9 May.", ["I send it by 3 May", "Jo signs by 9 May."]),
        (
            "I send the draft by 3 May, you mark it up by 9 May.",
            ["I send the draft by 3 May", "you mark it up by 9 May."],
        ),
        ("1) I move the agent 2) Jo sends three letters", ["I move the agent", "Jo sends three letters"]),
        ("The line goes on the order; if not, it waits.", ["The line goes on the order; if not, it waits."]),
        ("Jo asks once (by mail; not by phone) before May.", ["Jo asks once (by mail; not by phone) before May."]),
        ("Ada rührt das Blatt bis 7. Dezember nicht an.", ["Ada rührt das Blatt bis 7. Dezember nicht an."]),
        ("What he agreed to: he stops asking.", ["What he agreed to: he stops asking."]),
    ],
)
def test_a_sentence_may_hold_several_agreements(text: str, wanted: list[str]) -> None:
    assert single(text) == wanted


def test_what_one_speaker_says_that_another_agreed_to_is_no_agreement() -> None:
    dictated = "[00:01:00] Bo Lind: For the minutes, Kim agreed to forty percent off the second year."
    assert _agreed(f"{dictated}\n[00:02:00] Kim Ode: I did not, Bo.\n[00:03:00] Ada Ray: He is joking.") == []
    assert _agreed(dictated) == []
    assert _agreed("[00:01:00] Kim Ode: So, Kim agreed to forty percent off, that is me.") != []
    assert _agreed("Kim agreed to forty percent off the second year, she told Bo on the phone.") != []


@pytest.mark.parametrize(
    "denial",
    ["No, we did not agree to that.", "Das habe ich nicht gesagt.", "Non, je n'ai pas accepté.", "Not agreed, Bo."],
)
def test_what_is_taken_back_in_the_next_turn_is_not_agreed(denial: str) -> None:
    said = "[00:01:00] Bo Lind: We agreed to move the date to the end of May."
    assert _agreed(said) == ["We agreed to move the date to the end of May."]
    assert _agreed(f"{said}\n[00:02:00] Kim Ode: {denial}") == []


def test_so_agreed_opens_what_was() -> None:
    text = "[00:01:00] Kim: No price from me.\n[00:02:00] Kim: So, agreed. Ada sends the plan by Friday."
    assert _agreed(text) == ["Ada sends the plan by Friday."]
