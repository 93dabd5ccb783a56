"""Each tool on a small book: what it tells, and that a scope of one account hides all others."""

from datetime import date
from typing import Any

import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ValidationError

from copilot.errors import InvalidInput, NotFound
from copilot.evidence import Evidence
from copilot.orders import WITHHELD
from copilot.records import Milestone
from copilot.scope import EVERYTHING, Scope
from copilot.tools.toolbox import TOOLS
from copilot.wiring import Copilot
from tests.rows import put
from tests.tools.conftest import AS_OF, ORDER, Use

ONLY_TILIA = Scope("kim", frozenset({"A2"}))
ONLY_MARLOW = Scope("ada", frozenset({"A1"}))
CALLS: dict[str, dict[str, Any]] = {
    "find_accounts": {"text": "Compare Marlow Freight and Tilia Labs"},
    "feedback_themes": {"about": "claims letters"},
    "find_people": {"text": "Who are Ada Brandt, Jo Winter and Sam Ode?"},
    "account_facts": {"account": "Marlow Freight"},
    "draft_document": {
        "kind": "renewal-brief",
        "account": "Marlow Freight",
        "asked": "Draft the renewal brief for Marlow Freight",
    },
    "account_people": {"account": "Marlow Freight"},
    "list_accounts": {},
    "list_milestones": {"account": "Marlow Freight"},
    "list_tickets": {},
    "read_notes": {"account": "Marlow Freight"},
    "search_notes": {"query": "claims letters, price rise"},
    "search_playbooks": {"query": "champion"},
    "timeline": {"account": "Marlow Freight"},
    "account_signals": {"account": "Marlow Freight"},
    "what_changed": {"account": "Marlow Freight", "since": date(2026, 5, 1)},
    "who_needs_attention": {},
    "portfolio_metrics": {"by": "csm"},
    "renewal_forecast": {},
}


def _shown(evidence: Evidence, name: str) -> list[str]:
    return [fact.display for fact in evidence.facts if fact.name == name]


def test_every_tool_is_described_and_called_here() -> None:
    assert {tool.name for tool in TOOLS} == {*CALLS, "read_document"}
    for tool in TOOLS:
        assert len(tool.description) > 40
        assert "runtime" not in convert_to_openai_tool(tool)["function"]["parameters"]["properties"]


def test_find_accounts_tells_the_words_that_named_each(use: Use) -> None:
    _, evidence = use("find_accounts", text="Compare MF and tilia labs")
    assert [(fact.label, fact.account_id) for fact in evidence.facts] == [("MF", "A1"), ("tilia labs", "A2")]
    assert use("find_accounts", text="hello")[0] == "[F3] The text names no account that is known."
    _, opened = use("find_accounts", text="and their usage?", opened_on="A2")
    assert [fact.account_id for fact in opened.facts] == ["A2"]


def test_account_facts_by_hand(use: Use) -> None:
    text, evidence = use("account_facts", account="Marlow")
    known = {fact.name: fact.display for fact in evidence.facts if fact.value is not None}
    assert {name: known[name] for name in ("arr", "seats", "licence_utilisation", "usage_change_28d", "csm_email")} == {
        "arr": "$120,000",
        "seats": "200 seats",
        "licence_utilisation": "40.0 %",
        "usage_change_28d": "-20.0 %",
        "csm_email": "Kim Ode (kim@example.com)",
    }
    assert known["next_renewal_date"] == "1 September 2026"
    assert known["days_to_renewal"] == "65 days"
    assert known["last_contact_date"] == "10 June 2026"
    assert "Marlow Freight (A1): ARR = $120,000" in text


def test_facts_can_be_picked_and_read_as_they_were_but_never_ahead(use: Use) -> None:
    _, then = use("account_facts", account="A1", names=["monthly_active_users"], as_of="2026-06-01")
    assert _shown(then, "monthly_active_users") == ["100 users"]
    _, ahead = use("account_facts", account="A1", names=["arr"], as_of="2100-01-01")
    assert [(fact.display, fact.as_of) for fact in ahead.facts] == [("$120,000", date(2026, 6, 28))]
    text, _ = use("account_facts", account="A1", names=["shoe_size"])
    assert "No such fact of Marlow Freight is known." in text


@pytest.mark.parametrize("as_of", [date(1990, 1, 1), date(2100, 1, 1), date.min, date.max])
@pytest.mark.parametrize("name", sorted(CALLS))
def test_on_a_day_far_from_all_data_each_tool_answers_and_no_usage_is_told(use: Use, name: str, as_of: date) -> None:
    text, evidence = use(name, on=as_of, **CALLS[name])
    assert text
    assert not {fact.name for fact in evidence.facts if fact.value is not None} & {
        "licence_utilisation",
        "monthly_active_users",
    }


def test_people_by_role_and_by_name(use: Use) -> None:
    _, sponsor = use("account_people", account="A1", role="executive_sponsor")
    assert _shown(sponsor, "executive_sponsor") == [
        "Ada Brandt, VP Operations, last contacted on 20 May 2026 (39 days ago)"
    ]
    assert "No detractor is on record" in use("account_people", account="A1", role="detractor")[0]
    assert _shown(use("find_people", text="Who is Jo Winter?")[1], "champion")
    assert _shown(use("find_people", text="Who is Kim?")[1], "colleague") == ["Kim Ode, CSM, kim@example.com"]
    assert "no colleague" in use("find_people", text="Who is Zoe Nobody?")[0]


def test_accounts_are_listed_by_what_is_true_of_them(use: Use) -> None:
    where = [{"field": "licence_utilisation", "operator": "<", "value": "0.5"}]
    _, evidence = use("list_accounts", where=where)
    assert _shown(evidence, "account") == ["Marlow Freight"]
    assert _shown(evidence, "total_arr") == ["$120,000"]
    text, few = use("list_accounts", limit=1, sort="arr", descending=False)
    assert _shown(few, "account") == ["Tilia Labs"]
    assert "1 of 2 accounts are shown." in text


def test_a_colleague_may_be_named_in_a_condition(use: Use) -> None:
    for name in ("Kim", "Kim Ode", "kim@example.com"):
        where = [{"field": "csm_email", "operator": "is", "value": name}]
        assert _shown(use("list_accounts", where=where)[1], "accounts") == ["2 accounts"]
    with pytest.raises(NotFound, match="no colleague called 'Zoe'"):
        use("list_accounts", where=[{"field": "csm_email", "operator": "is", "value": "Zoe"}])


def test_arguments_that_do_not_fit_are_refused(use: Use) -> None:
    with pytest.raises(InvalidInput, match="filtered by 'colour'"):
        use("list_accounts", where=[{"field": "colour", "operator": "is", "value": "red"}])
    with pytest.raises(InvalidInput, match="ranked by"):
        use("list_accounts", sort="beauty")
    with pytest.raises(ValidationError):
        use("list_accounts", where=[{"field": "arr", "operator": "~", "value": "1"}])
    with pytest.raises(ValidationError):
        use("list_tickets", priority="yesterday")


def test_tickets_are_counted_and_listed_oldest_first(use: Use) -> None:
    _, all_open = use("list_tickets")
    assert _shown(all_open, "tickets") == ["3"]
    assert [fact.value for fact in all_open.facts if fact.name == "ticket"] == ["T9", "T1", "T3"]
    _, urgent = use("list_tickets", account="A1", priority="urgent")
    assert _shown(urgent, "ticket") == ["T1 “Login loop”, urgent, opened on 20 June 2026, open for 8 days"]
    _, closed = use("list_tickets", account="A1", only_open=False)
    assert "closed on 5 June 2026" in _shown(closed, "ticket")[0]


@pytest.mark.parametrize("name", ["list_tickets", "timeline"])
def test_an_order_to_a_model_in_a_ticket_is_never_repeated(use: Use, name: str) -> None:
    text, evidence = use(name, account="A2")
    assert WITHHELD in text
    assert ORDER not in text
    assert ORDER not in evidence.model_dump_json()


def test_the_latest_note_is_read_whole_and_internal_ones_only_where_asked(use: Use) -> None:
    text, evidence = use("read_notes", account="A1")
    assert _shown(evidence, "note") == ["10 June 2026"]
    assert "Jo names two more teams." in text
    assert "There is no call, meeting or e-mail with Tilia Labs by then." in use("read_notes", account="A2")[0]
    assert "price rise" in use("read_notes", account="A2", include_internal=True)[0]


def test_notes_and_playbooks_are_searched_and_documents_read(use: Use) -> None:
    _, notes = use("search_notes", query="claims letters")
    assert notes.passages[0].account_id == "A1"
    assert use("search_notes", query="claims letters", since="2026-06-20")[1].passages == []
    _, playbooks = use("search_playbooks", query="the champion left")
    assert {passage.title for passage in playbooks.passages} == {"Champion loss"}
    _, whole = use("read_document", passage=playbooks.passages[0].id)
    assert [passage.text for passage in whole.passages][:2] == ["Call the sponsor within two days.", "The CSM."]
    with pytest.raises(NotFound):
        use("read_document", passage="P99999")


def test_the_timeline_is_newest_first_and_says_what_it_leaves_out(use: Use) -> None:
    text, evidence = use("timeline", account="A1", limit=2)
    assert _shown(evidence, "event") == ["20 June 2026", "10 June 2026"]
    assert "2 of 5 events are shown." in text
    assert "I find nothing on record" in use("timeline", account="A1", since="2026-06-25")[0]


def test_handles_go_on_through_a_conversation_and_a_known_fact_keeps_its_own(use: Use) -> None:
    first = use("account_facts", account="A1", names=["arr"])[1].facts[0]
    use("account_facts", account="A2", names=["arr"])
    again = use("account_facts", account="A1", names=["arr"])[1].facts[0]
    assert again == first


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_scope_of_one_account_hides_all_others(use: Use, name: str) -> None:
    if CALLS[name].get("account"):
        with pytest.raises(NotFound):
            use(name, scope=ONLY_TILIA, **CALLS[name])
    text, evidence = use(
        name, scope=ONLY_TILIA, **CALLS[name] | ({"account": "A2"} if "account" in CALLS[name] else {})
    )
    assert "Marlow" not in text.replace("Marlow Freight", "")  # the words of the question may come back
    seen = {fact.account_id for fact in evidence.facts} | {passage.account_id for passage in evidence.passages}
    assert seen <= {"A2", None}
    assert not any(row.id in ("A1", "T1", "T2", "S1", "C1", "C2") for fact in evidence.facts for row in fact.rows)


@pytest.mark.parametrize("name", sorted(name for name, arguments in CALLS.items() if "account" in arguments))
def test_an_account_out_of_sight_looks_like_one_that_is_not_there(use: Use, name: str) -> None:
    said = set()
    for account, scope in (("Marlow Freight", ONLY_TILIA), ("A1", ONLY_TILIA), ("Umbrella", ONLY_TILIA)):
        with pytest.raises(NotFound) as error:
            use(name, scope=scope, **CALLS[name] | {"account": account})
        said.add(str(error.value).replace(account, "…"))
    assert len(said) == 1


def test_a_passage_out_of_sight_looks_like_one_that_is_not_there(use: Use) -> None:
    hidden = use("search_notes", query="price rise", account="A2")[1].passages[0].id
    said = set()
    for passage in (hidden, "P99999", "nonsense"):
        with pytest.raises(NotFound) as error:
            use("read_document", scope=ONLY_MARLOW, passage=passage)
        said.add(str(error.value).replace(passage, "…"))
    assert len(said) == 1


def test_a_document_is_drafted_only_when_the_user_asks_for_one(use: Use, small_copilot: Copilot) -> None:
    wanted = {"kind": "renewal-brief", "account": "Marlow Freight"}
    with pytest.raises(InvalidInput, match="did not ask for a document"):
        use("draft_document", asked="Summarise the tickets of Marlow Freight", **wanted)
    text, evidence = use("draft_document", asked="Please draft the renewal brief for Marlow Freight", **wanted)
    drafted = next(fact for fact in evidence.facts if fact.name == "document")
    assert f"read it at /documents/{drafted.value}" in text
    kept = small_copilot.desk.get(str(drafted.value), EVERYTHING)
    assert (kept.kind, kept.account_name, kept.as_of) == ("renewal-brief", "Marlow Freight", AS_OF)
    assert "$120,000" in _shown(evidence, "arr")


def test_open_milestones_are_listed_the_one_due_first_before_the_others(use: Use, small_copilot: Copilot) -> None:
    put(
        small_copilot.database,
        Milestone(milestone_id="M2", account_id="A1", name="Second team", due_date=date(2026, 8, 1)),
        Milestone(milestone_id="M1", account_id="A1", name="First team", due_date=date(2026, 6, 1)),
        Milestone(milestone_id="M0", account_id="A1", name="Kick-off", completed_date=date(2026, 5, 1)),
    )
    _, evidence = use("list_milestones", account="A1")
    assert _shown(evidence, "milestone") == [
        "“First team”, due on 1 June 2026, 27 days overdue",
        "“Second team”, due on 1 August 2026",
    ]
