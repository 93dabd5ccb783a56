"""Accounts listed, counted and ranked by what is true of them: a query, never retrieval."""

from collections.abc import Iterable, Sequence
from datetime import date

from langchain.tools import tool
from pydantic import BaseModel, ConfigDict, Field

from copilot.errors import InvalidInput
from copilot.evidence import Fact
from copilot.metrics.facts import rows_of
from copilot.metrics.portfolio import FIELDS, AccountRow, Condition, Operator, Selection, select
from copilot.snapshot import Snapshot
from copilot.store.colleagues import find_colleague
from copilot.tools.context import CopilotContext, Run
from copilot.tools.reply import Reply, reply

_FREE = ("region", "industry")
"""Fields in which a book writes what it likes."""
_SHOWN = 25
_ALWAYS = ("segment", "arr", "next_renewal_date")


class Where(BaseModel):
    """A condition on accounts."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(description=f"One of {', '.join(FIELDS)}")
    operator: Operator
    value: str = Field(
        description="Shares as fractions (0.5), dates as YYYY-MM-DD, money without currency sign, a colleague by name"
    )


@tool(response_format="content_and_artifact")
def list_accounts(
    runtime: Run,
    where: list[Where] | None = None,
    sort: str = "arr",
    descending: bool = True,
    limit: int = 20,
) -> Reply:
    """List, count and rank accounts: every condition holds, sorted by one field, with the count and total ARR of all.

    Use it for each question that asks which accounts, how many, or the most and least of something. Accounts of which
    a condition cannot be told are counted apart. Conditions on next_renewal_date should name both ends of the period.
    """
    context = runtime.context
    snapshots = context.accounts.snapshots(context.scope, context.as_of)
    conditions = [_condition(one, context, snapshots) for one in where or []]
    selection = select(
        snapshots, conditions, context.accounts.exchange(context.as_of), context.as_of, sort=sort, descending=descending
    )
    columns = dict.fromkeys((*_ALWAYS, *(one.field for one in conditions), sort))
    shown = selection.rows[: max(1, min(limit, _SHOWN))]
    facts = selection.summary + [fact for row in shown for fact in _cells(row, columns, context.as_of)]
    return reply(context, facts=facts, nothing="No account.", note=_note(selection, len(shown)))


def _condition(one: Where, context: CopilotContext, snapshots: Sequence[Snapshot]) -> Condition:
    """Return the condition; a colleague may be named instead of an e-mail address, an industry by a word."""
    value = one.value
    if one.field in ("csm_email", "sales_email") and "@" not in value:
        value = find_colleague(value, context.accounts.team()).email
    elif one.field in _FREE and one.operator == "is":
        value = _as_written(one.field, value, {getattr(each.account, one.field) or "" for each in snapshots} - {""})
    return Condition(one.field, one.operator, value)


def _as_written(field: str, value: str, known: set[str]) -> str:
    """Return a region or industry as the book writes it; InvalidInput that lists them where none is meant."""
    wanted = value.casefold().removesuffix("s")
    same = [one for one in known if one.casefold().removesuffix("s") == wanted]
    near = [one for one in known if any(word.removesuffix("s") == wanted for word in one.casefold().split())]
    found = same or near
    if len(found) != 1:
        listed = f"There are: {', '.join(sorted(known))}." if known else "None is on record."
        what = "several could be meant" if found else "I find no account of it"
        raise InvalidInput(f"{field.capitalize()} {value!r}: {what}, so I list none. {listed}", f"Name one {field}.")
    return found[0]


def _cells(row: AccountRow, columns: Iterable[str], as_of: date) -> list[Fact]:
    """Return the facts of a row's columns, led by the account itself, so that a row is never empty."""
    itself = Fact(
        name="account",
        label="Account",
        value=row.account.name,
        display=row.account.name,
        as_of=as_of,
        rows=rows_of([row.account]),
        account_id=row.account.account_id,
        account_name=row.account.name,
    )
    return [itself, *(fact for name in columns for fact in row.named(name))]


def _note(selection: Selection, shown: int) -> str:
    notes = []
    if len(selection.rows) > shown:
        notes.append(f"{shown} of {len(selection.rows)} accounts are shown.")
    if selection.undecided:
        names = ", ".join(row.account.name for row in selection.undecided[:_SHOWN])
        notes.append(f"Could belong here, but a condition cannot be told: {names}.")
    return " ".join(notes)
