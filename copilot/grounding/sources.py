"""Evidence taken apart: the figures, days, names and words that a fact or a passage holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from copilot.display import show_date
from copilot.evidence import Fact, Passage
from copilot.grounding.dates import DateMention, dates
from copilot.grounding.handles import plain_text
from copilot.grounding.quantities import quantities
from copilot.grounding.units import COUNTED, PERCENT, POINTS, unit_named

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MARKS = str.maketrans("’‘“”„«»–—…", '\'\'"""""--.', "*`_")
"""Typographic marks and how they are folded; emphasis goes."""
_FROM_TO = re.compile(r"\bfrom [\d.,]+ to [\d.,]+[^()]*(?:\(target [\d.,]+\))?")
_SPEAKER = re.compile(r"^(?:\[[\d:.]+\]\s*)?([^:\n]{2,60}):\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Known:
    """A figure that evidence holds.

    `is_typed` is a fact's own value and no number in its words; `is_formula` a number of its formula (`28 days`), which
    repeats nothing that is counted otherwise.
    """

    value: Decimal
    unit: str
    source: str
    name: str = ""
    label: str = ""
    is_typed: bool = False
    is_formula: bool = False
    account_id: str | None = None


@dataclass(frozen=True)
class Source:
    """A fact or a passage, with what it holds; taken apart when it is first asked for."""

    handle: str
    as_of: date
    fact: Fact | None = None
    passage: Passage | None = None

    @classmethod
    def of_fact(cls, fact: Fact) -> "Source":
        """Take a fact."""
        return cls(fact.id, fact.as_of, fact=fact)

    @classmethod
    def of_passage(cls, passage: Passage, as_of: date) -> "Source":
        """Take a passage; one without a date is read as of that day."""
        return cls(passage.id, passage.date or as_of, passage=passage)

    @property
    def account_id(self) -> str | None:
        """The account that it is about."""
        return self.fact.account_id if self.fact else self.passage.account_id if self.passage else None

    @property
    def account_name(self) -> str | None:
        """The name of the account that it is about."""
        return self.fact.account_name if self.fact else self.passage.account_name if self.passage else None

    @cached_property
    def text(self) -> str:
        """What it says: a fact its label, value, formula and date, a passage its words, their place and date."""
        said = [self.account_name or ""]
        if self.fact is not None:
            fact = self.fact
            said += [fact.label, plain_text(fact.display), fact.formula, _shown(fact.as_of)]
            said.append(str(fact.value) if isinstance(fact.value, str | date) else "")
        if self.passage is not None:
            told = self.passage
            day = _shown(told.date) if told.date else ""
            said += [told.title, " · ".join(told.heading), day, plain_text(told.text)]
        return " · ".join(one for one in said if one)

    @cached_property
    def folded(self) -> str:
        """The text for finding words in it: white space and typographic marks folded, in small letters."""
        return fold(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(map(stem, _WORD.findall(self.text)))

    @cached_property
    def dates(self) -> Sequence[DateMention]:
        """The days and periods that it names; of what a passage says, relative to its own day."""
        return dates(self.text, self.as_of)

    @cached_property
    def days(self) -> Sequence[date]:
        """The days that it is dated by or tells as its value."""
        found = [self.as_of] if self.fact is not None or (self.passage and self.passage.date) else []
        if self.fact is not None and isinstance(self.fact.value, date):
            found.insert(0, self.fact.value)
        return found

    @cached_property
    def typed(self) -> Sequence[Known]:
        """The figure that is a fact's own value, if it has one."""
        return [] if self.fact is None else _typed(self.fact)

    @cached_property
    def figures(self) -> Sequence[Known]:
        """The figures that it holds, a fact's own value first."""
        spans = [one.span for one in self.dates]
        name, label = (self.fact.name, self.fact.label) if self.fact else ("", "")
        formula = self.text.find(self.fact.formula) if self.fact and self.fact.formula else len(self.text)
        if way := _FROM_TO.search(self.text, formula):
            formula = way.end()
        in_words = [
            Known(
                reading.value,
                one.unit,
                self.handle,
                name,
                label,
                is_formula=one.span[0] >= formula,
                account_id=self.account_id,
            )
            for one in quantities(self.text, spans, of_source=True)
            for reading in (*one.readings, *one.high)
        ]
        # A count is told again in words, without what it counts; `0 of 1, 0.0 %` is a count and a share.
        own = {one.value for one in self.typed if one.unit and one.unit not in (PERCENT, POINTS)}
        return [*self.typed, *(one for one in in_words if one.unit or one.value not in own)]

    @cached_property
    def derivable(self) -> Sequence[Known]:
        """The figures that others may be derived from: values, what is shown of them, and the way `from A to B`.

        The numbers of a formula's words (`28 days`) are no figures to reckon with.
        """
        if self.fact is None:
            return self.figures
        way = _FROM_TO.search(self.fact.formula)
        shown = f"{plain_text(self.fact.display)} · {way.group() if way else ''}"
        spans = [one.span for one in dates(shown, self.as_of)]
        told = [
            Known(one.readings[0].value, one.unit, self.handle, self.fact.name, self.fact.label)
            for one in quantities(shown, spans, of_source=True)
        ]
        # What is shown of a value is the value rounded: the difference of the two is nobody's figure.
        own = [abs(one.value) for one in self.typed]
        return [*self.typed, *(one for one in told if not any(_is_rounded(abs(one.value), value) for value in own))]

    def speaker_of(self, quote: str) -> str:
        """Return who says a quotation in a transcript, or nothing where that is not told."""
        if self.passage is None:
            return ""
        text = self.passage.text
        lines = list(_SPEAKER.finditer(text))
        ends = [*(line.start() for line in lines[1:]), len(text)]
        for line, end in zip(lines, ends, strict=False):
            if fold(quote) in fold(text[line.end() : end]):
                return line[1].strip()
        return ""


@lru_cache(maxsize=1024)
def _shown(day: date) -> str:
    return show_date(day)


def _is_rounded(shown: Decimal, value: Decimal) -> bool:
    return abs(shown - value) <= max(Decimal("0.06"), value / 1000)


def _typed(fact: Fact) -> list[Known]:
    """Return a fact's own value as a figure; a share is told in percent, its change in points where it is shown so."""
    if not isinstance(fact.value, Decimal | int) or isinstance(fact.value, bool):
        return []
    value, unit = Decimal(fact.value), fact.unit
    if unit == "ratio":
        value, unit = 100 * value, POINTS if fact.display.endswith("points") else PERCENT
    elif unit in ("", "times"):
        counted = (unit_named(word) for word in reversed(fact.label.split()))
        unit = unit or next((named for named in counted if named in COUNTED), "")
    else:
        unit = unit_named(unit) or unit
    return [
        Known(
            value,
            unit,
            fact.id,
            fact.name,
            fact.label,
            is_typed=True,
            account_id=fact.account_id,
        )
    ]


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Fold white space and typographic marks, which a quotation may change."""
    return " ".join(text.translate(_MARKS).replace("...", ".").split()).casefold()


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """Cut the endings off a word, so that its forms are one: `renewals` and `renewed` are `renew`."""
    folded = word.casefold().replace("’", "'").removesuffix("'s")
    for ending in (
        "ations",
        "ation",
        "ings",
        "ing",
        "edly",
        "ed",
        "ies",
        "ers",
        "er",
        "als",
        "al",
        "es",
        "s",
        "ly",
        "e",
    ):
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            return folded.removesuffix(ending)
    return folded
