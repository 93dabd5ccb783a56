"""What notes say beside what is on record."""

from datetime import date

import pytest

from copilot.evidence import Fact
from copilot.llm.built_in.writing.noted import tells_otherwise
from copilot.wiring import Copilot
from tests.llm.asking import PEL, ask

_DAY = date(2026, 11, 21)
FACTS = [
    Fact(name="arr", label="ARR", value=130_000, unit="USD", display="$130,000", as_of=_DAY),
    Fact(name="seats", label="Seats", value=240, unit="seats", display="240 seats", as_of=_DAY),
    Fact(name="next_renewal_date", label="Next renewal", value=date(2027, 7, 9), unit="date", display="", as_of=_DAY),
]


@pytest.mark.parametrize(
    "text",
    [
        "$142,000 a year since October I think",
        "sie zahlen 142.000 EUR im Jahr",
        "They told me it is USD 142k.",
        "We have 260 seats by now.",
        "Wir haben doch jetzt 260 Plätze.",
        "the term runs to 31 August 2027",
        "bis 31. August 2027",
        "jusqu'au 31 août",
        "it ends on 2027-08-31",
    ],
)
def test_another_amount_seat_count_or_day_is_otherwise(text: str) -> None:
    assert tells_otherwise(text, FACTS)


@pytest.mark.parametrize(
    "text",
    [
        "$130,000 a year",
        "USD 130k",
        "all 240 seats",
        "ends on July 9, 2027",
        "They like it.",
        "T-9101 since 15 o'clock",
    ],
)
def test_the_same_or_no_figure_is_not(text: str) -> None:
    assert not tells_otherwise(text, FACTS)


def test_open_milestones_are_told_with_their_days(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Which milestones of Maison Delorge are open?")
    assert "list_milestones" in told.tools()
    assert "110 utilisateurs actifs" in told.text
    assert "due on 1 January 2027" in told.text


def test_a_contract_is_told_with_the_note_that_says_otherwise(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Does the Pellworth contract renew by itself?")
    assert told.values("auto_renew") == {PEL: "no"}
    assert any("auto-renews on 7 January" in said for said in told.values("contradiction").values())
    assert "24 July 2026" in told.text
