"""The messages of a conversation as the checkpointer keeps them: what was gathered, and what a failed run left."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage, ToolMessage
from langchain_core.runnables import RunnableConfig

from copilot.agent.events import Usage
from copilot.evidence import Evidence, Fact, Passage


def evidence_of(messages: Sequence[AnyMessage]) -> Evidence:
    """Return all the evidence that the tools gathered in a conversation, each handle once."""
    facts: dict[str, Fact] = {}
    passages: dict[str, Passage] = {}
    for message in messages:
        if isinstance(message, ToolMessage) and message.artifact:
            evidence = Evidence.model_validate(message.artifact)
            facts |= {fact.id: fact for fact in evidence.facts}
            passages |= {passage.id: passage for passage in evidence.passages}
    return Evidence(facts=list(facts.values()), passages=list(passages.values()))


def usage_of(messages: Sequence[AnyMessage]) -> Usage:
    """Add up the tokens that the model's replies report; a model that reports none counts its calls alone."""
    replies = [message for message in messages if isinstance(message, AIMessage)]
    counted = [reply.usage_metadata for reply in replies if reply.usage_metadata]
    return Usage(
        input_tokens=sum(count["input_tokens"] for count in counted),
        output_tokens=sum(count["output_tokens"] for count in counted),
        model_calls=len(replies),
    )


def forget_turn(graph: Any, config: RunnableConfig, before: int) -> None:
    """Remove what a run added; `before` counts the messages that were there before it."""
    left = graph.get_state(config).values.get("messages", [])[before:]
    graph.update_state(config, {"messages": [RemoveMessage(id=message.id) for message in left]})


def close_failed_turn(graph: Any, config: RunnableConfig, before: int, question: str, text: str) -> None:
    """Replace what a failed run left behind with its question and a word on it, so that the talk can go on.

    A call of a tool without its answer would make every later question fail. `before` counts the messages that
    were there before the run.
    """
    forget_turn(graph, config, before)
    graph.update_state(config, {"messages": [HumanMessage(question), AIMessage(text)]})
