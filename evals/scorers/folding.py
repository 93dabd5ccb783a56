"""Texts brought into one form, so that how something is typed does not decide whether it is found."""

import re
import unicodedata

_MARKS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)
_LOOKALIKES = str.maketrans("аеорсухіјѕкмтвнԁɡαονιρτκυ", "aeopcyxijskmtbhdgaoviptku")
"""Cyrillic and Greek letters that look like Latin ones."""
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]+"
)
_MARKUP = re.compile(r"\*{1,3}|~~|`|(?<![^\W_])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![^\W_])")
_LINK = re.compile(r"!?\[([^\[\]]+)\]\([^()\s]*\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def tidy(text: str) -> str:
    """Return a text with one kind of space, quotation mark and dash, without Markdown's marks and hidden characters."""
    shown = _HIDDEN.sub("", unicodedata.normalize("NFKC", _ESCAPE.sub(r"\1", text))).translate(_MARKS)
    return " ".join(_MARKUP.sub("", shown).split())


def unlinked(text: str) -> str:
    """Return a text with the words of Markdown's links and without where they lead."""
    return _LINK.sub(r"\1", text)


def folded(text: str) -> str:
    """Return a text as `tidy` does, in small letters, for looking words up."""
    return tidy(text).casefold()


def bare(text: str) -> str:
    """Return letters and digits without accents, disguises and anything between words, which stay one space apart."""
    apart = unicodedata.normalize("NFKD", _HIDDEN.sub("", text)).casefold().translate(_LOOKALIKES)
    seen = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", seen))


def holds(text: str, wanted: str) -> bool:
    """Whether words stand in a folded text as whole words, a plural s aside; `|` parts alternatives."""
    return any(_as_words(one).search(text) for one in alternatives(wanted))


def alternatives(wanted: str) -> list[str]:
    """Return the folded alternatives that `|` parts."""
    return [found for one in wanted.split("|") if (found := folded(one))]


def _as_words(wanted: str) -> re.Pattern[str]:
    before = r"(?<!\w)(?<!\d[.,])" if wanted[0].isdigit() else r"(?<!\w)" if wanted[0].isalpha() else ""
    after = r"(?!\w)(?![.,]\d)" if wanted[-1].isdigit() else r"s?(?!\w)" if wanted[-1].isalpha() else ""
    return re.compile(before + re.escape(wanted) + after)
