"""Everything that customers said in a book, as items: feedback, survey comments, tickets, and their words in notes."""

from collections import defaultdict
from collections.abc import Iterator

from copilot.feedback.folding import words_said
from copilot.feedback.people import Customers
from copilot.feedback.product import Product
from copilot.feedback.splitting import Passage, passages, sentences, thoughts
from copilot.feedback.thread import parts
from copilot.feedback_item import Item, Origin
from copilot.store.feedback import FeedbackStore, NoteText, Said

NOTE_SUFFIXES = (".md", ".txt", ".vtt")
_FEWEST_WORDS, _MOST_WORDS = 4, 80
"""Words of a passage of a note: less says too little, more is no quote."""
_SAME = 0.7
"""A sentence of a note is in a feedback row from that note, if this part of its words is."""


def gather(store: FeedbackStore) -> Iterator[Item]:
    """Yield every item of the book, of all accounts; who may see it is decided where it is shown.

    A ticket or a survey comment that a feedback row was taken from is left out, and so is what a note says in the
    words of a feedback row: it counts once.
    """
    customers = Customers(store.people(), store.colleagues())
    taken = _Taken()
    for row in store.feedback():
        taken.add(row)
        yield from _of_row(row, "feedback", row.row_id, customers)
    others: tuple[tuple[Origin, Iterator[Said]], ...] = ("survey", store.comments()), ("ticket", store.subjects())
    for origin, rows in others:
        for row in rows:
            if not taken.whole(row):
                yield from _of_row(row, origin, f"{origin}:{row.row_id}", customers)
    product = Product(store.product_names())
    for note in store.notes():
        yield from _of_note(note, customers, product, taken)


class _Taken:
    """What feedback rows hold already."""

    def __init__(self) -> None:
        self._sources: set[tuple[str, str]] = set()
        self._sentences: set[int] = set()
        self._from_notes: defaultdict[tuple[str, str], list[str]] = defaultdict(list)

    def add(self, row: Said) -> None:
        """Remember a feedback row."""
        for start, end in sentences(row.text, 0, len(row.text)):
            self._sentences.add(_key(row.account_id, row.text[start:end]))
        if row.source_id:
            self._sources.add((row.account_id, row.source_id))
            if row.source_id.endswith(NOTE_SUFFIXES):
                self._from_notes[row.account_id, row.source_id].append(row.text)

    def whole(self, row: Said) -> bool:
        """Tell whether a feedback row was taken from this row, or says the same."""
        return (row.account_id, row.row_id) in self._sources or _key(row.account_id, row.text) in self._sentences

    def in_note(self, note: NoteText, text: str) -> bool:
        """Tell whether a feedback row of the account says what a passage of a note says, if only in part."""
        for start, end in sentences(text, 0, len(text)):
            is_telling = len(text[start:end].split()) >= _FEWEST_WORDS
            if is_telling and _key(note.account_id, text[start:end]) in self._sentences:
                return True
        said = set(words_said(text))
        rows = self._from_notes.get((note.account_id, note.path), ())
        return any(len(said & set(words_said(row))) >= _SAME * len(said) for row in rows)


def _key(account_id: str, text: str) -> int:
    return hash((account_id, words_said(text)))


def _of_row(row: Said, origin: Origin, item_id: str, customers: Customers) -> Iterator[Item]:
    """Yield what a row says; the words of our own people in a thread are left out."""
    told = [one for one in passages(row.text) if not customers.is_ours(one.author, one.address)]
    for one in told:
        yield Item(
            item_id=item_id if len(told) == 1 else f"{item_id}@{one.start}",
            origin=origin,
            source_id=row.row_id,
            account_id=row.account_id,
            date=row.date,
            text=row.text[one.start : one.end],
            start=one.start,
            end=one.end,
            tone=one.tone,
            author=_author(row, one, customers),
            area=row.area,
            importance=row.importance,
        )


def _author(row: Said, one: Passage, customers: Customers) -> str | None:
    named = one.author or row.author or ""
    return customers.contact(row.account_id, named, one.address) or named or None


def _of_note(note: NoteText, customers: Customers, product: Product, taken: _Taken) -> Iterator[Item]:
    """Yield what the customer's people say of the product in a note: as its author, in a thread, or in a transcript."""
    for part in parts(note.text):
        who = customers.contact(note.account_id, part.author or note.author or "", part.address)
        for one in thoughts(note.text, part) if who else ():
            text = note.text[one.start : one.end]
            is_item = one.tone != "remark" and _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS
            place = (
                _place(note, one)
                if is_item and product.is_meant(text, one.tone) and not taken.in_note(note, text)
                else None
            )
            if place is not None:
                passage_id, begin = place
                yield Item(
                    item_id=f"note:P{passage_id}@{one.start - begin}",
                    origin="note",
                    source_id=f"P{passage_id}",
                    account_id=note.account_id,
                    date=note.date,
                    text=text,
                    start=one.start - begin,
                    end=one.end - begin,
                    tone=one.tone,
                    author=who,
                )


def _place(note: NoteText, one: Passage) -> tuple[int, int] | None:
    """Return the id and the beginning of the passage that holds this, or None where it runs over its end."""
    for passage_id, start, end in note.passages:
        if start <= one.start and one.end <= end:
            return passage_id, start
    return None
