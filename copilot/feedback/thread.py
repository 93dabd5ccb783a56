"""The parts of a text that are their authors' own words: a mail's new text, a thread's mails, a transcript's turns.

Left out are quoted history, headers, greetings, signatures and disclaimers. Every rule reads one line, and only
the beginning of an overlong one, so that time grows with the text's length and no faster.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from copilot.index.turns import TURN, is_transcript

_LONGEST_MARK = 200
"""A longer line is no header, greeting or signature."""
_NAME = r"[^\W\d_a-z][\w.'’-]*(?:[ ,]{1,2}(?:(?:von|van|de|der|la|le|di|du)[ ]){0,2}[^\W\d_a-z][\w.'’-]*){0,4}"
_SENDER = re.compile(r"[*_]{0,2}(?:from|von|de|sender|absender|expéditeur)[*_]{0,2}[ ]?:[*_]{0,2}[ \t]*(\S.*)", re.I)
_HEADER = re.compile(
    r"[*_]{0,2}(?:from|to|cc|bcc|sent|date|subject|reply-to|importance|von|an|kopie|gesendet|datum|betreff|de|à|cci?"
    r"|objet|envoyé|date d.envoi)[*_]{0,2}[ ]?:",
    re.I,
)
_WROTE = re.compile(
    rf"(?:[Aa]m|[Oo]n|[Ll]e) .{{1,60}} schrieb (?P<late>{_NAME})(?:[ ]?<[^>]*>)?[ ]?:"
    rf"|(?:.*?[\s,>])??(?P<name>{_NAME})[ ,]{{0,2}}(?:<[^>]*>[ ]?)?(?:[ ]?on .{{1,40}} )?"
    r"(?:wrote|writes|schrieb|a écrit)\b.{0,60}:"
)
_WROTE_ENDS = re.compile(r"\b(?:wrote|writes|schrieb\b.*|a écrit)\b.{0,60}:$", re.I)
_OPENS = re.compile(r"(?:on|am|le)\s", re.I)
_DAYS = re.compile(
    r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:am|pm|on|uhr))\b[ ,.]*", re.I
)
_DIVIDER = re.compile(
    r"(?:[-_=*]{3,}|[-_]{2,}[ ]?(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht"
    r"|message d.origine|message original|message transféré)[ ]?[-_]{2,}|begin forwarded message:)$",
    re.I,
)
_GREETING = re.compile(
    r"(?:(?:hi|hey|hello|dear|good (?:morning|afternoon|evening|day)|hallo|moin|servus|liebe[rs]?"
    r"|guten (?:tag|morgen|abend)|sehr geehrte[rs]?|bonjour|bonsoir|salut|ch[eè]re?s?|madame|monsieur"
    r"|to whom it may concern)\b[^.?]{0,60}|(?:[^\W\d_][\w.'’-]*[ ]?){1,4}(?:\([^)]*\))?,)$",
    re.I,
)
_SIGN_OFF = re.compile(
    r"(?:(?:(?:with |mit |my |and )?(?:(?:kind|best|warm|many|freundlichen?|herzlichen?|vielen?|beste|liebe|schöne"
    r"|viele)\s)?(?:regards|wishes|grüßen?|gruss|gruß|dank)|best|many thanks|cheers"
    r"|thanks?(?: you)?(?: (?:a lot|so much|in advance|again))?|yours(?: sincerely| truly| faithfully)?"
    r"|sincerely(?: yours)?|respectfully|fondly|cordially|love|mfg|lg|vg|danke|herzlich|hochachtungsvoll"
    r"|(?:bien )?cordialement|bien à (?:vous|toi)|(?:très )?amicalement|sincères salutations"
    r"|salutations(?: distinguées)?|merci(?: d.avance)?|abrazo)\b[^.?!:]{0,40})[,.!]?$",
    re.I,
)
_SENT_FROM = re.compile(
    r"(?:\(?sent from (?:my|the|a)\b|get outlook for|von meinem .{1,20} gesendet|gesendet von|envoyé de(?:puis)? mon)",
    re.I,
)
_POSTSCRIPT = re.compile(r"\W{0,2}p\.? ?(?:p\.? ?)?s\b[.:\s]", re.I)
_DISCLAIMER = re.compile(
    r".{0,80}\b(?:e-?mail|message|communication|nachricht|mail|courriel)\b.{0,80}"
    r"\b(?:confidential|privileged|intended (?:only|solely)|unauthori[sz]ed|vertraulich\w*|archivsystem|bestimmt für"
    r"|confidentiel\w*|destinataires?)\b",
    re.I,
)
_ASIDE = re.compile(r"\[.*\]$|[\[(][A-Z]{2,3}\b[^:]{0,40}:")
"""What somebody else wrote into a mail when they filed it: `[PD: checked]`."""
_MOST_SIGNED = 8
"""Lines of a signature."""


@dataclass(frozen=True, slots=True)
class Part:
    """The words `text[start:end]` of one author, as the text names them; nothing where it is the text's own author."""

    start: int
    end: int
    author: str = ""
    address: str = ""


@dataclass(slots=True)
class _Line:
    """A line where it stands, without the white space around it."""

    start: int
    end: int
    text: str
    kept: bool = True


@dataclass(slots=True)
class _Mail:
    author: str = ""
    address: str = ""
    lines: list[_Line] = field(default_factory=list)


def parts(text: str) -> list[Part]:
    """Return the parts of a text that are somebody's own words, in their order.

    A text of which nothing would be left is all its author's own, so that nothing is lost.
    """
    if "\n" not in text.strip():
        return [_trimmed(text, 0, len(text))]
    found = list(_turns(text) if _is_conversation(text) else _mail_parts(text))
    return found or [_trimmed(text, 0, len(text))]


def _is_conversation(text: str) -> bool:
    """Tell whether this is a transcript: its turns bear times, or first and family names."""
    return is_transcript(text) and all(
        turn[0].startswith("[") or (" " in turn["speaker"] and re.fullmatch(_NAME, turn["speaker"]))
        for turn in TURN.finditer(text)
    )


def _turns(text: str) -> Iterator[Part]:
    turns = list(TURN.finditer(text))
    ends = [*(turn.start() for turn in turns[1:]), len(text)]
    for turn, end in zip(turns, ends, strict=True):
        part = _trimmed(text, turn.end(), end, turn["speaker"].strip())
        if part.start < part.end:
            yield part


def _mail_parts(text: str) -> Iterator[Part]:
    for mail in _mails(_lines(text)):
        _leave_out_frame(mail.lines)
        start: int | None = None
        end = 0
        for line in mail.lines:
            if line.kept and line.text:
                start, end = (line.start if start is None else start), line.end
            elif not line.kept and start is not None:
                yield Part(start, end, mail.author, mail.address)
                start = None
        if start is not None:
            yield Part(start, end, mail.author, mail.address)


def _lines(text: str) -> list[_Line]:
    found, at = [], 0
    for raw in text.splitlines(keepends=True):
        bare = raw.strip()
        start = at + len(raw) - len(raw.lstrip())
        found.append(_Line(start, start + len(bare), bare[:_LONGEST_MARK]))
        at += len(raw)
    return found


def _mails(lines: Sequence[_Line]) -> list[_Mail]:
    """Divide a thread by its headers, and mark what is no author's text: headers, quoted lines, dividers."""
    mails = [_Mail()]
    in_header = False
    for number, line in enumerate(lines):
        behind = next((other.text for other in lines[number + 1 : number + 3] if other.text), "")
        sender = _sender(line.text, behind)
        wrote = _writer(line.text, behind)
        if sender or (wrote and not line.text.startswith(">")):
            line.kept, in_header = False, bool(sender)
            if not _is_quoted(lines, number + 1):
                mails.append(_Mail(*(sender or wrote or ("", ""))))
        elif line.text.startswith(">") or _DIVIDER.fullmatch(line.text) or _WROTE_ENDS.search(line.text):
            line.kept = False
        elif _HEADER.match(line.text) and (in_header or _HEADER.match(behind)):
            line.kept, in_header = False, True
        else:
            in_header = in_header and not line.text
        mails[-1].lines.append(line)
    return mails


def _sender(line: str, behind: str) -> tuple[str, str] | None:
    """Return who a mail's header says that it is from, if this line is one."""
    match = _SENDER.match(line)
    if not match:
        return None
    name, address = _person(match[1])
    is_header = bool(address) or bool(_HEADER.match(behind)) or bool(re.fullmatch(_NAME, name))
    return (name, address) if is_header else None


def _writer(line: str, behind: str) -> tuple[str, str] | None:
    """Return who "On 6 May, Ada Brandt wrote:" names; the line may go on in the next one."""
    if _OPENS.match(line) and not line.endswith(":") and _WROTE_ENDS.search(behind):
        line = f"{line} {behind}"
    if not line.endswith(":"):
        return None
    match = _WROTE.match(line)
    if not match:
        return None
    name = _DAYS.sub("", match["late"] or match["name"])
    address = re.search(r"<([^>\s]{3,100})>", line)
    return name.strip(" ,"), address[1] if address else ""


def _person(header: str) -> tuple[str, str]:
    """Return the name and the address in `Ada Brandt <ada@marlow.example>`."""
    address = re.search(r"[\w.+-]{1,64}@[\w.-]{1,100}", header)
    name = re.split(r"[<(\[;]|\s\S{1,64}@", header, maxsplit=1)[0].strip(" \"'*_,")
    return ("" if "@" in name else name), address[0] if address else ""


def _is_quoted(lines: Sequence[_Line], first: int) -> bool:
    following = next((line.text for line in lines[first : first + 4] if line.text and not _HEADER.match(line.text)), "")
    return following.startswith(">")


def _leave_out_frame(lines: Sequence[_Line]) -> None:
    """Mark a mail's greeting, signature and disclaimer, and other people's asides, as not its author's message."""
    written = [line for line in lines if line.kept and line.text]
    if written and len(written) > 1 and _GREETING.fullmatch(written[0].text):
        written.pop(0).kept = False
    if len(written) > 1 and _is_bare_name(lines, written[-1]):
        written.pop().kept = False
    signed = False
    for number, line in enumerate(written):
        if _POSTSCRIPT.match(line.text):
            signed = False
        elif not signed:
            signed = bool(_SENT_FROM.match(line.text) or _DISCLAIMER.match(line.text)) or _signs(written, number)
        line.kept = not signed and not _ASIDE.match(line.text)


def _is_bare_name(lines: Sequence[_Line], last: _Line) -> bool:
    """Tell whether a mail's last line is nothing but the name of who wrote it, set apart from the message."""
    before = lines[max(0, lines.index(last) - 1)]
    return not before.text and len(last.text) <= 40 and bool(re.fullmatch(_NAME, last.text))


def _signs(lines: Sequence[_Line], at: int) -> bool:
    """Tell whether a signature begins: a closing line, and behind it only a few short ones, or a postscript."""
    if lines[at].text == "--":
        return True
    if not _SIGN_OFF.fullmatch(lines[at].text):
        return False
    behind = lines[at + 1 : at + 2 + _MOST_SIGNED]
    for line in behind:
        if _POSTSCRIPT.match(line.text) or _DISCLAIMER.match(line.text) or line.text == "--":
            return True
        if line.end - line.start > _LONGEST_MARK / 2:
            return False
    return len(behind) <= _MOST_SIGNED


def _trimmed(text: str, start: int, end: int, author: str = "") -> Part:
    bare = text[start:end]
    return Part(start + len(bare) - len(bare.lstrip()), end - (len(bare) - len(bare.rstrip())), author)
