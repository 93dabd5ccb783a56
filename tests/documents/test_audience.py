"""What a customer may be told."""

from datetime import date

import pytest

from copilot.documents.audience import TOLD_TO_CUSTOMERS, may_tell, unfit
from copilot.evidence import Fact
from copilot.grounding.names import Names

NAMES = Names(accounts=[("Tamarack Foods", "A-1", "Tamarack"), ("Cobalt Bank", "A-2")], people=["Ines Okafor"])
INTERNAL = (
    "health_score",
    "health.engagement",
    "csm_sentiment",
    "forecast",
    "scenario",
    "nps",
    "signal.sentiment_red",
    "event",
)


def why(text: str) -> str:
    return unfit(text, own=("Tamarack Foods", "A-1", "Tamarack"), names=NAMES, colleagues=["kim@ourfirm.example"])


@pytest.mark.parametrize("name", INTERNAL)
def test_a_customer_is_told_nothing_of_how_we_see_them(name: str) -> None:
    fact = Fact(name=name, label="x", value=1, display="1", as_of=date(2026, 7, 1))
    assert not may_tell(fact, "customer")
    assert may_tell(fact, "internal")


def test_a_customer_is_told_their_own_figures() -> None:
    for name in ("arr", "licence_utilisation.change_28d", "value.R-1", "ticket"):
        assert may_tell(Fact(name=name, label="x", value=1, display="1", as_of=date(2026, 7, 1)), "customer")
    assert not TOLD_TO_CUSTOMERS & {name.split(".")[0] for name in INTERNAL}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Cobalt Bank does the same.", "another customer"),
        ("Write to kim@ourfirm.example.", "address of our own people"),
        ("We could offer a discount.", "“discount” is ours alone"),
        ("Your health score is 61.", "“health score” is ours alone"),
        ("We see a churn risk.", "“churn” is ours alone"),
    ],
)
def test_a_sentence_that_is_not_for_them_is_told_with_the_reason(text: str, reason: str) -> None:
    assert reason in why(text)


@pytest.mark.parametrize(
    "text", ["Tamarack Foods has 250 seats.", "Write to ines@tamarack.example.", "Your claims pipeline is faster now."]
)
def test_their_own_name_address_and_words_are_fine(text: str) -> None:
    assert why(text) == ""
