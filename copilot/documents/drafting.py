"""Drafting a document: its sections written from what is known, every sentence checked, the doubtful ones left out."""

import logging
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.citing import Citing
from copilot.documents.document import Document, LeftOut, Part, Section
from copilot.documents.dossier import Dossier
from copilot.documents.editing import Edit, edited, with_edits
from copilot.documents.kinds import BLUEPRINTS
from copilot.documents.order import ABOUT_ALL, Options, Order
from copilot.documents.overall import Overall
from copilot.documents.proofreading import Objection, Proofreader
from copilot.documents.prose import Ask, prompt_for, repair_prompt, sections_of, with_prose
from copilot.documents.staleness import old_sources
from copilot.errors import CopilotError, InvalidInput
from copilot.feedback.board import Board
from copilot.grounding.handles import handles_in
from copilot.ledger import Ledger
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
    """Drafts documents; without a model to `ask` the built-in writing stands, which is complete by itself.

    Only a feedback summary needs the `board`.
    """

    def __init__(
        self,
        accounts: AccountStore,
        documents: DocumentStore,
        ask: Ask | None = None,
        model: str = BUILT_IN,
        *,
        board: Board | None = None,
    ) -> None:
        self._accounts, self._documents, self._board = accounts, documents, board
        self._ask, self._model = ask, model

    @property
    def asks_a_model(self) -> bool:
        """Tell whether a language model writes the prose."""
        return self._ask is not None

    def draft(self, order: Order, scope: Scope, document_id: str | None = None) -> Document:
        """Draft a document; NotFound where there is no such account or it may not be seen."""
        citing = self._citing(order, scope)
        return self._document(order, citing, document_id or str(uuid.uuid4()), {})

    def draft_again(
        self, earlier: Document, scope: Scope, as_of: date | None = None, only: Collection[str] = ()
    ) -> Document:
        """Draft the next version of a document, or `only` some of its sections; what a person wrote stays.

        What stays keeps its evidence, each figure as of its own day. InvalidInput for a section that is none.
        """
        unknown = set(only) - {one.key for one in earlier.sections}
        if unknown:
            keys = ", ".join(one.key for one in earlier.sections)
            raise InvalidInput(f"There is no section {min(unknown)!r}.", f"There are: {keys}.")
        order = order_of(earlier, as_of)
        # An earlier day knows nothing of what a later one stands on.
        citing = self._citing(order, scope, earlier if order.as_of >= earlier.as_of else None)
        kept = {one.key: one for one in earlier.sections}
        made = self._document(order, citing, earlier.document_id, kept, only)
        return made.model_copy(update={"version": earlier.version + 1})

    def edit(self, document: Document, edits: Sequence[Edit], scope: Scope) -> Document:
        """Return the next version with a person's edits in it, checked against all that is known of the account."""
        order = order_of(document)
        citing = self._citing(order, scope, document)
        citing.gather()
        reader = self.proofreader(citing)
        sections = edited(document.sections, edits)
        touched = {one.section for one in edits}
        sections = [_read_again(reader, one) if one.key in touched else one for one in sections]
        told = {
            "version": document.version + 1,
            "approval": None,
            "sections": sections,
            "created_at": datetime.now(UTC),
        }
        return self._closed(document.model_copy(update=told), citing)

    def _document(
        self,
        order: Order,
        citing: Citing,
        document_id: str,
        earlier: Mapping[str, Section],
        only: Collection[str] = (),
    ) -> Document:
        """Write every section, or those asked for, and put the document together."""
        blueprint: Blueprint[Any] = BLUEPRINTS[order.kind]
        chapters = blueprint.chapters_for(citing)
        anew = [one for one in chapters if not only or one.key in only]
        title = blueprint.title(citing)
        written = {one.key: one.write(citing) for one in anew}
        if any(part.author == "person" for one in earlier.values() for part in one.parts):
            citing.gather()
        reader = self.proofreader(citing)
        draft, model = _proved(reader, anew, written), BUILT_IN
        if self.asks_a_model and any(one.brief for one in anew):
            draft, model = self._with_prose(blueprint.only(anew), citing, title, draft, reader)
        told = {one.key: draft.parts[one.key] or reader.read(one.key, [one.empty(citing)])[0] for one in anew}
        sections = [
            _section(one, told[one.key], earlier.get(one.key), reader) if one in anew else earlier[one.key]
            for one in chapters
        ]
        if not citing.is_internal:
            spare = {one.key for one in chapters if one.is_spare}
            sections = [one for one in sections if one.key not in spare or _tells(one)]
        document = Document(
            document_id=document_id,
            kind=order.kind,
            title=title,
            account_id=order.account_id,
            account_name=_account_name(citing),
            as_of=order.as_of,
            since=order.options.since,
            audience=order.audience,
            sections=sections,
            left_out=draft.left_out,
            model=model,
            created_at=datetime.now(UTC),
        )
        return self._closed(document, citing)

    def _closed(self, document: Document, citing: Citing) -> Document:
        """Return a document with the evidence that its sections stand on, and what of it is old."""
        parts = [part for one in document.sections for part in one.parts]
        stands_on = {handle for part in parts for handle in handles_in(part.text)}
        stands_on |= {
            handle for part in parts if part.author == "person" for one in part.claims for handle in one.evidence
        }
        evidence = citing.ledger.evidence.only(stands_on)
        if not citing.is_internal:  # whose rows a figure is from is ours to know: they hold addresses
            bare = [one.model_copy(update={"rows": [], "formula": ""}) for one in evidence.facts]
            evidence = evidence.model_copy(update={"facts": bare})
        days = self._accounts.standards.documents.stale_days
        stale = [one.id for one in old_sources(evidence, document.as_of, days)]
        return document.model_copy(update={"evidence": evidence, "stale": stale})

    def proofreader(self, citing: Citing) -> Proofreader:
        """Return who checks the parts of a document against all that it may cite."""
        evidence = citing.ledger.evidence
        names = names_in(self._accounts, citing.scope, citing.as_of, evidence)
        objection: Objection = _nothing
        if not citing.is_internal and isinstance(citing, Dossier):
            objection = citing.objection
        return Proofreader(evidence, citing.as_of, names, objection)

    def _citing(self, order: Order, scope: Scope, earlier: Document | None = None) -> Citing:
        """Return what a document is written from; what an earlier version stands on keeps its handles."""
        citing: Citing
        if order.kind in ABOUT_ALL or order.account_id is None:
            citing = Overall(order, self._accounts, self._documents, scope, self._board)
        else:
            citing = Dossier(order, self._accounts, self._documents, scope, order.account_id)
        if earlier is not None:
            citing.ledger = Ledger(earlier.evidence.model_copy(deep=True))
        return citing

    def _with_prose(
        self, blueprint: Blueprint[Any], citing: Citing, title: str, draft: Draft, reader: Proofreader
    ) -> tuple[Draft, str]:
        """Let the model write the prose, give back once what fails, and keep the code's own where it has nothing."""
        chapters = [one for one in blueprint.chapters_for(citing) if one.brief]
        wanted = [one.key for one in chapters]
        try:
            texts = sections_of(self._asked(prompt_for(blueprint, citing, title, draft.parts)), wanted)
            prose, failed = _prose(reader, chapters, texts)
            if failed:
                answer = self._asked(repair_prompt(texts, failed, citing.ledger.evidence))
                texts |= sections_of(answer, list({one.section for one in failed} & texts.keys()))
                prose, failed = _prose(reader, chapters, texts)
        except CopilotError as error:
            logger.warning("the model failed: %s", error)
            reason = f"{self._model} did not help here: {error.message}"
            trouble = LeftOut(section=WHOLE, text="The prose of a language model", reason=reason)
            return Draft(draft.parts, [*draft.left_out, trouble]), BUILT_IN
        mixed = {one.key: with_prose(draft.parts[one.key], prose[one.key]) for one in chapters if one.key in prose}
        left_out = [*draft.left_out, *failed, *self._unwritten(wanted, texts)]
        return Draft({**draft.parts, **mixed}, left_out), self._model

    def _asked(self, prompt: str) -> str:
        assert self._ask is not None
        return self._ask(prompt)

    def _unwritten(self, wanted: Sequence[str], texts: Mapping[str, str]) -> list[LeftOut]:
        """Tell of the sections that the model left out, or wrote in a way that cannot be used."""
        reason = f"{self._model} wrote nothing usable here; the built-in text stands"
        return [
            LeftOut(section=key, text="The prose of this section", reason=reason) for key in wanted if key not in texts
        ]


def _account_name(citing: Citing) -> str | None:
    """Return the name of the account that a document is about, if it is about one."""
    if isinstance(citing, Dossier):
        return citing.account.name
    return citing.alone.name if isinstance(citing, Overall) and citing.alone is not None else None


def _nothing(text: str) -> str:
    return ""


def _proved(reader: Proofreader, chapters: Sequence[Chapter[Any]], written: Mapping[str, Sequence[Part]]) -> Draft:
    parts, left_out = {}, list[LeftOut]()
    for chapter in chapters:
        kept, failed = reader.read(chapter.key, written[chapter.key])
        parts[chapter.key] = kept
        left_out += failed
    return Draft(parts, left_out)


def _prose(
    reader: Proofreader, chapters: Sequence[Chapter[Any]], texts: Mapping[str, str]
) -> tuple[dict[str, Part], list[LeftOut]]:
    """Check what the model wrote; a section of which nothing holds is left to the code's own text."""
    kept: dict[str, Part] = {}
    left_out: list[LeftOut] = []
    for chapter in chapters:
        if chapter.key in texts:
            written = Part(basis=chapter.prose, text=texts[chapter.key], author="model")
            parts, failed = reader.read(chapter.key, [written])
            kept.update((chapter.key, one) for one in parts)
            left_out += failed
    return kept, left_out


def _tells(section: Section) -> bool:
    """Tell whether a section says anything but what is not known."""
    return any(part.basis != "unknown" for part in section.parts)


def _section(chapter: Chapter[Any], parts: Sequence[Part], earlier: Section | None, reader: Proofreader) -> Section:
    """Return a section with what a person wrote in it before."""
    section = Section(key=chapter.key, title=chapter.title, parts=list(parts))
    if earlier is None:
        return section
    return _read_again(reader, section.model_copy(update={"parts": with_edits(parts, earlier.parts)}))


def _read_again(reader: Proofreader, section: Section) -> Section:
    """Check the parts that a person wrote; the others were checked when they were drafted."""
    parts: list[Part] = []
    for part in section.parts:
        parts += reader.read(section.key, [part])[0] if part.author == "person" else [part]
    return section.model_copy(update={"parts": parts})


def order_of(document: Document, as_of: date | None = None) -> Order:
    """Return the order that a document was drafted by, for its own day or another one."""
    return Order(
        kind=document.kind,
        account_id=document.account_id,
        as_of=as_of or document.as_of,
        audience=document.audience,
        options=Options(since=document.since),
    )
