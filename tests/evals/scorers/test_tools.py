from typing import Any

import pytest

from evals.response import CalledTool
from evals.scorers import tools
from tests.evals.scorers.answers import ARR, answer, asking


def value(wanted: list[dict[str, Any]], *called: CalledTool) -> float:
    mark = tools.score(asking(tools=wanted), answer("x", ARR, tools=list(called)))
    assert mark is not None
    assert mark.value is not None
    return mark.value


def call(name: str, failed: bool = False, **arguments: Any) -> CalledTool:
    return CalledTool(name=name, arguments=arguments, failed=failed)


FACTS: dict[str, Any] = {"name": "account_facts", "arguments": {"account": "A-1", "names": ["arr"]}}
NOTES: dict[str, Any] = {"name": "search_notes", "arguments": {"limit": 8}}


def test_the_tools_with_their_arguments_score_full_in_any_order_with_more_besides() -> None:
    called = [
        call("search_notes", query="sso", limit=8),
        call("find_accounts", text="x"),
        call("account_facts", account="Tamarack Foods", names=["nps", "arr"]),
    ]
    assert value([FACTS, NOTES], *called) == 1


@pytest.mark.parametrize(
    ("called", "wanted"),
    [
        ([], 0),
        ([call("account_facts", failed=True, account="A-1", names=["arr"])], 0),
        ([call("account_facts", account="A-2", names=["nps"])], 0),
        ([call("account_facts", account="A-1", names=["nps"])], 0.25),
        ([call("account_facts", account="A-2", names=["nps"]), call("account_facts", account="A-1", names=["arr"])], 1),
    ],
)
def test_a_tool_that_failed_or_was_asked_something_else_costs(called: list[CalledTool], wanted: float) -> None:
    assert value([FACTS], *called) == wanted


def test_a_condition_is_named_by_the_words_of_its_parts() -> None:
    wanted = {"name": "list_accounts", "arguments": {"where": ["segment is enterprise"], "descending": True}}
    where = [
        {"field": "segment", "operator": "is", "value": "enterprise"},
        {"field": "arr", "operator": ">", "value": 5},
    ]
    assert value([wanted], call("list_accounts", where=where, descending=True)) == 1
    assert value([wanted], call("list_accounts", where=where[1:], descending=True)) == 0.25


def test_a_case_without_tools_is_not_marked() -> None:
    assert tools.score(asking(says=["x"]), answer("x")) is None


def test_a_tool_that_must_not_be_called_costs_its_share_even_if_it_failed() -> None:
    def mark(*called: CalledTool) -> tuple[float | None, str]:
        found = tools.score(asking(tools=[NOTES], never_calls=["draft_document"]), answer("x", ARR, tools=list(called)))
        assert found is not None
        return found.value, found.why

    read = call("search_notes", limit=8)
    assert mark(read) == (1, "as expected")
    assert mark(read, call("draft_document")) == (0.5, "draft_document was called")
    assert mark(read, call("draft_document", failed=True))[0] == 0.5


def test_nothing_is_marked_where_no_tool_is_spoken_of() -> None:
    assert tools.score(asking(says=["x"]), answer("x", ARR)) is None
