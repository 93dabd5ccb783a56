"""What a document about an account stands on: all that its audience may be told, and handles for what it cites."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from copilot.documents.audience import TOLD_TO_CUSTOMERS, Objector, may_tell
from copilot.documents.citing import Citing
from copilot.documents.cleaning import cleaned, cleaned_rows, cleaned_snapshot
from copilot.documents.order import Order
from copilot.evidence import Fact, Gap, Passage, RowRef
from copilot.grounding.handles import plain_text
from copilot.metrics.account import measure
from copilot.metrics.facts import gap_fact, make_fact
from copilot.metrics.health import Health, health_of
from copilot.metrics.people import person_fact
from copilot.metrics.signals import Signal, signal_fact, signals
from copilot.metrics.support import ticket_fact
from copilot.metrics.voices import voices
from copilot.orders import WITHHELD
from copilot.records import Account, Contact, Feedback, Milestone, Record, Survey
from copilot.scope import Scope
from copilot.snapshot import Snapshot
from copilot.store.accounts import AccountStore
from copilot.store.documents import DocumentStore, Filters, IndexedNote

NOT_FOR_THEM = "(not for customers)"
RECENT_NOTES = 24
"""So many of the latest notes are read; an account may have thousands."""


class Dossier(Citing):
    """One account on a day, as its audience may see it; what is cited is put into the ledger and gets a handle.

    Of a customer's version nothing internal is read at all: no signals, health, sentiment, forecasts, survey answers
    and feedback, and of the notes only those that the customer may see.
    """

    def __init__(
        self,
        order: Order,
        accounts: AccountStore,
        documents: DocumentStore,
        scope: Scope,
        account_id: str,
    ) -> None:
        super().__init__(order, accounts, documents, scope)
        self.snapshot: Snapshot = cleaned_snapshot(accounts.snapshot(account_id, scope, order.as_of))
        self.account: Account = self.snapshot.account
        self._facts, self._gaps = measure(self.snapshot)
        self.quoted: set[str] = set()
        """The words of the customer that stand in the document already: nothing is quoted twice."""

    def make(
        self,
        name: str,
        label: str,
        value: Decimal | int | str | date,
        *,
        unit: str = "",
        display: str = "",
        formula: str = "",
        records: Sequence[Record | RowRef] = (),
        as_of: date | None = None,
    ) -> Fact:
        """Make a fact of this account, as `make_fact` does; `as_of` is its own day where it is an older one."""
        shown = plain_text(display) if display else ""
        made = make_fact(self.snapshot, name, label, value, unit=unit, display=shown, formula=formula, records=records)
        return made.model_copy(update={"as_of": as_of}) if as_of else made

    def missed(self, reason: str) -> str:
        """Say that something was looked for at the account and is not there: `{F9}`, which reads as the reason does."""
        return self.lack(reason, (self.account.account_id, self.account.name))

    # What is known

    @property
    def measured(self) -> list[Fact]:
        """Every measured fact that the audience may be told, not yet in the evidence."""
        return [one for one in self._facts if may_tell(one, self.audience)]

    def fact(self, name: str) -> Fact | None:
        """Return a measured fact, not yet in the evidence; None where it cannot be told, or not to this audience."""
        found = next((one for one in self._facts if one.name == name), None)
        return found if found is not None and may_tell(found, self.audience) else None

    def facts(self, name: str) -> list[Fact]:
        """Return every measured fact of a name or of a group (`value` has `value.R-7`): ARR has one a currency."""
        return [
            one
            for one in self._facts
            if (one.name == name or one.name.startswith(f"{name}.")) and may_tell(one, self.audience)
        ]

    @property
    def gaps(self) -> list[Gap]:
        """What cannot be told, of that which the audience may be told."""
        return [one for one in self._gaps if self.is_internal or one.name.split(".")[0] in TOLD_TO_CUSTOMERS]

    def missing(self, name: str) -> Gap | None:
        """Return why a fact cannot be told; None where it can."""
        return next((one for one in self._gaps if one.name == name), None)

    def told(self, name: str) -> str:
        """Return the figure of a measured fact, or the reason why there is none, each as `{F3}`."""
        found = self.fact(name)
        if found is not None:
            return self.put(found)
        gap = self.missing(name)
        if gap is not None and self.is_internal:
            return self.put(gap_fact(gap, self.as_of))
        return self.missed(gap.reason if gap else "not on record")

    @cached_property
    def health(self) -> Health:
        """The health of the account, for our own people alone."""
        self._only_internal()
        return health_of(self.snapshot)

    @cached_property
    def signals(self) -> list[Signal]:
        """The signals that fire; none for a customer."""
        return signals(self.snapshot) if self.is_internal else []

    def signal(self, signal: Signal) -> Fact:
        """Return a signal as a fact."""
        return signal_fact(signal)

    def may_show(self, text: str) -> bool:
        """Tell whether the reader may see a text of the book: a customer none that names another one."""
        return self.is_internal or not self.objection(text)

    @cached_property
    def objection(self) -> Objector:
        """Says why a customer may not read something."""
        return Objector(self.account, self.accounts)

    def keep(self, fact: Fact) -> Fact:
        """Put a fact into the evidence; one whose words are not for the reader is withheld."""
        if not self.may_show(f"{fact.label} · {fact.display}"):
            fact = fact.model_copy(update={"label": "Withheld", "display": NOT_FOR_THEM, "value": None})
        return super().keep(fact)

    @cached_property
    def milestones(self) -> list[Milestone]:
        """The milestones that the reader may see."""
        return [one for one in self.snapshot.milestones if self.may_show(f"{one.name}. {one.objective or ''}")]

    @cached_property
    def people(self) -> list[Contact]:
        """The contacts on record."""
        return sorted(self.snapshot.contacts, key=lambda one: one.contact_id)

    def person(self, contact: Contact) -> Fact:
        """Return who somebody is; of what we know of them a customer is told name and title alone."""
        if self.is_internal:
            return person_fact(self.account, contact, self.as_of)
        display = ", ".join(part for part in (contact.name, contact.title) if part)
        return self.make("person", "Contact", contact.name, display=display, records=[contact])

    def colleague(self, email: str | None, label: str) -> Fact | None:
        """Return one of our own people by name, without the address; None where they are not on record."""
        person = self.snapshot.team.get(email or "")
        if person is None:
            return None
        return self.make("colleague", label, person.name, display=person.name, records=[person])

    @cached_property
    def notes(self) -> list[IndexedNote]:
        """The latest notes that the audience may see, the newest first."""
        visibility = None if self.is_internal else "customer"
        found = self.documents.latest_notes(
            self.account.account_id, self.scope, self.as_of, RECENT_NOTES, visibility=visibility
        )
        return [self._fit(one) for one in found]

    def _fit(self, note: IndexedNote) -> IndexedNote:
        """Return a note as the reader may see it: its title cleaned, and for a customer without lines not for them."""
        title = cleaned(note.title)
        title = title if self.may_show(title) else NOT_FOR_THEM
        passages = [one.model_copy(update={"title": title, "text": self._fit_text(one.text)}) for one in note.passages]
        return replace(note, title=title, passages=passages)

    def _fit_text(self, text: str) -> str:
        if self.is_internal:
            return text
        return "\n".join(line for line in text.split("\n") if self.may_show(line))

    @cached_property
    def voices(self) -> list[Fact]:
        """What people wrote in surveys and as feedback, the newest first; nothing for a customer."""
        if not self.is_internal:
            return []
        surveys = self.accounts.dated(Survey, self.scope, date.min, self.as_of, [self.account.account_id])
        feedback = self.accounts.dated(Feedback, self.scope, date.min, self.as_of, [self.account.account_id])
        said = voices(cleaned_rows(surveys), cleaned_rows(feedback), self.people, self.account)
        kept = [one for one in said if one.display != WITHHELD]
        return sorted(kept, key=lambda one: one.as_of, reverse=True)

    def playbook(self, name: str) -> Passage | None:
        """Return the beginning of a playbook (`champion-loss`), which says when it is to be used."""
        self._only_internal()
        return self._playbooks.get(name)

    def passages_of_playbook(self, name: str) -> Sequence[Passage]:
        """Return a playbook whole, in its order; nothing where there is none of that name."""
        first = self.playbook(name)
        return self.documents.of_document(first.document_id, self.scope) if first is not None else []

    def line_of_playbook(self, name: str, word: str) -> tuple[str, Passage] | None:
        """Return the first line of a playbook that begins with a word, without its marks, and its passage."""
        for passage in self.passages_of_playbook(name):
            for line in passage.text.splitlines():
                text = line.replace("*", "").strip("-> ").strip()
                if text.startswith(word):
                    return text, passage
        return None

    @cached_property
    def _playbooks(self) -> dict[str, Passage]:
        return self.documents.first_passages(self.scope, Filters(source="knowledge", kinds=frozenset(["playbook"])))

    def gather(self) -> None:
        """Put all that the audience may be told of the account into the evidence."""
        tickets = [ticket_fact(one, self.account.name, self.as_of) for one in self.snapshot.tickets]
        facts = [
            *self.measured,
            *map(self.person, self.people),
            *map(self.signal, self.signals),
            *tickets,
            *self.voices,
        ]
        for fact in facts:
            self.keep(fact)
        self.ledger.add_passages([passage for note in self.notes for passage in note.passages])

    def _only_internal(self) -> None:
        if not self.is_internal:
            raise LookupError("not for customers")
