"""A text cut into its claims."""

from hypothesis import given
from hypothesis import strategies as st

from copilot.grounding.sentences import split_sentences


def _texts(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


def test_sentences_end_with_their_citations() -> None:
    assert _texts("They pay $1.5 M [F1]. Dr. Ode left. [P2] Ask now!") == [
        "They pay $1.5 M [F1].",
        "Dr. Ode left. [P2]",
        "Ask now!",
    ]


def test_marks_of_lists_and_headings_are_not_part_of_a_sentence() -> None:
    assert _texts("# Verdict\n- One thing.\n2. Another thing.\n\n---\n") == ["Verdict", "One thing.", "Another thing."]


def test_a_block_quote_and_a_table_row_stay_whole() -> None:
    found = split_sentences("> We save two hours. Every day.\n> Really. [P1]\n| Acme | $5 [F1] |\n|---|---|\n")
    assert [(one.text, one.is_quote) for one in found] == [
        ("> We save two hours. Every day.\n> Really. [P1]", True),
        ("| Acme | $5 [F1] |", False),
    ]


def test_a_quotation_is_not_cut_in_the_middle() -> None:
    assert _texts("She said “It works. We stay.” [P1] Good.") == ["She said “It works. We stay.” [P1]", "Good."]


PIECES = st.sampled_from(
    [
        *("A word", "Dr. ", "3.5", ". ", "! ", "? ", "…", "“", "”", "[F1]", " [P2]"),
        *("\n", "\n\n", "\r\n", "\x0b", "\u2028", "\t", "- ", "> ", "1. ", "# ", "| a | b |"),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=80))
def test_spans_are_exact_in_order_and_leave_out_no_letter(text: str) -> None:
    position = 0
    left_out = ""
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= position
        left_out += text[position : sentence.start]
        position = sentence.end
    assert not any(letter.isalpha() for letter in left_out + text[position:])
