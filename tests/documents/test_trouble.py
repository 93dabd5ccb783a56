"""What a theme's first step follows from: the kind of trouble that most of its items tell of."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from copilot.documents.sections.feedback import trouble
from copilot.documents.sections.feedback.trouble import trouble_of
from tests.feedback.said import said

TABLE = Path(trouble.__file__).with_suffix(".yaml")


@pytest.mark.parametrize(
    ("texts", "step"),
    [
        (["Answers take forty seconds.", "It is slow at nine."], "Measure response times by hour and place"),
        (["Die Antwort dauert zu lange.", "Morgens ist es langsam."], "Measure response times by hour and place"),
        (["La recherche est lente.", "Trop de lenteur le matin."], "Measure response times by hour and place"),
        (["It invented a case.", "It cites a paper that does not exist."], "Reproduce the answers with their sources"),
        (["Die Quelle ist erfunden.", "Ein Urteil, frei erfunden."], "Reproduce the answers with their sources"),
        (["Il invente une norme.", "Une loi inventée."], "Reproduce the answers with their sources"),
        (
            ["A vendor should not see these.", "It ignores permissions."],
            "Reproduce it with the rights of the two users",
        ),
        (["Sign-in fails.", "We are locked out."], "Reproduce the sign-in with the customer's identity provider"),
    ],
)
def test_the_first_step_follows_from_what_is_said(texts: list[str], step: str) -> None:
    found = trouble_of([said("acme", text=text) for text in texts])
    assert found is not None
    assert found.step == step
    assert [item.text for item in found.items] == texts


def test_of_several_kinds_the_most_frequent_counts() -> None:
    texts = ["Slow again.", "It is slow.", "So slow.", "It invented a case.", "An invented source."]
    found = trouble_of([said("acme", text=text) for text in texts])
    assert found is not None
    assert (found.name, len(found.items)) == ("slowness", 3)


def test_where_few_items_tell_of_a_kind_there_is_none() -> None:
    assert trouble_of([said("acme", text="It is slow.")]) is None
    assert trouble_of([said("acme", text=f"Nice {n}.") for n in range(9)] + [said("acme", text="It is slow.")]) is None
    assert trouble_of([]) is None


def test_no_word_stands_for_two_kinds() -> None:
    kinds = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    words = Counter(word for one in kinds for word in {word.strip() for word in one["words"].split(",")})
    assert [word for word, count in words.items() if count > 1] == []
    assert len({one["name"] for one in kinds}) == len(kinds)
