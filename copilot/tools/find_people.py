"""People by name: at our customers, and our own."""

from datetime import date

from langchain.tools import tool

from copilot.display import show_word
from copilot.evidence import Fact
from copilot.metrics.facts import rows_of
from copilot.metrics.people import person_fact
from copilot.records import Colleague
from copilot.store.colleagues import colleagues_named
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply

_SHOWN = 10


@tool(response_format="content_and_artifact")
def find_people(text: str, runtime: Run) -> Reply:
    """Find the people whose name stands in a text: at any account, with role and last contact, and our colleagues."""
    context = runtime.context
    found = context.accounts.people_named(text, context.scope)
    facts = [person_fact(account, contact, context.as_of) for account, contact in found]
    if not facts:
        facts = [_colleague(one, context.as_of) for one in colleagues_named(text, context.accounts.team())]
    note = f"{_SHOWN} of {len(facts)} people are shown." if len(facts) > _SHOWN else ""
    nothing = "I find no person of that name at any account, and no colleague."
    return reply(context, facts=facts[:_SHOWN], nothing=nothing, note=note)


def _colleague(person: Colleague, as_of: date) -> Fact:
    role = {"csm": "CSM", "pm": "product manager", "head_of_cs": "Head of Customer Success"}
    parts = [person.name, role.get(person.role or "", show_word(person.role or "")), person.email]
    return Fact(
        name="colleague",
        label="Our colleague",
        value=person.name,
        display=", ".join(part for part in parts if part),
        as_of=as_of,
        formula="our own people on record",
        rows=rows_of([person]),
    )
