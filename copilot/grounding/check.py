"""Each sentence of a text held against the evidence that it stands on."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from copilot.evidence import Claim, ClaimState, Evidence, Fact
from copilot.grounding.candidates import Candidates
from copilot.grounding.dates import DateMention, dates
from copilot.grounding.directions import contradicted
from copilot.grounding.figures import is_derivable, metrics_named, supporting, wrong_metric
from copilot.grounding.handles import CITATION, MISSING, handles_in
from copilot.grounding.names import Mention, Names, identifiers, strangers
from copilot.grounding.quantities import Quantity, quantities
from copilot.grounding.quotations import Quotation, holds_whole, quotations, source_of
from copilot.grounding.retelling import retold_wrongly, wrong_after_label
from copilot.grounding.sentences import Sentence, split_sentences
from copilot.grounding.sources import Known, Source, fold, stem
from copilot.grounding.spans import overlaps
from copilot.grounding.statements import content_words, is_about_customer, is_advice, is_supported
from copilot.grounding.states import States
from copilot.grounding.units import COUNTED, is_money

_EMPHASIS = re.compile(r"\*|__|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")
_AS_OF = re.compile(r"\b(?:as of|am|per|zum|au)\s+$", re.I)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_UNREAD = re.compile(
    r"(?<![\w.])(?:\d+[eE][+-]?\d+|0x[0-9a-fA-F]+)\b|[½¼¾⅓⅔⅛]|(?<![\w.,])\d{1,2}(?:,\d{1,2}){2,}(?!\d)"
    r"|(?<![\w.,])\d{1,3}(?:,\d{3})+,\d{1,2}(?!\d)|(?<![\w.,])\d{1,3}(?:\.\d{3})+\.\d{1,2}(?!\d)"
)
"""What is a number to people and programs, or looks like one, and is read as none here."""
_MAY_BE_UNREAD = re.compile(r"\d[eExX.,]|[½¼¾⅓⅔⅛]")
NO_NAMES = Names()


def check(text: str, evidence: Evidence, as_of: date, names: Names = NO_NAMES) -> list[tuple[Sentence, Claim]]:
    """Return the claims of a text that cites its evidence, each with its state and, where it failed, the reason.

    Figures, days, names, quotations and words of direction have to agree with what the sentence cites; `names` are
    those of the book. What carries none of them and cites nothing is advice, unless it states something of a customer.
    """
    return Checker(evidence, as_of, names).check(text)


def check_uncited(text: str, evidence: Evidence, as_of: date, names: Names = NO_NAMES) -> list[tuple[Sentence, Claim]]:
    """Return the claims of a text that cites nothing, each held against the evidence that shares most with it."""
    return Checker(evidence, as_of, names).check(text, is_cited=False)


@dataclass(frozen=True)
class _Read:
    """A sentence taken apart: what it quotes, dates, counts and names, and the evidence that it is held against.

    Without citations of its own (`is_cited`) that is what shares most with it.
    """

    sentence: Sentence
    bare: str
    is_cited: bool
    quotes: Sequence[Quotation]
    days: Sequence[DateMention]
    figures: Sequence[Quantity]
    mentions: Sequence[Mention]
    sources: Sequence[Source]

    @cached_property
    def without_names(self) -> str:
        """The sentence without the names in it: `Norhaven Health Partners` says nothing of health."""
        text = self.bare
        for one in self.mentions:
            text = f"{text[: one.span[0]]}{' ' * (one.span[1] - one.span[0])}{text[one.span[1] :]}"
        return text

    @cached_property
    def without_quotes(self) -> str:
        """The sentence without what it quotes: `“letters get lost”` says of nothing that it fell."""
        text = self.bare
        for one in self.quotes:
            text = f"{text[: one.span[0]]}{' ' * (one.span[1] - one.span[0])}{text[one.span[1] :]}"
        return text

    @cached_property
    def accounts(self) -> list[Mention]:
        """The accounts that it names."""
        return [one for one in self.mentions if one.kind == "account"]

    @cached_property
    def owners(self) -> set[str]:
        """The accounts that its evidence is about."""
        return {source.account_id for source in self.sources if source.account_id}

    @property
    def has_content(self) -> bool:
        """Tell whether there is anything in it to be checked."""
        return bool(self.quotes or self.days or self.figures or self.mentions)


class Checker:
    """Holds texts against one body of evidence, which it takes apart once."""

    def __init__(self, evidence: Evidence, as_of: date, names: Names = NO_NAMES) -> None:
        self._as_of, self._names = as_of, names
        every = [*map(Source.of_fact, evidence.facts), *(Source.of_passage(one, as_of) for one in evidence.passages)]
        self._sources = {source.handle: source for source in every}

    @cached_property
    def _values(self) -> Mapping[str, Sequence[Known]]:
        """The values of all facts, by the fact's name."""
        found: defaultdict[str, list[Known]] = defaultdict(list)
        for known in (one for source in self._sources.values() for one in source.typed):
            found[known.name].append(known)
        return found

    @cached_property
    def _states(self) -> States:
        return States(list(self._sources.values()), self._as_of)

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(list(self._sources.values()))

    def check(self, text: str, *, is_cited: bool = True) -> list[tuple[Sentence, Claim]]:
        """Return the claims of a text; without citations, each sentence is held against what shares most with it."""
        return [(sentence, self._claim(self._read(sentence, is_cited))) for sentence in split_sentences(text)]

    def _read(self, sentence: Sentence, is_cited: bool) -> _Read:
        handles = handles_in(sentence.text)
        bare = _EMPHASIS.sub("", re.sub(r"(?m)^\s*\d+[.)]\s", "", CITATION.sub("", sentence.text)))
        if not sentence.is_quote:
            bare = re.sub(r"\s*\n\s*", lambda gap: "" if bare[gap.start() - 1 : gap.start()] == "-" else " ", bare)
        quotes = quotations(sentence, bare)
        taken = [one.span for one in quotes]
        days = [one for one in dates(bare, self._as_of) if not overlaps(one.span, taken)]
        taken += [one.span for one in days]
        named = [one for one in (*self._names.mentions(bare), *identifiers(bare)) if not overlaps(one.span, taken)]
        taken += [one.span for one in named]
        named += strangers(bare, taken)
        figures = quantities(bare, taken)
        sources = [self._sources[handle] for handle in handles if handle in self._sources]
        if not handles and not is_cited:
            sources = self._candidates.of(content_words(bare), figures)
        return _Read(sentence, bare, bool(handles), quotes, days, figures, named, sources)

    def _claim(self, read: _Read) -> Claim:
        handles = [source.handle for source in read.sources]
        reason, is_derived = (
            self._fault(read) if handles else (self._fault_without_source(read) or self._wrong_state(read), False)
        )
        if MISSING in read.bare:
            reason = "a figure in it was never looked up"
        state: ClaimState = "advice"
        if reason:
            state = "unverified"
        elif read.quotes and any(source.passage for source in read.sources):
            state = "quoted"
        elif handles and not self._only_advises(read):
            state = "derived" if is_derived else "grounded"
        return Claim(text=read.sentence.text, state=state, evidence=handles, reason=reason)

    def _only_advises(self, read: _Read) -> bool:
        """Tell whether a sentence without citations advises: that something like it is on record is no source."""
        return not read.is_cited and is_advice(read.bare) and not (read.figures or read.days or read.quotes)

    def _fault(self, read: _Read) -> tuple[str, bool]:
        """Say what is wrong with a sentence that has evidence, and whether a figure in it was derived."""
        reason, is_derived = _wrong_figure(read, self._as_of)
        reason = reason or self._wrong_value(read)
        reason = (
            _wrong_quote(read)
            or reason
            or (retold_wrongly(read.without_quotes, read.sources) if read.figures else "")
            or wrong_after_label(read.bare, read.figures, read.sources)
            or _unread(read)
            or _wrong_day(read, self._as_of)
            or _wrong_name(read)
            or contradicted(read.without_quotes, read.figures, read.sources, read.mentions)
            or self._wrong_state(read)
        )
        states = not read.has_content and not is_advice(read.bare)
        if not reason and states and not is_supported(read.bare, read.sources):
            reason = "what it cites does not say this"
        return reason, is_derived

    def _wrong_value(self, read: _Read) -> str:
        """Of a text that cites nothing: say where a figure is not the one of the metric that its sentence names."""
        if read.is_cited or not read.figures:
            return ""
        known = [one for name in metrics_named(read.without_names) for one in self._values.get(name, ())]
        if not known or any(supporting(figure, read.bare, known) for figure in read.figures):
            return ""
        fact = self._sources[known[0].source].fact
        return f"{read.figures[0].text} is not the {known[0].label}{f', which is {fact.display}' if fact else ''}"

    def _wrong_state(self, read: _Read) -> str:
        """Say which fact tells otherwise how things are, and of a text that cites nothing what no one source tells."""
        text = read.without_quotes
        reason = self._states.contradicted(text, read.days, read.mentions, read.sources, is_cited=read.is_cited)
        if reason or read.is_cited:
            return reason
        return self._states.put_together(
            text, read.figures, read.days, lambda source, day: _tells(source, day, self._as_of)
        )

    def _fault_without_source(self, read: _Read) -> str:
        """Say what a sentence without evidence states; advice may count steps and days, and name whom it is about."""
        if read.quotes:
            return f"“{read.quotes[0].words.strip()[:80]}” is quoted without a source"
        if reason := _unread(read):
            return reason
        advises = is_advice(read.bare)
        counted = [
            one for one in read.figures if not advises or one.unit in ("percent", "points") or one.unit.isupper()
        ]
        if counted:
            return f"{counted[0].text} has no source"
        if read.days and not advises:
            return f"{read.days[0].text} has no source"
        is_table_head = read.bare.startswith("|")
        if not advises and not is_table_head and is_about_customer(read.bare):
            return "it says something of a customer without a source"
        return ""


def _unread(read: _Read) -> str:
    """Say what in a sentence is a number or an address that nothing which it cites holds."""
    written = _UNREAD.finditer(read.bare) if _MAY_BE_UNREAD.search(read.bare) else ()
    for match in (*written, *(_ADDRESS.finditer(read.bare) if "@" in read.bare else ())):
        if not any(fold(match.group()) in source.folded for source in read.sources):
            return f"{match.group()} is not in what it cites"
    return ""


def _wrong_quote(read: _Read) -> str:
    speakers = [one.text for one in read.mentions if one.kind == "person"]
    for quote in read.quotes:
        source = source_of(quote, read.sources)
        if source is None:
            return f"“{quote.words.strip()[:80]}” is not in what it cites"
        speaker = source.speaker_of(quote.words)
        if speaker and speakers and not any(_is_called(speaker, name) for name in speakers):
            return f"“{quote.words.strip()[:40]}” was said by {speaker}"
    return ""


def _is_called(speaker: str, name: str) -> bool:
    return bool({part.casefold() for part in speaker.split()} & {part.casefold() for part in name.split()})


def _wrong_figure(read: _Read, as_of: date) -> tuple[str, bool]:
    """Find a figure that no source holds and that follows from none; the second answer says that one was derived."""
    is_of_one = len(read.accounts) == 1 and len(read.owners) == 1
    is_derived = False
    for figure in read.figures:
        found = _holding(figure, read, is_of_one=is_of_one)
        if not found:
            if _counts_cited(figure, read.sources) or _follows(figure, read, as_of):
                is_derived = True
                continue
            return f"{figure.text} is not in what it cites{_instead(figure, read)}", False
        if metric := wrong_metric(read.without_names, found):
            return f"{figure.text} is the {metric}, not what the sentence says", False
        owners = {one.account_id for one in found}
        if is_of_one and None not in owners and not _owned(read, owners):
            return f"{figure.text} is not a figure of {read.accounts[0].text}", False
    return "", is_derived


def _holding(figure: Quantity, read: _Read, *, is_of_one: bool) -> Sequence[Known]:
    """Return the figures of the evidence that a figure repeats; facts' own values are enough where they are right.

    Most are, and the numbers in the words of every source are costly to find.
    """
    found = supporting(figure, read.bare, [one for source in read.sources for one in source.typed])
    if found and not is_of_one and not wrong_metric(read.without_names, found):
        return found
    return supporting(figure, read.bare, [one for source in read.sources for one in source.figures])


def _follows(figure: Quantity, read: _Read, as_of: date) -> bool:
    """Tell whether a figure is reckoned from what the sentence cites."""
    reckoned = [one for source in read.sources for one in source.derivable]
    days = [day for source in read.sources for day in source.days]
    return is_derivable(figure, read.bare, reckoned, days, as_of)


def _counts_cited(figure: Quantity, sources: Sequence[Source]) -> bool:
    """Tell whether a figure counts what is cited one by one, no figures themselves: `four tickets [F4 F6 F8 F16]`."""
    if any(source.fact is not None and isinstance(source.fact.value, Decimal | int) for source in sources):
        return False
    is_count = figure.unit in COUNTED and figure.readings[0].value == len(sources)
    return is_count and all(stem(figure.unit) in source.words for source in sources)


def _owned(read: _Read, owners: set[str | None]) -> bool:
    (account,) = read.accounts
    return any(one.account_id in owners and one.account_name in account.names for one in read.sources)


def _instead(figure: Quantity, read: _Read) -> str:
    """Say what the cited facts hold in place of a wrong figure."""
    for source in read.sources:
        units = [one.unit for one in source.figures if one.is_typed]
        is_alike = any(unit == figure.unit or (is_money(unit) and is_money(figure.unit)) for unit in units)
        if source.fact is not None and is_alike:
            return f"; {source.fact.label} is {source.fact.display}"
    return ""


def _wrong_day(read: _Read, as_of: date) -> str:
    for day in read.days:
        dated = any(one.fact is not None and _has_own_day(one.fact, as_of) for one in read.sources)
        is_as_of = bool(_AS_OF.search(read.bare[: day.span[0]]))
        is_today = day.is_day if day.is_relative else is_as_of or not dated
        if day.fits(as_of) and is_today:
            continue
        if not any(_tells(source, day, None if is_as_of else as_of) for source in read.sources):
            known = [one.fact for one in read.sources if one.fact is not None and isinstance(one.fact.value, date)]
            instead = f"; {known[0].label} is {known[0].display}" if known else ""
            return f"{day.text} is not in what it cites{instead}"
    return ""


def _tells(source: Source, day: DateMention, as_of: date | None) -> bool:
    """Tell whether a source tells a day; `as_of` is no day of a fact of that day which tells one of its own."""
    if source.fact is not None and source.as_of == as_of and _has_own_day(source.fact, source.as_of):
        own = [source.fact.value] if isinstance(source.fact.value, date) else []
        shown = dates(source.fact.display, source.as_of)
        own += [one.first for one in shown if one.is_day and one.first is not None]
        return any(day.fits(one) for one in own) or holds_whole(fold(source.fact.display), fold(day.text))
    if any(day.fits(one) for one in source.days):
        return True
    if holds_whole(source.folded, fold(day.text)):
        return True
    for told in source.dates:
        if (day.month, day.day) != (0, 0) and told.first is None:
            if (day.month, day.day) == (told.month, told.day):
                return True
        elif told.first is not None and told.last is not None:
            if day.fits(told.first) and day.fits(told.last):
                return True
        elif day.is_day and day.first is not None and told.fits(day.first) and told.month and told.day:
            return True
    return False


def _has_own_day(fact: Fact, as_of: date) -> bool:
    """Tell whether a fact is a day, or tells one: `NPS 9 on 3 July 2026`."""
    return isinstance(fact.value, date) or any(one.is_day for one in dates(fact.display, as_of))


def _wrong_name(read: _Read) -> str:
    for mention in read.mentions:
        if not any(_names(source, mention) for source in read.sources):
            return f"{mention.text} is not in what it cites"
    return ""


def _names(source: Source, mention: Mention) -> bool:
    """Tell whether a source names what a mention does; of a person a part of the name is enough."""
    if any(fold(name) in source.folded for name in mention.names):
        return True
    if mention.kind == "account":
        return False
    told = source.folded
    if mention.kind == "person" and source.account_name:
        told = told.replace(fold(source.account_name), " ")  # Walt Kitterby is not named by Kitterby & Sons
    words = set(re.findall(r"[^\W_]+", told))
    parts = [part for part in re.findall(r"[^\W_]+", fold(mention.names[0])) if len(part) > 2]
    if mention.kind == "unknown":
        return bool(parts) and all(part in words for part in parts)
    return mention.kind == "person" and bool(parts) and parts[-1] in words
