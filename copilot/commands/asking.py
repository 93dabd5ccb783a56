# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm ask` and `csm search`."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copilot.commands.printing import print_answer, print_passage
from copilot.commands.shared import (
    account_called,
    as_of_option,
    debug_option,
    heal,
    json_lines,
    json_option,
    needs_something,
    opened,
    print_json,
)

if TYPE_CHECKING:
    from copilot.retrieval.search import SearchResult
    from copilot.store.documents import Filters
    from copilot.wiring import Copilot


@click.command("ask")
@click.argument("question")
@click.option("--account", metavar="NAME", help="The account that the question is about.")
@click.option("--conversation", metavar="ID", help="Go on with a conversation.")
@as_of_option
@json_option
@debug_option
def ask_command(
    question: str, account: str | None, conversation: str | None, as_of: date | None, as_json: bool
) -> None:
    """Ask a question; each figure and quote of the answer is listed with its source."""
    from copilot.agent.events import Question
    from copilot.scope import EVERYTHING

    with opened() as copilot:
        heal(copilot)
        needs_something(copilot)
        account_id = account_called(copilot.accounts, account).account_id if account else None
        asked = Question(message=question, conversation_id=conversation, account_id=account_id, as_of=as_of)
        answer = copilot.agent.answer(asked, EVERYTHING)
    if as_json:
        print_json(answer)
    else:
        print_answer(answer)


@click.command("search")
@click.argument("query", required=False)
@click.option("--queries", metavar="FILE.jsonl", type=click.Path(path_type=Path), help="Search for each line's query.")
@click.option("--account", metavar="NAME", help="Only documents of this account.")
@click.option("--kind", help="Only documents of this kind: call, email, meeting, qbr, internal, playbook, …")
@click.option("--limit", type=click.IntRange(1, 100), default=8, show_default=True)
@as_of_option
@json_option
@debug_option
def search_command(
    query: str | None,
    queries: Path | None,
    account: str | None,
    kind: str | None,
    limit: int,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Find passages in notes, transcripts and playbooks."""
    if (query is None) == (queries is None):
        raise click.UsageError("Give either a QUERY or --queries FILE.jsonl.")
    with opened() as copilot:
        heal(copilot)
        needs_something(copilot)
        filters = _filters(copilot, account, kind, as_of)
        if queries is not None:
            for number, text in list(_read_queries(queries)):
                click.echo(_line(number, _search(copilot, text, filters, limit)))
            return
        result = _search(copilot, query or "", filters, limit)
    if as_json:
        print_json({"passages": _plain(result), "degraded": result.degraded})
        return
    if not result.passages:
        click.echo("Nothing found.")
    for passage in result.passages:
        print_passage(passage)


def _search(copilot: "Copilot", query: str, filters: "Filters", limit: int) -> "SearchResult":
    from copilot.scope import EVERYTHING

    result = copilot.retriever.search(query, EVERYTHING, filters=filters, limit=limit)
    if result.degraded:
        click.echo(result.degraded, err=True)
    return result


def _filters(copilot: "Copilot", account: str | None, kind: str | None, as_of: date | None) -> "Filters":
    from copilot.errors import InvalidInput
    from copilot.store.documents import Filters

    known = copilot.documents.kinds()
    if kind and kind not in known:
        raise InvalidInput(f"No document is of the kind {kind!r}.", f"There are: {', '.join(known)}.")
    return Filters(
        account_ids=frozenset([account_called(copilot.accounts, account).account_id]) if account else None,
        kinds=frozenset([kind]) if kind else None,
        until=as_of,
    )


def _read_queries(path: Path) -> Iterator[tuple[str | int, str]]:
    """Give id and query of each line; InvalidInput as `json_lines`."""
    return json_lines(
        path, lambda row: (row["id"], str(row["query"])), "id and query", '{"id": "1", "query": "renewal"}'
    )


def _line(identity: str | int, result: "SearchResult") -> str:
    return json.dumps({"id": identity, "passages": _plain(result)}, ensure_ascii=False)


def _plain(result: "SearchResult") -> list[object]:
    return [passage.model_dump(mode="json") for passage in result.passages]
