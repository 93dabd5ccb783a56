"""What is asked of all accounts together, answered from queries."""

import pytest

from copilot.wiring import Copilot
from tests.llm.asking import ask


@pytest.mark.parametrize(
    ("question", "name", "display"),
    [
        ("what is our NRR and who moved it?", "nrr", "103.9 %"),
        ("What is our gross revenue retention?", "grr", "88.5 %"),
        ("what is our churn rate?", "logo_churn_rate", "5 of 33 accounts"),
        ("what is our median time to value?", "time_to_value_median_days", "days"),
        ("what is our NPS?", "nps", "answers"),
        ("how healthy are our accounts overall?", "health.red", "Halden Logistics"),
    ],
)
def test_a_figure_of_the_portfolio_is_computed(demo_copilot: Copilot, question: str, name: str, display: str) -> None:
    told = ask(demo_copilot, question)
    assert told.tools() == ["portfolio_metrics"]
    assert display in told.values(name)[None]


def test_who_moved_the_revenue_is_named_with_amounts(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "what is our NRR and who moved it?")
    assert told.values("movement.churn")["A-1018"] == "-$300,000, from $300,000 to $0"
    assert not told.values("movement.new")
    assert "Tessaline Apparel Group, expansion" in told.text


@pytest.mark.parametrize("question", ["how full is each CSM's book?", "Accounts and ARR per CSM?"])
def test_each_csm_is_told_apart(demo_copilot: Copilot, question: str) -> None:
    told = ask(demo_copilot, question)
    assert "Jonah Castellaw: ARR: $2,501,600" in told.text.replace(" [F9]", "")


def test_the_forecast_puts_the_three_sources_side_by_side(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "what is the renewal forecast?")
    assert told.tools() == ["renewal_forecast"]
    names = {fact.name for fact in told.cited.facts}
    assert {f"expected_renewals_arr.{source}" for source in ("sales", "csm", "model")} <= names
    assert "Halden Logistics" in told.text


@pytest.mark.parametrize(
    ("question", "name", "display"),
    [
        ("What is our GRR over the last quarter?", "grr", "92.2 %"),
        ("What was our NRR in the 12 months to 30 June 2026?", "nrr", "112.1 %"),
        ("What was our NRR since 1 January 2026?", "nrr", "102.6 %"),
        ("What was our ARR on 1 January 2026?", "arr", "$5,403,141"),
        ("What is the NRR of the enterprise segment?", "nrr", "108.1 %"),
        ("What is Tobias's NRR?", "nrr", "102.8 %"),
        ("What is Priscilla's GRR?", "grr", "69.4 %"),
        ("How many customers do we have?", "customers", "34 of 40 accounts"),
    ],
)
def test_a_day_a_period_or_a_part_of_the_book_is_not_dropped(
    demo_copilot: Copilot, question: str, name: str, display: str
) -> None:
    """The displays were computed apart from this code, from the book's files."""
    told = ask(demo_copilot, question)
    assert told.values(name)[None] == display
    assert "Read as: " in told.text


@pytest.mark.parametrize(
    ("question", "signal"),
    [
        ("Which accounts lost their champion?", "champion_gone"),
        ("Which accounts are single-threaded?", "single_threaded"),
        ("Which accounts are ready for expansion?", "utilisation_over_90"),
    ],
)
def test_a_signal_that_is_named_picks_the_accounts_at_which_it_fires(
    demo_copilot: Copilot, question: str, signal: str
) -> None:
    told = ask(demo_copilot, question)
    assert {fact.name for fact in told.cited.facts if fact.name.startswith("signal.")} == {f"signal.{signal}"}


def test_how_well_health_foretold_the_renewals_comes_first_where_it_is_asked(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Does our health score predict churn?")
    assert told.text.splitlines()[1].startswith("- AUC of the health score: ")
