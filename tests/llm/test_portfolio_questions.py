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
    assert told.values("movement.churn") == {"A-1018": "-$300,000, from $300,000 to $0"}
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
