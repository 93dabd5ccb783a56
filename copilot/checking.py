"""Checking a text that a person wrote: against all that is known of an account, or against given texts."""

from collections.abc import Sequence
from datetime import date

from copilot.evidence import Claim, Evidence, Fact, Passage
from copilot.grounding.check import check, check_uncited
from copilot.grounding.handles import handles_in
from copilot.grounding.names import Names
from copilot.index.splitting import split
from copilot.metrics.account import measure
from copilot.metrics.people import person_fact
from copilot.metrics.signals import signal_fact, signals
from copilot.metrics.support import ticket_fact
from copilot.metrics.voices import voices
from copilot.naming import names_of
from copilot.records import Contact, Feedback, Survey
from copilot.scope import Scope
from copilot.store.accounts import AccountStore
from copilot.store.documents import DocumentStore


def check_of_account(
    text: str, accounts: AccountStore, documents: DocumentStore, account_id: str, scope: Scope, as_of: date
) -> tuple[list[Claim], Evidence]:
    """Return the claims of a text about an account, and the evidence that they name; NotFound as `account`."""
    evidence = _evidence_of(accounts, documents, account_id, scope, as_of)
    claims = _claims(text, evidence, as_of, names_of(accounts, scope, as_of, [account_id]))
    return claims, evidence.only({handle for claim in claims for handle in claim.evidence})


def check_against(text: str, sources: Sequence[str], as_of: date) -> tuple[list[Claim], Evidence]:
    """Return the claims of a text that is to stand on other texts, and the passages of these that they name."""
    passages = [one for number, source in enumerate(sources, 1) for one in _cut(source, f"source {number}")]
    evidence = Evidence(passages=[one.model_copy(update={"id": f"P{at}"}) for at, one in enumerate(passages, 1)])
    claims = _claims(text, evidence, as_of, Names())
    return claims, evidence.only({handle for claim in claims for handle in claim.evidence})


def _claims(text: str, evidence: Evidence, as_of: date, names: Names) -> list[Claim]:
    """Hold a text against what it cites, or where it cites nothing against what shares most with each sentence."""
    held = check if evidence.handles() & set(handles_in(text)) else check_uncited
    return [claim for _, claim in held(text, evidence, as_of, names)]


def _evidence_of(
    accounts: AccountStore, documents: DocumentStore, account_id: str, scope: Scope, as_of: date
) -> Evidence:
    snapshot = accounts.snapshot(account_id, scope, as_of)
    people = accounts.all_of(Contact, scope, account_id)
    surveys = accounts.dated(Survey, scope, date.min, as_of, [account_id])
    feedback = accounts.dated(Feedback, scope, date.min, as_of, [account_id])
    facts: list[Fact] = [
        *measure(snapshot)[0],
        *(signal_fact(one) for one in signals(snapshot)),
        *(person_fact(snapshot.account, one, as_of) for one in people),
        *voices(surveys, feedback, people, snapshot.account),
        *(ticket_fact(one, snapshot.account.name, as_of) for one in accounts.tickets(scope, as_of, [account_id])),
    ]
    numbered = [fact.model_copy(update={"id": f"F{number}"}) for number, fact in enumerate(facts, 1)]
    return Evidence(facts=numbered, passages=documents.of_account(account_id, scope, as_of))


def _cut(text: str, title: str) -> list[Passage]:
    return [
        Passage(
            id="", document_id=title, path=title, title=title, heading=list(span.heading), kind="source",
            start=span.start, end=span.end, text=text[span.start : span.end],
        )
        for span in split(text)
    ]  # fmt: skip
