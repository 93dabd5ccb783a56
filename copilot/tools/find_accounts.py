"""Which accounts a text names."""

from langchain.tools import tool

from copilot.evidence import Fact, RowRef
from copilot.records import Account
from copilot.tools.context import CopilotContext, Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def find_accounts(text: str, runtime: Run) -> Reply:
    """Find the accounts that a text names, by id, name, alias or part of a name, typing errors forgiven.

    Several accounts for the same words mean that the words fit each of them: ask the user which one is meant.
    """
    context = runtime.context
    facts = [
        _as_fact(account, mention.text, context)
        for mention in context.names().mentions(text)
        for account in mention.accounts
    ]
    if not facts and context.account_id is not None:
        facts = [_as_fact(context.accounts.account(context.account_id, context.scope), "this account", context)]
    return reply(context, facts=facts, nothing="The text names no account that is known.")


def _as_fact(account: Account, words: str, context: CopilotContext) -> Fact:
    return Fact(
        name="account",
        label=words,
        value=account.name,
        display=account.name,
        as_of=context.as_of,
        formula="account whose id, name or alias fits the words",
        rows=[RowRef(table="accounts", id=account.account_id)],
        account_id=account.account_id,
        account_name=account.name,
    )
