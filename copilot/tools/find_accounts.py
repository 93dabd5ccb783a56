"""Which accounts a text names."""

from langchain.tools import tool

from copilot.evidence import Fact, RowRef
from copilot.records import Account
from copilot.store.names import Reading
from copilot.tools.context import CopilotContext, Run
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def find_accounts(text: str, runtime: Run) -> Reply:
    """Find the accounts that a text names, by id, name, alias or part of a name, typing errors forgiven.

    Several accounts for the same words mean that the words fit each of them: ask the user which one is meant. Names
    that look like an account's and are none are listed as well: say so, and never answer with another account.
    """
    context = runtime.context
    names = context.names()
    read = names.read(text)
    if read.strangers or read.beside:
        things = _things(context, read)
        read = names.read(text, things)
        read.beside[:] = [one for one in read.beside if not _is_thing(one, things) and not _is_person(one, context)]
    facts = [_as_fact(account, mention.text, context) for mention in read.mentions for account in mention.accounts]
    unknown = dict.fromkeys([*read.strangers, *read.beside])
    if not facts and not unknown and context.account_id is not None:
        facts = [_as_fact(context.accounts.account(context.account_id, context.scope), "this account", context)]
    facts += [_as_unknown(words, context) for words in unknown]
    return reply(context, facts=facts, nothing="The text names no account that is known.")


def _things(context: CopilotContext, read: Reading) -> list[str]:
    """Return the products and features of the book, and what people at the accounts that were named are called."""
    ids = [account.account_id for mention in read.mentions for account in mention.accounts]
    people = [name for _, name in context.accounts.contact_names(context.scope, ids)] if ids else []
    ours = [person.name for person in context.accounts.team().values()]
    products = context.accounts.products(
        context.scope, [one.account_id for one in context.accounts.names(context.scope)]
    )
    return [*products, *context.accounts.known_features(context.as_of), *people, *ours]


def _is_thing(name: str, things: list[str]) -> bool:
    words = set(name.casefold().split())
    return any(words <= set(thing.casefold().split()) for thing in things)


def _is_person(name: str, context: CopilotContext) -> bool:
    return bool(context.accounts.people_named(name, context.scope))


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


def _as_unknown(words: str, context: CopilotContext) -> Fact:
    """Return that a name is no account's; whether the caller may not see it or there is none reads the same."""
    display = f"I find no account called '{words}' that you may see"
    return Fact(name="account", label=words, value=None, display=display, as_of=context.as_of)
