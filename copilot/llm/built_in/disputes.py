"""Whether what a speaker calls agreed is: hearsay about somebody else is not, nor is what is taken back."""

import re
from collections.abc import Sequence

from copilot.evidence import Passage
from copilot.llm.built_in.lines import with_speaker
from copilot.llm.built_in.quoting import Quote

_OF_ANOTHER = re.compile(
    r"(?<![\w’'])(?!(?:I|We|They|You|He|She|It|All|Both|Everybody|Everyone|Nobody|So|As|What|Then|Now|Ok|OK|Okay|Fine|And"
    r"|But|Well|Yes|Wir|Sie|Er|Alle|Beide|Also|Gut|Nous|Ils|Elles|On|Tous|Donc|Alors|Bon)\b)"
    r"([A-ZÀ-Þ][\w’'-]+)(?:['’]s| has| have| had| hat| a)? (?:agreed|zugestimmt|accepté)\b"
)
"""Somebody by name who is said to have agreed: `Kim agreed to …`."""
_TAKES_BACK = re.compile(
    r"\b(?:i|we) (?:did|have|had)(?:n['’]t| not)(?:\s*[,.!]|\s+(?:\w+ )?(?:agree|sa[iy]|promis|accept|commit|approve))"
    r"|\b(?:i|we) never (?:agree|sa[iy]|promis|accept|commit|approve)|\bnot agreed\b"
    r"|\bnot what (?:i|we) (?:said|agreed)\b|\btake (?:that|it) back\b|\bno such (?:thing|agreement)\b"
    r"|\bhab(?:e|en) (?:ich|wir) (?:so )?(?:nicht|nie)(?:\s*[,.!]"
    r"|\s+(?:gesagt|zug\w+|vereinbart|versprochen|akzeptiert))"
    r"|\bnicht vereinbart\b|\b(?:nehme|nehmen) .{0,20}\bzurück\b"
    r"|\bn['’](?:ai|avons) (?:pas|jamais|rien) (?:accepté|dit|promis|convenu|validé)|\bpas convenu\b",
    re.I,
)
_SOON = 3
"""So many turns after somebody is said to have agreed, that person may take it back; anybody in the very next one."""

Turn = tuple[str, str, str]
"""The document in which somebody speaks, who, and what."""


def is_hearsay(quote: Quote) -> bool:
    """Tell whether a speaker says of somebody else that they agreed; a note that is written up may say so."""
    named = [match[1].casefold() for match in _OF_ANOTHER.finditer(quote.text)]
    return bool(quote.speaker) and any(name not in quote.speaker.casefold() for name in named)


def spoken(passages: Sequence[Passage]) -> list[Turn]:
    """Return what is said in transcripts, turn by turn."""
    return [
        (passage.document_id, line.speaker, " ".join(line.sentences))
        for passage in passages
        for line in with_speaker(passage, "")
        if line.speaker and line.sentences
    ]


def is_taken_back(quote: Quote, turns: Sequence[Turn]) -> bool:
    """Tell whether somebody whom an agreement names, or whoever speaks next, takes it back."""
    document = quote.passage.document_id
    place = next((at for at, (of, _, said) in enumerate(turns) if of == document and quote.text in said), None)
    if place is None:
        return False
    return any(
        of == document
        and speaker != quote.speaker
        and (at == 0 or speaker.split()[0] in quote.text)
        and _TAKES_BACK.search(said)
        for at, (of, speaker, said) in enumerate(turns[place + 1 : place + 1 + _SOON])
    )
