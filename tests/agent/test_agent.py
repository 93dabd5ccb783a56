"""The agent with a scripted model: what it lets through, what it keeps, and in which order it tells it."""

import pytest

from copilot.agent.agent import LONGEST_QUESTION
from copilot.agent.events import DoneEvent, Event, EvidenceEvent, Question, StatusEvent, TextEvent, ToolEvent
from copilot.errors import InvalidInput, NotFound
from copilot.scope import EVERYTHING, Scope
from copilot.snapshot import Snapshot
from copilot.store.accounts import AccountStore
from tests.agent.conftest import AS_OF, Make, ask
from tests.scripted_model import ScriptedModel, call, say


def test_puts_in_the_figure_that_the_handle_names(make_copilot: Make) -> None:
    model = ScriptedModel(replies=[call("account_facts", account="Marlow", names=["arr"]), say("ARR is {F1}.")])
    answer = ask(make_copilot(model), "What is Marlow's ARR?")
    assert answer.text == "ARR is $120,000 [F1]."
    assert [claim.state for claim in answer.claims] == ["grounded"]
    fact = answer.evidence.facts[0]
    assert (fact.name, str(fact.value), fact.unit) == ("arr", "120000", "USD")
    assert [(row.table, row.id) for row in fact.rows] == [("subscriptions", "S1")]


def test_an_unknown_handle_never_reaches_the_user(make_copilot: Make) -> None:
    model = ScriptedModel(replies=[call("account_facts", account="A1", names=["arr"]), say("It is {F9} [F8 P77].")])
    answer = ask(make_copilot(model), "What is Marlow's ARR?")
    assert "F9" not in answer.text
    assert "F8" not in answer.text
    assert "P77" not in answer.text
    assert answer.claims[0].state == "unverified"
    assert answer.claims[0].evidence == []


def test_a_figure_that_the_model_typed_is_marked_when_it_is_not_in_the_evidence(make_copilot: Make) -> None:
    model = ScriptedModel(replies=[call("account_facts", account="A1", names=["arr"]), say("ARR is $130,000 [F1].")])
    answer = ask(make_copilot(model), "What is Marlow's ARR?")
    assert answer.claims[0].state == "unverified"
    assert "130,000" in answer.claims[0].reason
    assert answer.text.endswith("(unverified)")


def test_an_invented_quotation_is_marked(make_copilot: Make) -> None:
    copilot = make_copilot(ScriptedModel())
    passage = copilot.retriever.search("claims letters", EVERYTHING).passages[0]
    script = [
        call("search_notes", query="claims letters", account="Marlow"),
        say(
            f"Jo said “We save two hours a day on claims letters.” [{passage.id}]\n\n"
            f"Jo said “We love it dearly.” [{passage.id}]"
        ),
    ]
    answer = ask(make_copilot(ScriptedModel(replies=script)), "What does Jo say?")
    assert [claim.state for claim in answer.claims] == ["quoted", "unverified"]


def test_links_and_images_of_the_model_do_not_reach_the_user(make_copilot: Make) -> None:
    text = "See ![x](https://evil.example/p.png?d=1) and [this](https://evil.example) <img src=x>."
    answer = ask(make_copilot(ScriptedModel(replies=[say(text)])), "Hello")
    assert "evil.example" not in answer.text
    assert "<img" not in answer.text


def test_cited_and_merely_retrieved_evidence_are_kept_apart(make_copilot: Make) -> None:
    model = ScriptedModel(replies=[call("account_facts", account="A1", names=["arr", "seats"]), say("ARR is {F1}.")])
    answer = ask(make_copilot(model), "What is Marlow's ARR?")
    assert [fact.name for fact in answer.evidence.facts] == ["arr"]
    assert [fact.name for fact in answer.retrieved.facts] == ["seats"]


def test_the_first_event_comes_before_the_model_is_asked(make_copilot: Make) -> None:
    model = ScriptedModel(replies=[say("Hello.")])
    events = make_copilot(model).agent.stream(Question(message="Hi", as_of=AS_OF), EVERYTHING)
    assert isinstance(next(events), StatusEvent)
    assert model.seen == []
    assert isinstance(list(events)[-1], DoneEvent)


def test_events_tell_tools_then_text_then_evidence(make_copilot: Make) -> None:
    model = ScriptedModel(replies=[call("account_facts", account="A1", names=["arr"]), say("It is {F1}. It renews.")])
    stream = make_copilot(model).agent.stream(Question(message="ARR of Marlow?", as_of=AS_OF), EVERYTHING)
    events: list[Event] = list(stream)
    tools = [event for event in events if isinstance(event, ToolEvent)]
    assert [(tool.name, tool.state) for tool in tools] == [("account_facts", "called"), ("account_facts", "done")]
    assert tools[0].arguments == {"account": "A1", "names": ["arr"]}
    kinds = [type(event) for event in events]
    assert kinds.index(TextEvent) < kinds.index(EvidenceEvent) < kinds.index(DoneEvent)


def test_an_error_for_people_becomes_the_tool_s_answer(make_copilot: Make) -> None:
    model = ScriptedModel(replies=[call("account_facts", account="Nobody Inc"), say("I know no such account.")])
    ask(make_copilot(model), "ARR of Nobody Inc?")
    told = model.seen[1][-1]
    assert "I find no account called 'Nobody Inc'" in told.text


def test_wrong_arguments_are_told_to_the_model_not_to_the_user(make_copilot: Make) -> None:
    model = ScriptedModel(replies=[call("list_accounts", where="all of them"), say("I could not list them.")])
    answer = ask(make_copilot(model), "List all")
    assert answer.text == "I could not list them."
    assert "where" in model.seen[1][-1].text


def test_a_conversation_survives_a_restart(make_copilot: Make) -> None:
    first = make_copilot(ScriptedModel(replies=[say("Hello, I am here.")]))
    conversation_id = ask(first, "Hi, my name is Kim").conversation_id
    first.close()
    model = ScriptedModel(replies=[say("You are Kim.")])
    again = make_copilot(model)
    ask(again, "Who am I?", conversation_id)
    assert [message.text for message in model.seen[0][1:]] == ["Hi, my name is Kim", "Hello, I am here.", "Who am I?"]
    stored = again.conversations.get(conversation_id, EVERYTHING)
    assert [message.text for message in stored.messages] == [
        "Hi, my name is Kim",
        "Hello, I am here.",
        "Who am I?",
        "You are Kim.",
    ]


def test_handles_go_on_counting_in_a_conversation(make_copilot: Make) -> None:
    script = [
        call("account_facts", account="A1", names=["arr"]),
        say("{F1}"),
        call("account_facts", account="A2", names=["arr"]),
        say("{F2} after {F1}"),
    ]
    copilot = make_copilot(ScriptedModel(replies=script))
    conversation_id = ask(copilot, "ARR of Marlow?").conversation_id
    assert ask(copilot, "And Tilia?", conversation_id).text == "$6,000 [F2] after $120,000 [F1]"


def test_another_user_cannot_go_on_with_a_conversation(make_copilot: Make) -> None:
    copilot = make_copilot(ScriptedModel(replies=[say("Hello."), say("Hello.")]))
    conversation_id = ask(copilot, "Hi").conversation_id
    question = Question(message="Hi", conversation_id=conversation_id, as_of=AS_OF)
    with pytest.raises(NotFound):
        copilot.agent.answer(question, Scope(user="somebody else"))


def test_a_deleted_conversation_is_forgotten_by_the_agent_too(make_copilot: Make) -> None:
    copilot = make_copilot(ScriptedModel(replies=[say("Hello.")]))
    conversation_id = ask(copilot, "Hi").conversation_id
    copilot.agent.forget(conversation_id, EVERYTHING)
    assert list(copilot.agent.memory.list({"configurable": {"thread_id": conversation_id}})) == []
    with pytest.raises(NotFound):
        copilot.conversations.get(conversation_id, EVERYTHING)


def test_the_scope_of_the_caller_holds_in_every_tool(make_copilot: Make) -> None:
    model = ScriptedModel(
        replies=[
            call("search_notes", query="price rise"),
            call("list_accounts"),
            call("account_facts", account="Tilia Labs"),
            say("Done."),
        ]
    )
    copilot = make_copilot(model)
    scope = Scope(user="kim", account_ids=frozenset({"A1"}))
    answer = copilot.agent.answer(Question(message="Everything", as_of=AS_OF), scope)
    told = " ".join(message.text for message in model.seen[-1][2:])
    assert "Tilia" not in told.replace("I find no account called 'Tilia Labs'", "")
    assert all(passage.account_id != "A2" for passage in answer.retrieved.passages)
    assert all(fact.account_id != "A2" for fact in answer.retrieved.facts)


@pytest.mark.parametrize("message", ["", "   ", "\x00\x07\u200b", "\n\n"])
def test_an_empty_question_is_refused(make_copilot: Make, message: str) -> None:
    with pytest.raises(InvalidInput, match="empty"):
        ask(make_copilot(ScriptedModel()), message)


def test_a_question_of_200_000_characters_is_refused_with_the_limit(make_copilot: Make) -> None:
    with pytest.raises(InvalidInput, match=f"{LONGEST_QUESTION:,}"):
        ask(make_copilot(ScriptedModel()), "a" * 200_000)


def test_control_characters_are_left_out(make_copilot: Make) -> None:
    model = ScriptedModel(replies=[say("Hello.")])
    ask(make_copilot(model), "Hi\x00 the\x1bre\ud800")
    assert model.seen[0][-1].text == "Hi there"


def test_an_unknown_account_is_not_found(make_copilot: Make) -> None:
    question = Question(message="Brief me", account_id="A99", as_of=AS_OF)
    with pytest.raises(NotFound, match="A99"):
        make_copilot(ScriptedModel()).agent.answer(question, EVERYTHING)


def test_an_unknown_conversation_is_not_found(make_copilot: Make) -> None:
    with pytest.raises(NotFound):
        ask(make_copilot(ScriptedModel()), "Hi", "no-such-conversation")


def test_before_all_data_it_says_so(make_copilot: Make) -> None:
    question = Question(message="What is the ARR of Marlow?", as_of=AS_OF.replace(year=1990))
    answer = make_copilot().agent.answer(question, EVERYTHING)
    assert "no contract before 1 September 2025" in answer.text
    assert all(claim.state != "unverified" for claim in answer.claims)


def test_a_model_that_calls_tools_without_end_is_stopped(make_copilot: Make) -> None:
    model = ScriptedModel(replies=[call("list_accounts") for _ in range(20)])
    copilot = make_copilot(model, CSM_MODEL="openai:scripted", CSM_MODEL_CALLS=4)
    answer = ask(copilot, "Go on for ever")
    assert len(model.seen) == 4
    assert "it asked for tools 4 times without an answer" in answer.text
    assert all(claim.state != "unverified" for claim in answer.claims)
    model.replies[:] = [say("Fine.")]
    assert ask(copilot, "And now?", answer.conversation_id).text == "Fine."


def test_a_defect_in_a_tool_leaves_the_conversation_usable(make_copilot: Make) -> None:
    class BrokenStore(AccountStore):
        def snapshots(self, *arguments: object, **named: object) -> list[Snapshot]:
            raise ZeroDivisionError("a defect")

    model = ScriptedModel(replies=[call("list_accounts")])
    copilot = make_copilot(model)
    copilot.agent.accounts = BrokenStore(copilot.database, "USD")
    with pytest.raises(ZeroDivisionError):
        ask(copilot, "List")
    conversation_id = copilot.conversations.list(EVERYTHING, limit=1)[0].conversation_id
    model.replies[:] = [say("Back again.")]
    assert ask(copilot, "Hello?", conversation_id).text == "Back again."
    assert [message.type for message in model.seen[-1]] == ["system", "human", "ai", "human"]


def test_a_client_that_goes_away_leaves_the_conversation_usable(make_copilot: Make) -> None:
    model = ScriptedModel(replies=[call("account_facts", account="A1", names=["arr"]), say("Never read.")])
    copilot = make_copilot(model)
    events = copilot.agent.stream(Question(message="ARR of Marlow?", as_of=AS_OF), EVERYTHING)
    assert any(isinstance(event, ToolEvent) for event in (next(events), next(events)))
    events.close()  # type: ignore[attr-defined]
    conversation_id = copilot.conversations.list(EVERYTHING, limit=1)[0].conversation_id
    model.replies[:] = [say("Back again.")]
    assert ask(copilot, "Hello?", conversation_id).text == "Back again."
