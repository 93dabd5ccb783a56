"""Checking a text that a person wrote: against all that is known of an account, or against given texts."""

import re
from collections.abc import Sequence
from datetime import date

from copilot.documents.document import Document
from copilot.documents.drafting import Drafter
from copilot.documents.export.sources import citable
from copilot.documents.exported import is_about_all, is_title, orders_in, read_back
from copilot.errors import InvalidInput
from copilot.evidence import Claim, Evidence, Fact, Passage
from copilot.feedback.board import Board
from copilot.grounding.check import check, check_uncited
from copilot.grounding.handles import CITATION, handles_in
from copilot.grounding.names import Names
from copilot.index.splitting import split
from copilot.ledger import Ledger
from copilot.metrics.account import measure
from copilot.metrics.people import person_fact
from copilot.metrics.signals import signal_fact, signals
from copilot.metrics.support import ticket_fact
from copilot.metrics.voices import voices
from copilot.naming import names_in, names_of
from copilot.records import Contact, Feedback, Survey
from copilot.scope import Scope
from copilot.store.accounts import AccountStore
from copilot.store.documents import DocumentStore


def check_of_account(
    text: str,
    accounts: AccountStore,
    documents: DocumentStore,
    account_id: str,
    scope: Scope,
    as_of: date,
    board: Board | None = None,
) -> tuple[list[Claim], Evidence]:
    """Return the claims of a text about an account, and the evidence that they name; NotFound as `account`.

    A document that was exported as Markdown is held against what it cites, drafted anew as of its own day, and where a
    person wrote something without a citation against all that was known on that day.
    """
    orders, drafter = orders_in(text, account_id), Drafter(accounts, documents, board=board)
    for drafted in (drafter.draft(one, scope) for one in orders):
        if len(orders) == 1 or is_title(drafted.title, text):
            return _of_export(text, drafted, accounts, documents, scope)
    evidence = _evidence_of(accounts, documents, account_id, scope, as_of)
    claims = _claims(text, evidence, as_of, names_of(accounts, scope, as_of, [account_id]))
    return claims, evidence.only({handle for claim in claims for handle in claim.evidence})


def check_of_all(
    text: str, accounts: AccountStore, documents: DocumentStore, board: Board, scope: Scope
) -> tuple[list[Claim], Evidence]:
    """Return the claims of an exported document about all accounts, and what of its own sources they name.

    It is drafted anew as of its own day. InvalidInput for any other text: that is to be held against something.
    """
    if not is_about_all(text):
        raise InvalidInput(
            "This is no exported document about all accounts.", "Name its account, or a text it stands on."
        )
    drafted = Drafter(accounts, documents, board=board).draft(orders_in(text)[0], scope)
    return _of_export(text, drafted, accounts, documents, scope)


def check_against(text: str, sources: Sequence[str], as_of: date) -> tuple[list[Claim], Evidence]:
    """Return the claims of a text that is to stand on other texts, and the passages of these that they name."""
    passages = [one for number, source in enumerate(sources, 1) for one in _cut(source, f"source {number}")]
    evidence = Evidence(passages=[one.model_copy(update={"id": f"P{at}"}) for at, one in enumerate(passages, 1)])
    claims = _claims(text, evidence, as_of, Names())
    return claims, evidence.only({handle for claim in claims for handle in claim.evidence})


def _of_export(
    text: str, drafted: Document, accounts: AccountStore, documents: DocumentStore, scope: Scope
) -> tuple[list[Claim], Evidence]:
    """Check an export; what stands in the new draft word for word, with the same citations, was checked with it."""
    ledger = Ledger(drafted.evidence.model_copy(deep=True))
    if drafted.account_id is not None:
        known = _evidence_of(accounts, documents, drafted.account_id, scope, drafted.as_of)
        ledger.add_facts(known.facts)
        ledger.add_passages(known.passages)
    export, evidence = read_back(text, drafted), ledger.evidence
    parts = [part for section in drafted.sections for part in section.parts]
    listed, told = citable(drafted), {}
    for claim in (claim for part in parts for claim in part.claims):
        letters, cited = _letters(claim.text)
        told[letters, cited & listed] = claim
    names = names_in(accounts, scope, drafted.as_of, evidence)
    claims = [
        told.get(_letters(claim.text), claim) if claim.state == "unverified" else claim
        for _, claim in check_uncited(export.text, evidence, drafted.as_of, names)
    ]
    reason = "no source on record reads so"
    claims += [Claim(text=source, state="unverified", reason=reason) for source in export.unknown]
    return claims, evidence.only({handle for claim in claims for handle in claim.evidence})


def _letters(text: str) -> tuple[str, frozenset[str]]:
    """Return what a sentence says without its marks and blanks, and what it cites."""
    return re.sub(r"[\s*_]+", "", CITATION.sub("", text)), frozenset(handles_in(text))


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
