"""Whose a promise is: ours, theirs, or nobody's that its words name."""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from copilot.documents.dossier import Dossier

Side = Literal["ours", "theirs", "open"]
_FIRST_PERSON = re.compile(r"I|we|me|us|ich|wir|mir|uns|je|j|nous|moi", re.I)
_SECOND_PERSON = re.compile(r"you|your|du|vous|votre|tu", re.I)
_POLITE = re.compile(r"Sie|Ihnen|Ihre?")
"""`Sie` where a German speaks to the other side; in our own notes it is `she` and `they`."""
_OTHER: dict[Side, Side] = {"ours": "theirs", "theirs": "ours", "open": "open"}
_WORD = re.compile(r"[^\W\d_]+")
_TO = frozenset(("to", "for", "with", "w", "an", "für", "mit", "à", "pour", "avec", "zu"))
"""Behind these stands for whom something is done."""
_TITLES = frozenset(("dr", "mr", "mrs", "ms", "herr", "frau", "m", "mme", "madame", "monsieur"))
_NEEDS = re.compile(r"^(?:what (?:i|we) need|was (?:ich|wir) brauch\w*|ce qu['’]il (?:me|nous) faut)\b", re.I)
_INITIAL = re.compile(r"^(?:\d\s+)?([A-Z])(?=:|\s[a-z])")


@dataclass(frozen=True, slots=True)
class Sides:
    """The names on either side, of which none is on both."""

    ours: Set[str]
    theirs: Set[str]
    initials: dict[str, Side]

    def of(self, text: str, speaker: str, *, is_spoken: bool) -> Side:
        """Tell whose a promise is: of the side that its words name first; `I` is who says it, `you` the other.

        `is_spoken` where the speaker talks or writes to the other side, and not only about it: what is written up is
        ours, whoever did it.
        """
        initial = _INITIAL.match(text)
        if initial is not None and initial[1] != "I" and initial[1] in self.initials:
            return self.initials[initial[1]]
        own = self._of_name(speaker)
        if own == "open" and speaker and not is_spoken:
            own = "ours"
        if _NEEDS.match(text):
            return _OTHER[own]
        before = ""
        for word in _WORD.findall(text):
            side = None if before in _TO else self._of_word(word, own, is_spoken=is_spoken)
            if side is not None:
                return side
            before = before if word.casefold() in _TITLES else word.casefold()
        return "open"

    def _of_word(self, word: str, own: Side, *, is_spoken: bool) -> Side | None:
        name = word.casefold()
        if name in self.ours or name in self.theirs:
            return "ours" if name in self.ours else "theirs"
        if len(word) > 1 and word in self.initials:
            return self.initials[word]
        if _FIRST_PERSON.fullmatch(word):
            return own
        return _OTHER[own] if _SECOND_PERSON.fullmatch(word) or (is_spoken and _POLITE.fullmatch(word)) else None

    def _of_name(self, name: str) -> Side:
        names = _parts(name)
        return "ours" if names & self.ours else "theirs" if names & self.theirs else "open"


def sides_of(d: Dossier) -> Sides:
    """Return the names on either side."""
    ours = {name for one in d.snapshot.team.values() for name in _parts(one.name)}
    theirs = {name for one in d.people for name in _parts(one.name)}
    initials: dict[str, Side] = {}
    csm = d.snapshot.team.get(d.account.csm_email or "")
    theirs_named: list[tuple[str, Side]] = [(one.name, "theirs") for one in d.people]
    ours_named: list[tuple[str, Side]] = [(one.name, "ours") for one in d.snapshot.team.values()]
    singly = theirs_named + ([(csm.name, "ours")] if csm is not None else [])
    called = [(_initials(name)[:1], side) for name, side in singly]
    called += [(_initials(name), side) for name, side in (*theirs_named, *ours_named)]
    for letters, whose in called:
        initials[letters] = whose if initials.get(letters, whose) == whose else "open"
    return Sides(ours - theirs, theirs - ours, {letter: side for letter, side in initials.items() if side != "open"})


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split() if not part.endswith("."))


def _parts(name: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(name) if len(word) > 2}
