"""What a person writes is put in place, and stays when the document is drafted again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.documents.document import Basis, Part, Section
from copilot.documents.editing import Edit, edited, with_edits
from copilot.errors import InvalidInput

BASES: tuple[Basis, ...] = ("fact", "said", "inferred", "unknown", "plan")
SECTIONS = [
    Section(key="summary", title="Summary", parts=[Part(basis="plan", text="Renew."), Part(basis="fact", text="$1")]),
    Section(key="people", title="People", parts=[]),
]
parts = st.lists(
    st.builds(
        Part,
        basis=st.sampled_from(BASES),
        text=st.sampled_from(["a", "b", "c"]),
        author=st.sampled_from(["code", "model", "person"]),
    ),
    max_size=6,
)


def test_an_edit_takes_the_place_of_a_part_and_keeps_what_it_stands_on() -> None:
    summary, _ = edited(SECTIONS, [Edit(section="summary", part=0, text="Renew flat.")])
    assert summary.parts[0] == Part(basis="plan", text="Renew flat.", author="person")
    assert summary.parts[1] == SECTIONS[0].parts[1]


def test_a_new_part_comes_last_and_says_what_it_stands_on() -> None:
    _, people = edited(SECTIONS, [Edit(section="people", basis="said", text="Ask Ines.")])
    assert people.parts == [Part(basis="said", text="Ask Ines.", author="person")]
    with pytest.raises(InvalidInput, match="needs a basis"):
        edited(SECTIONS, [Edit(section="people", text="Ask Ines.")])


@pytest.mark.parametrize("edit", [Edit(section="nope", text="x"), Edit(section="summary", part=2, text="x")])
def test_a_section_or_part_that_is_not_there_is_refused_with_what_there_is(edit: Edit) -> None:
    with pytest.raises(InvalidInput, match=r"no section 'nope'|no part 2"):
        edited(SECTIONS, [edit])


def test_a_persons_part_takes_the_place_of_the_same_part_drafted_again() -> None:
    before = [
        Part(basis="fact", text="old one"),
        Part(basis="fact", text="mine", author="person"),
        Part(basis="plan", text="my plan", author="person"),
    ]
    after = [Part(basis="fact", text="new one"), Part(basis="fact", text="new two"), Part(basis="unknown", text="gap")]
    assert [one.text for one in with_edits(after, before)] == ["new one", "mine", "gap", "my plan"]


@given(parts, parts)
def test_nothing_that_a_person_wrote_is_ever_lost(again: list[Part], before: list[Part]) -> None:
    kept = with_edits(again, before)
    for one in before:
        if one.author == "person":
            assert any(part is one for part in kept)


@given(parts)
def test_without_edits_a_section_is_as_it_was_drafted(again: list[Part]) -> None:
    assert with_edits(again, [Part(basis="fact", text="old")]) == again
