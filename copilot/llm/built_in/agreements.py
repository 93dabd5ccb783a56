"""What a note says was agreed: what stands under such words, to the end of the list or of the speaker's turn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copilot.evidence import Passage
from copilot.llm.built_in.disputes import is_hearsay, is_taken_back, spoken
from copilot.llm.built_in.lines import Line, read_lines, with_speaker
from copilot.llm.built_in.quoting import Quote

_AGREED = (
    r"agreed|vereinbart|abgemacht|convenu|mis(?:es)? d['’]accord"
    r"|what (?:i|we) promise|was (?:ich verspreche|wir versprechen)|ce que (?:je promets|nous promettons)"
)
_STEPS_ARE = "next steps?|action items?|nächste schritte|prochaines étapes"
_WORDS = (
    rf"{_AGREED}|agreements?|next steps?|actions?|action items?|follow[- ]ups?|to-?dos?|commitments?"
    r"|vereinbarung(?:en)?|nächste schritte|prochaines étapes"
)
_MARKS = r"[#*_\s-]*"
_COLON = r"(?:[*_]*\s*:[*_]*|\s+[–—-])(?=\s|$)"
"""What stands between `agreed` and what was: a colon, or a dash with space around it."""
_HEADER = re.compile(rf"^{_MARKS}(?:(?:what )?(?:was |we )?)?(?:{_WORDS})\b[^.:]{{0,30}}[.:]?[*_\s]*$", re.I)
_LABEL = re.compile(rf"(?=.{{1,70}}$).*\b(?:{_WORDS})\b.*{_COLON}\s*$", re.I)
"""A short line that ends in a colon and says so anywhere: `So, in the end we agreed:`."""
_OPENS = re.compile(rf"^(?P<label>.{{0,50}}?\b(?:{_AGREED})\b[^:]{{0,30}}?){_COLON}\s*\S", re.I)
_NAMES_A_LIST = re.compile(
    rf"^{_MARKS}(?:(?:{_WORDS})\b[*_]*|(?:{_STEPS_ARE})\b[^.:!?]{{0,30}}?)"
    rf"{_COLON}\s*\S",
    re.I,
)
_SAYS_SO = re.compile(
    r"\b(?:we(?:['’]ve| have)?|as|what(?:['’]s| is| was| we)|so,?(?: it['’]s)?) agreed\b"
    r"|\b(?:was (?:wir )?|wir haben |haben wir |ist )(?:\w+ )?(?:vereinbart|abgemacht)\b"
    r"|\b(?:halte ich|halten wir|ich halte|wir halten) fest\b"
    r"|\b(?:c['’]est|est|avons|on a|ce qui est) convenu\b|\bmis(?:es)? d['’]accord\b",
    re.I,
)
_STEPS = re.compile(
    r"^\W*(?:(?:then|so|ok(?:ay)?|now|dann|gut|also|alors|donc|bon)\W+)?(?:the )?"
    rf"(?:{_STEPS_ARE})\W*$",
    re.I,
)
_ASSENT = re.compile(r"^[*_]*(?:agreed|vereinbart|abgemacht|convenu)[*_]*\.[*_]*$", re.I)
_WRITTEN_UP = frozenset(("call", "meeting", "qbr"))
"""Kinds of notes in which a line that begins with `Agreed.` says what was; elsewhere, and in a turn, it is assent."""
_DENIES = re.compile(r"\b(?:not|nothing|never|no|nobody|nicht|nichts|kein\w*|rien|pas|jamais)\b|n['’]t\b", re.I)
_LABEL_OF_ONE = re.compile(
    rf"^{_MARKS}(?:(?!(?:he|she|they|it|er|sie|il|elle)\b)[^\W\d_]+(?:['’]\w+)?[,\s]+){{0,3}}(?:{_WORDS})\b[^.:!?]{{0,20}}?{_COLON}\s*",
    re.I,
)
"""What announces an agreement in its own sentence, where it does not say whose it is: `So, agreed then: `."""
_BY_A_DAY = r"\b(?:by|before|bis|avant|d['’]ici)\b[^,;]{0,15}\d"
_BETWEEN = re.compile(
    rf";\s+|\s+(?=\(?\d\)\s)|\s+/\s+|(?<=\w),\s+(?:and\s+|und\s+|et\s+)?(?=[^,;]{{0,80}}{_BY_A_DAY})", re.I
)
_COMMA = re.compile(rf"{_BY_A_DAY}[^,;]{{0,15}}$", re.I)
"""A comma sets two agreements apart where each of them has its day: `I send it by 3 May, you sign by 9 May`."""
_ENUMERATES = re.compile(r"^\(?\d\)\s+|^(?:we (?:have )?agreed |and )?that\s+|^and\s+", re.I)
_GOES_ON = re.compile(
    r"^(?:if|else|otherwise|unless|until|till|when|but|only|wenn|falls|sonst|aber|bis|si|sinon|mais)\b", re.I
)
_FEWEST = 3
"""Words of something that is agreed by itself."""
_FEW_WORDS = 10
_STATES = re.compile(
    r"\b(?:we|they)(?:['’]ve| have)? agreed\b|\bagreed (?:to|that|on|with)\b"
    r"|\bvereinbart,? dass\b|\bconvenu (?:que|de)\b",
    re.I,
)
_PROMISES = re.compile(
    r"\b(?:promised?|commit(?:ted)? to|action on)\b"
    r"|\b(?:i|we|he|she|they|you)(?:['’]ll| will) (?:send|share|check|come back|get back|confirm|set up|introduce|book"
    r"|move|pull|ask)\b|\bwill (?:send|share|confirm|introduce)\b"
    r"|\bby (?:mon|tues|wednes|thurs|fri)day\b|\bbis (?:montag|dienstag|mittwoch|donnerstag|freitag)\b",
    re.I,
)


def agreements(passages: Sequence[Passage], *, limit: int) -> list[Quote]:
    """Return what was agreed, in the order of the note.

    That is the list under a header such as `Next steps` or a line such as `so we agreed:`, or the rest of the turn or
    paragraph in which somebody says so; else the single sentences that state an agreement. A bare `Agreed.` is assent.
    What a speaker says that somebody else agreed to is hearsay, and what is taken back in the turns behind it is none.
    """
    reader = _Reader()
    for passage in passages:
        reader.read(passage)
    turns = spoken(passages)
    for found in (reader.found, _sentences(passages, _STATES)):
        if kept := [one for one in found if not is_hearsay(one) and not is_taken_back(one, turns)]:
            return kept[:limit]
    return []


def single(text: str) -> list[str]:
    """Return the agreements that a sentence holds, one by one and word for word, without what announces them.

    They are set apart by semicolons, by numbers or by strokes; what follows under a condition belongs to what it
    follows: `goes on the renewal; if not, alone`.
    """
    bare = _LABEL_OF_ONE.sub("", text, count=1)
    parts: list[str] = []
    start = 0
    for match in _BETWEEN.finditer(bare):
        rest = _ENUMERATES.sub("", bare[match.end() :])
        before = bare[start : match.start()]
        is_whole = _is_balanced(before) and not _GOES_ON.match(rest)
        if match.group().startswith(",") and not _COMMA.search(before):
            continue
        if is_whole and min(len(before.split()), len(rest.split())) >= _FEWEST:
            parts.append(before)
            start = match.end()
    return [_ENUMERATES.sub("", one).strip() for one in (*parts, bare[start:])]


def _is_balanced(text: str) -> bool:
    """Tell whether no bracket is open; the one behind a number, as in `1)`, opens none."""
    return text.count("(") <= text.count(")")


def promises(passages: Sequence[Passage], *, limit: int) -> list[Quote]:
    """Return single sentences that promise something, in the order of the note."""
    return _sentences(passages, _PROMISES)[:limit]


def _sentences(passages: Sequence[Passage], saying: re.Pattern[str]) -> list[Quote]:
    return [
        Quote(sentence, passage, speaker=line.speaker)
        for passage in passages
        for line in read_lines(passage)
        for sentence in line.sentences
        if saying.search(sentence)
        and not sentence.endswith("?")
        and len(sentence.split()) > 4
        and not _denies(sentence)
    ]


@dataclass(slots=True)
class _Open:
    """A list that has been opened, by a speaker or in writing; `items` counts what it holds."""

    speaker: str
    items: int = 0
    after_blank: bool = False


class _Reader:
    """Reads the passages of one document after the other; a list may go on from one into the next."""

    def __init__(self) -> None:
        self.found: list[Quote] = []
        self._open: _Open | None = None
        self._before: Passage | None = None
        self._speaker = ""

    def read(self, passage: Passage) -> None:
        """Read a passage."""
        self._enter(passage)
        for line in with_speaker(passage, self._speaker):
            self._speaker = line.speaker
            if not line.text:
                self._blank()
            elif _is_label(line):
                self._open = _Open(line.speaker)
            elif self._open is not None and self._belongs(line):
                self._take(passage, line.speaker, [" ".join(line.sentences)] if line.sentences else [])
            else:
                self._open = None
                self._open_within(passage, line)

    def _enter(self, passage: Passage) -> None:
        """Close the list where another document or section begins, open one where its heading says so."""
        before, self._before = self._before, passage
        goes_on = before is not None and before.document_id == passage.document_id and before.end <= passage.start
        if before is None or not goes_on:
            self._open, self._speaker = None, ""
        elif passage.start - before.end > 1:
            self._blank()
        title = passage.heading[-1] if passage.heading else ""
        is_same_section = goes_on and before is not None and before.heading == passage.heading
        if not (is_same_section or (title and title == self._speaker)):
            self._open = _Open("") if _HEADER.match(title) else None

    def _blank(self) -> None:
        if self._open is not None:
            self._open.after_blank = True

    def _belongs(self, line: Line) -> bool:
        """Tell whether a line is still of the open list: of the same turn, and no new subject after a blank line."""
        opened = self._open
        if opened is None or opened.speaker != line.speaker:
            return False
        if opened.items and not line.is_item and (opened.after_blank or line.text.endswith(":")):
            return False
        return line.is_item or not opened.after_blank or not opened.items

    def _take(self, passage: Passage, speaker: str, sentences: Sequence[str]) -> None:
        self.found += [Quote(one, passage, speaker=speaker) for one in sentences]
        if self._open is not None and sentences:
            self._open.items += len(sentences)
            self._open.after_blank = False

    def _open_within(self, passage: Passage, line: Line) -> None:
        """Open a list where a sentence of a line says that what follows was agreed."""
        if passage.kind in _WRITTEN_UP and not line.speaker and line.sentences and _ASSENT.match(line.sentences[0]):
            self._open = _Open(line.speaker)
            self._take(passage, line.speaker, line.sentences[1:])
            return
        for index, sentence in enumerate(line.sentences):
            holds_it = _holds_an_agreement(sentence)
            if holds_it or _announces(sentence):
                self._open = _Open(line.speaker)
                self._take(passage, line.speaker, line.sentences[index + (not holds_it) :])
                return


def _is_label(line: Line) -> bool:
    """Tell whether a whole line opens a list: `Next steps`, `**Agreed:**`, `agreed. so:`."""
    return not line.speaker and bool(_HEADER.match(line.text) or _LABEL.match(line.text)) and not _denies(line.text)


def _holds_an_agreement(sentence: str) -> bool:
    """Tell whether a sentence says what was agreed after a colon or dash: `Dann kurz, vereinbart: …`."""
    match = _OPENS.match(sentence)
    return bool(_NAMES_A_LIST.match(sentence)) or bool(match and not _denies(match["label"]))


def _announces(sentence: str) -> bool:
    """Tell whether a short sentence says that what was agreed follows: `So, we agreed, and stop me.`, `Next steps.`."""
    if _STEPS.match(sentence):
        return True
    return len(sentence.split()) < _FEW_WORDS and bool(_SAYS_SO.search(sentence)) and not _denies(sentence)


def _denies(words: str) -> bool:
    return bool(_DENIES.search(words))
