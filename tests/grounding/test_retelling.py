"""What takes over the words of its source has to take over its figures and its directions."""

from datetime import date
from decimal import Decimal

import pytest

from copilot.evidence import Claim, Evidence, Fact, Passage
from copilot.grounding.check import check

AS_OF = date(2026, 11, 21)
SHOWN = "Minutes a note: baseline 16 minutes, now 10 minutes, target 5 minutes, 54.5 % of the way to the target"
TEXT = "The connector still shows last season's list. Somebody quoted a fabric we dropped in the fitting."
EVIDENCE = Evidence(
    facts=[
        Fact(id="F1", name="outcome", label="Outcome", value=Decimal(10), unit="minutes", display=SHOWN, as_of=AS_OF),
        Fact(id="F2", name="call", label="Call", value="a", display="commit, taken for 90 % likely", as_of=AS_OF),
        Fact(id="F3", name="call", label="Call", value="b", display="pipeline, taken for 25 % likely", as_of=AS_OF),
        Fact(id="F5", name="health.outcomes", label="Outcomes", value=Decimal("66.7"), display="66.7 of 100, weighs 5",
             as_of=AS_OF),
        Fact(id="F6", name="arr", label="ARR", value=Decimal("10248.96"), unit="EUR", display="€10,248.96",
             as_of=AS_OF),
        Fact(id="F7", name="sentiment", label="CSM's words", value="publisher dropped the title. studio closes",
             display="publisher dropped the title. studio closes", as_of=AS_OF),
        Fact(id="F8", name="promise", label="Agreements", value=11, display="11 agreements: 3 not told, 1 dropped",
             as_of=AS_OF),
        Fact(id="F9", name="scenario", label="Contraction to 90 seats: account GRR", value=Decimal("0.9"), unit="ratio",
             display="90.0 %", as_of=AS_OF),
        Fact(id="F4", name="voice_of_the_customer", label="Voice of the customer", value=Decimal("1.2"), unit="points",
             display="1.2 points", as_of=AS_OF),
    ],
    passages=[
        Passage(id="P1", document_id="note:a", path="a.md", title="Call", date=AS_OF, kind="call", start=0,
                end=len(TEXT), text=TEXT)
    ],
)  # fmt: skip


def _claim(text: str) -> Claim:
    ((_, claim),) = check(text, EVIDENCE, AS_OF)
    return claim


@pytest.mark.parametrize(
    "text",
    [
        "Minutes a note: baseline 16 minutes, now 10 minutes, target 5 minutes [F1].",
        "The note is 55 % of the way to the target [F1].",
        "It came down by 6 minutes, from 16 to 10 minutes [F1].",
        "Sales: commit, taken for 90 % likely [F2]; the CSM: pipeline, taken for 25 % likely (health is red) [F3].",
    ],
)
def test_a_facts_own_words_with_its_own_figures_stand(text: str) -> None:
    assert _claim(text).reason == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Minutes a note: baseline 11 minutes, now 10 minutes, up to the target 5 minutes [F1].",
            "it says baseline 11 minutes, and what it",
        ),
        ("It is 62.5 % of the way to the target [F1].", "it says 62.5 % of the way to the target, and what it cites"),
        ("Sales: commit, taken for 25 % likely [F2].", "25 % is not in what it cites"),
        ("Outcomes: 66.7 of 67, weighs 5 [F5].", "it says 66.7 of 67, and what it cites says 66.7 of 100"),
        ("ARR is €10,248,96 [F6].", "10,248,96 is not in what it cites"),
        ("Voice of the customer is 1,2,3,4 points [F4].", "1,2,3,4 is not in what it cites"),
    ],
)
def test_a_facts_own_words_with_other_figures_do_not(text: str, reason: str) -> None:
    assert _claim(text).state == "unverified"
    assert reason in _claim(text).reason


def test_a_sources_sentence_with_the_opposite_direction_does_not_stand() -> None:
    assert _claim("Somebody quoted a fabric we dropped in the fitting [P1].").reason == ""
    assert _claim("publisher dropped the title [F7].").reason == ""
    assert "says that something rose" in _claim("publisher climbed the title [F7].").reason
    assert "says that something rose" in _claim("publisher rose the title. studio closes [F7].").reason
    assert "says that something rose" in _claim("11 agreements: 3 not told, 1 grew [F8].").reason
    claim = _claim("Somebody quoted a fabric we grew in the fitting [P1].")
    assert claim.state == "unverified"
    assert "what it cites says “Somebody quoted a fabric we dropped" in claim.reason


def test_the_number_of_a_label_is_not_its_facts_value() -> None:
    assert _claim("Contraction to 90 seats: account GRR is 90.0 % [F9].").state == "grounded"
    assert _claim("In a contraction to 90 seats the account GRR is 90 % [F9].").state == "grounded"
    claim = _claim("Contraction to 90 seats: account GRR is 90.0 seats [F9].")
    assert (claim.state, "90.0 seats is not what it cites" in claim.reason) == ("unverified", True)
