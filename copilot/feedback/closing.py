"""Closing the loop: who asked for what has an answer by now, and what to write to each of them.

A message holds nothing but the customer's own words and the answer's. What our own people should know, such as that
the person who asked has left, stands in the notes beside it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pydantic import BaseModel

from copilot.display import show_date, show_word
from copilot.errors import Conflict, NotFound
from copilot.feedback.board import Board
from copilot.feedback.decisions import Answer
from copilot.feedback.letters import Letter, is_written_in, write
from copilot.feedback.listing import Amount, Quote, quote_of
from copilot.feedback.quotable import Quotable
from copilot.feedback.reading import Theme
from copilot.feedback.stakes import Stake
from copilot.feedback_item import Item
from copilot.language import NAMES, Language, language_of
from copilot.metrics.engagement import is_active_contact
from copilot.records import Account, Colleague, Contact, Subscription
from copilot.scope import Scope
from copilot.snapshot import Reads, Snapshot
from copilot.store.accounts import AccountStore
from copilot.store.documents import DocumentStore

_READS = Reads(kinds=(Account, Subscription, Contact), usage=())
_INSTEAD = ("champion", "executive_sponsor", "admin", "economic_buyer", "user")
"""To whom a message goes where who asked is not there any more, the first that there is; to no detractor."""


class Wish(Quote):
    """What the account said of the theme; `item` is the id by which a message can be asked for that answers it."""

    item: str


class Message(BaseModel):
    """One account that asked, and the message to the person who did; `notes` and `asked` are for our own people.

    `answers` is the item that the message speaks of. `to` is None where nobody is there to write to, `arr` where it
    cannot be told.
    """

    account_id: str
    account_name: str
    csm: str | None
    arr: Amount | None
    currency: str
    arr_apart: dict[str, Amount]
    renewal: date | None
    asked: list[Wish]
    answers: str
    to: str | None
    to_email: str | None
    language: str
    subject: str
    text: str
    notes: list[str]


class Closing(BaseModel):
    """A theme's answer, and a message for each account that asked, the largest first."""

    id: str
    name: str
    answer: Answer
    messages: list[Message]


def close_loop(
    board: Board,
    accounts: AccountStore,
    documents: DocumentStore,
    theme_id: str,
    scope: Scope,
    as_of: date,
    items: Collection[str] = (),
) -> Closing:
    """Return who asked for what a theme's answer tells, each account once, with a message to each.

    With `items` only these are answered, and only their accounts get a message.
    NotFound where there is no such theme or nobody who asked may be seen; Conflict where it has no answer yet, or one
    that names a customer.
    """
    theme = board.theme(theme_id, scope, as_of)
    if theme.answer is None:
        raise Conflict(f"{theme.theme_id} has no answer yet.", "Say first that it is planned, released or not planned.")
    waiting = asked_of(theme)
    asked = _by_account(item for item in waiting if not items or item.item_id in items)
    if waiting and not asked:
        raise NotFound(f"None of these items asks for {theme.theme_id}.", "Its messages name those that do.")
    if not asked:
        raise NotFound(f"Nobody asked for {theme.theme_id}: it is praise.", "`csm themes` shows what was said.")
    snapshots = {one.account.account_id: one for one in accounts.snapshots(scope, as_of, list(asked), _READS)}
    quotable = Quotable(accounts, documents, scope, list(asked), as_of)
    if named := quotable.customer_in(theme.answer.words):
        raise Conflict(
            f"The answer to {theme.theme_id} names {named}, and other customers would read it.",
            "Answer it again without the name.",
        )
    team = accounts.team()
    stakes = {one.account_id: one for one in theme.ranked.theme.weight.stakes}
    cases = [
        _Case(snapshots[one], stake, asked[one], theme.answer, quotable, team)
        for one, stake in stakes.items()
        if one in asked and one in snapshots
    ]
    currency = theme.ranked.theme.weight.arr.currency
    return Closing(
        id=theme.theme_id, name=theme.name, answer=theme.answer, messages=[one.message(currency) for one in cases]
    )


def asked_of(theme: Theme) -> list[Item]:
    """Return what was said by those who wait for an answer: all but praise."""
    return [item for item in theme.items if item.tone != "praise"]


def _by_account(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Sort items by account, the newest first."""
    found: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda one: (-one.date.toordinal(), one.item_id)):
        found.setdefault(item.account_id, []).append(item)
    return found


@dataclass(frozen=True)
class _Case:
    """One account, with what it asked, newest first, and what is answered."""

    snapshot: Snapshot
    stake: Stake
    asked: Sequence[Item]
    answer: Answer
    quotable: Quotable
    team: Mapping[str, Colleague]

    def message(self, currency: str) -> Message:
        """Return the message, with what our own people should know."""
        account, stake = self.snapshot.account, self.stake
        subject, text = write(self._letter)
        return Message(
            account_id=account.account_id,
            account_name=account.name,
            csm=self._csm,
            arr=None if stake.arr is None else round(stake.arr, 2),
            currency=currency,
            arr_apart={unit: round(amount, 2) for unit, amount in stake.apart.items()},
            renewal=stake.next_renewal,
            asked=[Wish(**dict(quote_of(item, account.name)), item=item.item_id) for item in self.asked],
            answers=self._item.item_id,
            to=self._to,
            to_email=self._contact.email if self._contact else None,
            language=self._letter.language,
            subject=subject,
            text=text,
            notes=list(self._notes()),
        )

    @cached_property
    def _csm(self) -> str | None:
        known = self.team.get(self.snapshot.account.csm_email or "")
        return known.name if known else None

    @cached_property
    def _contacts(self) -> dict[str, Contact]:
        return {_folded(one.name): one for one in self.snapshot.contacts}

    def _is_there(self, contact: Contact) -> bool:
        return is_active_contact(contact, self.snapshot.as_of)

    @cached_property
    def _authors(self) -> list[str]:
        """Who asked, the last first."""
        return list(dict.fromkeys(item.author for item in self.asked if item.author))

    @cached_property
    def _asker(self) -> str | None:
        """The person who asked and is there: one on record before one who is not, the last who asked first."""
        known = [one for one in self._authors if _folded(one) in self._contacts]
        there = [one for one in known if self._is_there(self._contacts[_folded(one)])]
        return next(iter([*there, *(one for one in self._authors if one not in known)]), None)

    @cached_property
    def _contact(self) -> Contact | None:
        """The contact to whom the message goes: who asked, or the champion or another one instead."""
        if self._asker is not None:
            return self._contacts.get(_folded(self._asker))
        there = [one for one in self.snapshot.contacts if one.role in _INSTEAD and self._is_there(one)]
        return min(there, key=lambda one: (_INSTEAD.index(one.role or ""), one.contact_id), default=None)

    @property
    def _to(self) -> str | None:
        return self._asker or (self._contact.name if self._contact else None)

    @cached_property
    def _item(self) -> Item:
        """What the message speaks of: the newest words that can be quoted to its reader, or the newest at all."""
        own = [item for item in self.asked if item.author == self._asker] if self._asker else list(self.asked)
        return next((item for item in own if self._may_quote(item)), own[0])

    def _may_quote(self, item: Item) -> bool:
        return not self.quotable.objection(item, to_its_author=self._asker is not None)

    @property
    def _language(self) -> Language:
        """The language of whoever said it, English where there are no texts of that."""
        spoken = language_of(item.text for item in self.asked if item.author == self._item.author)
        return spoken if spoken is not None and is_written_in(spoken) else "en"

    @cached_property
    def _letter(self) -> Letter:
        return Letter(
            language=self._language,
            state=self.answer.state,
            answer=self.answer.words,
            to=self._to,
            is_asker=self._asker is not None,
            day=self._item.date,
            words=self._item.text if self._may_quote(self._item) else None,
            us=self._csm,
        )

    def _notes(self) -> Iterable[str]:
        """Say what our own people should know before they send it."""
        yield from self._on_the_reader()
        others = [one for one in self._authors if one != self._asker and self._asker is not None]
        if others:
            yield f"Also asked: {', '.join(others)}."
        if objection := self.quotable.objection(self._item, to_its_author=self._asker is not None):
            yield f"Nothing is quoted: {objection}."
        language, spoken = self._letter.language, language_of([self.answer.words])
        if spoken is not None and spoken != language:
            yield f"The answer is in {NAMES[spoken]}: translate it into {NAMES[language]}."
        if self._csm is None:
            yield "I find no CSM on record: say who sends it."
        if not self.stake.lines:
            yield "No contract runs: decide whether they are written to at all."

    def _on_the_reader(self) -> Iterable[str]:
        left = [
            one for one in self._authors if (known := self._contacts.get(_folded(one))) and not self._is_there(known)
        ]
        if self._asker is not None:
            if self._contact is None:
                yield f"{self._asker} is not among the contacts on record: look for the address."
        elif self._contact is None:
            yield "I find no active contact to write to."
        else:
            why = " and ".join(map(self._gone, left)) or "Nobody is named as the one who asked"
            yield f"{why}: it goes to {self._contact.name}, {show_word(self._contact.role or 'contact')}, instead."

    def _gone(self, name: str) -> str:
        day = self._contacts[_folded(name)].left_on
        return f"{name}, who asked, left on {show_date(day)}" if day else f"{name}, who asked, is no longer active"


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
