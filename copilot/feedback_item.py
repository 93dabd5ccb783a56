"""One thing that a customer said of the product, word for word."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Origin = Literal["feedback", "survey", "ticket", "note"]
Tone = Literal["praise", "request", "problem", "question", "remark"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a customer said: `text` stands word for word in its source, from `start` to `end`.

    `source_id` is the row's id, of a note the passage's (`P12`). `item_id` is the id of the feedback row where it is
    all that the row says, and otherwise tells where it stands: `F-7@120`, `survey:V-3`, `note:P12@40`. What one author
    said again in the same words is folded into the first: `also` holds the ids of the others.
    """

    item_id: str
    origin: Origin
    source_id: str
    account_id: str
    date: date
    text: str
    start: int
    end: int
    tone: Tone
    author: str | None = None
    area: str | None = None
    importance: int | None = None
    also: tuple[str, ...] = ()
