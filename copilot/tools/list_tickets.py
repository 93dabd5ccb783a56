"""Support tickets, by account, priority and whether they are open."""

import re
from datetime import date

from langchain.tools import tool

from copilot.evidence import Fact
from copilot.metrics.facts import rows_of
from copilot.metrics.support import ticket_fact
from copilot.records import Priority
from copilot.tools.context import CopilotContext, Run
from copilot.tools.reply import Reply, reply

_SHOWN = 20


@tool(response_format="content_and_artifact")
def list_tickets(
    runtime: Run,
    account: str | None = None,
    priority: Priority | None = None,
    only_open: bool = True,
    ticket: str | None = None,
    as_of: date | None = None,
) -> Reply:
    """List and count support tickets, oldest first, of one account or of all; closed ones too with only_open false.

    `ticket` is the id of one ticket, open or closed; `as_of` lists those of an earlier day.
    """
    context = runtime.context
    if ticket is not None:
        return _one(context, ticket)
    day = min(as_of or context.as_of, context.as_of)
    ids = None if account is None else [context.account_of(account).account_id]
    tickets = context.accounts.tickets(context.scope, day, ids, only_open=only_open, priority=priority)
    names = {one.account_id: one.name for one in context.accounts.names(context.scope)}
    one_account = ids[0] if ids else None
    about = " ".join(word for word in ("open" if only_open else "", priority or "", "tickets") if word)
    count = Fact(
        name="tickets",
        label=about.capitalize(),
        value=len(tickets),
        display=f"{len(tickets):,}",
        as_of=day,
        formula="tickets opened by the as-of date" + (" and not closed by then" if only_open else ""),
        rows=rows_of(tickets),
        account_id=one_account,
        account_name=names.get(one_account or ""),
    )
    facts = [count, *(ticket_fact(one, names[one.account_id], day) for one in tickets[:_SHOWN])]
    note = f"The oldest {_SHOWN} are shown." if len(tickets) > _SHOWN else ""
    return reply(context, facts=facts, nothing="No ticket.", note=note)


def _one(context: CopilotContext, ticket: str) -> Reply:
    """Tell of one ticket by its id, however it is written."""
    wanted = ticket.strip().lstrip("#").casefold()
    tickets = context.accounts.tickets(context.scope, context.as_of)
    found = [one for one in tickets if one.ticket_id.casefold() == wanted]
    if wanted.isdigit() and not found:
        found = [one for one in tickets if re.sub(r"\D", "", one.ticket_id) == wanted]
    names = {one.account_id: one.name for one in context.accounts.names(context.scope)} if found else {}
    facts = [ticket_fact(one, names[one.account_id], context.as_of) for one in found]
    return reply(context, facts=facts, nothing=f"I find no ticket {ticket} that you may see.")
