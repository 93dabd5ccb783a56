"""Drafting a document: its sections written from what is known, every sentence checked, the doubtful ones left out."""

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from copilot.documents.audience import unfit
from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.citing import Citing
from copilot.documents.document import Document, LeftOut, Part, Section
from copilot.documents.dossier import Dossier
from copilot.documents.kinds import BLUEPRINTS
from copilot.documents.order import ABOUT_ALL, Order
from copilot.documents.overall import Overall
from copilot.documents.proofreading import Objection, Proofreader
from copilot.documents.prose import Ask, prompt_for, repair_prompt, sections_of, with_prose
from copilot.errors import CopilotError
from copilot.evidence import Evidence
from copilot.grounding.handles import handles_in
from copilot.naming import names_in
from copilot.scope import Scope
from copilot.store.accounts import AccountStore
from copilot.store.documents import DocumentStore

logger = logging.getLogger(__name__)

BUILT_IN = "built-in"
WHOLE = "document"
"""The section under which it is told what concerns the whole document."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of each section, by its key, and what was left out of them."""

    parts: Mapping[str, Sequence[Part]]
    left_out: list[LeftOut] = field(default_factory=list)


class Drafter:
    """Drafts documents; without a model to `ask` the built-in writing stands, which is complete by itself."""

    def __init__(
        self, accounts: AccountStore, documents: DocumentStore, ask: Ask | None = None, model: str = BUILT_IN
    ) -> None:
        self._accounts, self._documents = accounts, documents
        self._ask, self._model = ask, model

    def draft(self, order: Order, scope: Scope, document_id: str | None = None) -> Document:
        """Draft a document; NotFound where there is no such account or it may not be seen."""
        citing = self._citing(order, scope)
        blueprint: Blueprint[Any] = BLUEPRINTS[order.kind]
        chapters = blueprint.chapters_for(citing)
        title = blueprint.title(citing)
        written = {one.key: one.write(citing) for one in chapters}
        reader = self.proofreader(citing)
        draft, model = _proved(reader, chapters, written), BUILT_IN
        if self._ask is not None:
            draft, model = self._with_prose(blueprint, citing, title, draft, reader)
        sections = [_section(one, draft.parts[one.key], citing, reader) for one in chapters]
        cited = {handle for one in sections for part in one.parts for handle in handles_in(part.text)}
        evidence = citing.ledger.evidence.only(cited)
        return Document(
            document_id=document_id or str(uuid.uuid4()),
            kind=order.kind,
            title=title,
            account_id=order.account_id,
            account_name=citing.account.name if isinstance(citing, Dossier) else None,
            as_of=order.as_of,
            audience=order.audience,
            sections=sections,
            evidence=evidence,
            left_out=draft.left_out,
            stale=stale_of(evidence, order.as_of, self._accounts.standards.documents.stale_days),
            model=model,
            created_at=datetime.now(UTC),
        )

    def proofreader(self, citing: Citing) -> Proofreader:
        """Return who checks the parts of a document against all that it may cite."""
        evidence = citing.ledger.evidence
        names = names_in(self._accounts, citing.scope, citing.as_of, evidence)
        objection: Objection = _nothing
        if not citing.is_internal and isinstance(citing, Dossier):
            own = (citing.account.name, citing.account.account_id, *citing.account.aliases)
            objection = partial(unfit, own=own, names=names, colleagues=list(self._accounts.team()))
        return Proofreader(evidence, citing.as_of, names, objection)

    def _citing(self, order: Order, scope: Scope) -> Citing:
        if order.kind in ABOUT_ALL or order.account_id is None:
            return Overall(order, self._accounts, self._documents, scope)
        return Dossier(order, self._accounts, self._documents, scope, order.account_id)

    def _with_prose(
        self, blueprint: Blueprint[Any], citing: Citing, title: str, draft: Draft, reader: Proofreader
    ) -> tuple[Draft, str]:
        """Let the model write the prose, give back once what fails, and keep the code's own where it has nothing."""
        chapters = blueprint.chapters_for(citing)
        wanted = [one.key for one in chapters if one.brief]
        try:
            texts = sections_of(self._asked(prompt_for(blueprint, citing, title, draft.parts)), wanted)
            failed = _proved(reader, chapters, _mixed(chapters, draft, texts)).left_out
            if failed:
                answer = self._asked(repair_prompt(texts, failed, citing.ledger.evidence))
                texts |= sections_of(answer, list({one.section for one in failed} & texts.keys()))
        except CopilotError as error:
            logger.warning("the model failed: %s", error)
            reason = f"{self._model} could not be used: {error.message}"
            trouble = LeftOut(section=WHOLE, text="The prose of a language model", reason=reason)
            return Draft(draft.parts, [*draft.left_out, trouble]), BUILT_IN
        proved = _proved(reader, chapters, _mixed(chapters, draft, texts))
        left_out = [*draft.left_out, *proved.left_out, *self._unwritten(wanted, texts)]
        return Draft(_filled(chapters, draft, proved), left_out), self._model

    def _asked(self, prompt: str) -> str:
        assert self._ask is not None
        return self._ask(prompt)

    def _unwritten(self, wanted: Sequence[str], texts: Mapping[str, str]) -> list[LeftOut]:
        """Tell of the sections that the model left out, or wrote in a way that cannot be used."""
        reason = f"{self._model} wrote nothing usable here; the built-in text stands"
        return [
            LeftOut(section=key, text="The prose of this section", reason=reason) for key in wanted if key not in texts
        ]


def stale_of(evidence: Evidence, as_of: date, days: int) -> list[str]:
    """Return the handles of what is older than so many days; what carries no date, such as a playbook, is not old."""
    dated = [(one.id, one.as_of) for one in evidence.facts]
    dated += [(one.id, one.date) for one in evidence.passages if one.date and one.account_id]
    return [handle for handle, day in dated if (as_of - day).days > days]


def _nothing(text: str) -> str:
    return ""


def _proved(reader: Proofreader, chapters: Sequence[Chapter[Any]], written: Mapping[str, Sequence[Part]]) -> Draft:
    parts, left_out = {}, list[LeftOut]()
    for chapter in chapters:
        kept, failed = reader.read(chapter.key, written[chapter.key])
        parts[chapter.key] = kept
        left_out += failed
    return Draft(parts, left_out)


def _mixed(chapters: Sequence[Chapter[Any]], draft: Draft, texts: Mapping[str, str]) -> dict[str, Sequence[Part]]:
    """Put the model's texts among the code's parts."""
    return {
        one.key: with_prose(one, draft.parts[one.key], texts[one.key]) if one.key in texts else draft.parts[one.key]
        for one in chapters
    }


def _filled(chapters: Sequence[Chapter[Any]], draft: Draft, proved: Draft) -> dict[str, Sequence[Part]]:
    """Return the checked parts; where nothing of the model's prose is left, the code's own of that section."""
    return {
        one.key: proved.parts[one.key]
        if len(proved.parts[one.key]) >= len(draft.parts[one.key])
        else draft.parts[one.key]
        for one in chapters
    }


def _section(chapter: Chapter[Any], parts: Sequence[Part], citing: Citing, reader: Proofreader) -> Section:
    """Return a section; one that has nothing to say says so."""
    if not parts:
        parts = reader.read(chapter.key, [Part(basis="unknown", text=chapter.nothing)])[0]
    return Section(key=chapter.key, title=chapter.title, parts=list(parts))
