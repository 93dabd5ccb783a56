"""Which accounts a text names: by id, name, alias or the first words of a name, typing errors forgiven."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from copilot.errors import InvalidInput, NotFound
from copilot.records import Account
from copilot.store.stopwords import STOP_WORDS
from copilot.store.strangers import beside, goes_on

_WORD = re.compile(r"[\w&'’.+-]*\w", re.UNICODE)
_LEGAL_FORMS = frozenset(
    ("inc", "ltd", "llc", "gmbh", "ag", "se", "sa", "sas", "bv", "nv", "plc", "co", "corp", "corporation", "group")
)
_ALIKE = 86
_MOST_WORDS = 400
"""So many words of a text are compared with what is nearly a name; a longer text is no question."""


Tokens = list[tuple[str, int]]
"""The words of a text, each with its place."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text that name an account; several accounts where the words fit more than one."""

    text: str
    start: int
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The accounts that a text names, and the names in it that no account has.

    `strangers` go on past an account's name (`Halden Rail` where there is a `Halden Energy`); `beside` stand beside
    one and may be a person's or a product's as well.
    """

    mentions: list[Mention]
    strangers: list[str]
    beside: list[str]


class AccountNames:
    """Finds accounts by what people call them."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._accounts = {account.account_id: account for account in accounts}
        self._full: defaultdict[str, set[str]] = defaultdict(set)
        self._short: defaultdict[str, set[str]] = defaultdict(set)
        for account in accounts:
            for name in (account.account_id, account.name, *account.aliases):
                words = _words(name)
                if words:
                    self._full[" ".join(words)].add(account.account_id)
            for variant in _short_forms(_words(account.name)):
                self._short[variant].add(account.account_id)
        self._longest = max((len(name.split()) for name in self._full), default=0)

    def mentions(self, text: str) -> list[Mention]:
        """Find the accounts that a text names, in the order of the text."""
        return self.read(text).mentions

    def read(self, text: str, things: Iterable[str] = ()) -> Reading:
        """Find the accounts that a text names, in the order of the text, and the names that are no account's.

        A full name or alias wins over the first words of a name; a near miss counts only where nothing else fits.
        First words count only where the name ends with them: another company may begin with the same. `things` are
        names of products and people, which may follow an account's.
        """
        tokens = [(match.group(), match.start()) for match in _WORD.finditer(text)]
        folded = [_fold(token) for token, _ in tokens]
        is_name = _name_test(tokens)
        found: dict[int, Mention] = {}
        taken: set[int] = set()
        for table in (self._full, self._short):
            for size in range(min(self._longest, len(tokens)), 0, -1):
                for first in range(len(tokens) - size + 1):
                    span = range(first, first + size)
                    key = " ".join(folded[first : first + size])
                    ids = table.get(key)
                    if not ids or not taken.isdisjoint(span):
                        continue
                    if key in STOP_WORDS and not (first and tokens[first][0][:1].isupper()):
                        continue
                    if table is self._short and not is_name(span):
                        continue
                    taken.update(span)
                    found[first] = self._mention(text, tokens, span, ids)
        if not found:
            found = self._near_misses(text, tokens[:_MOST_WORDS], is_name)
        mentions, strangers, spans = list[Mention](), list[str](), list[tuple[int, int]]()
        for _, mention in sorted(found.items()):
            rest, end = self._goes_on(text, mention, things)
            spans.append((mention.start, end))
            if rest:
                strangers.append(f"{mention.text} {rest}")
            else:
                mentions.append(mention)
        return Reading(mentions, strangers, beside(text, spans))

    def _goes_on(self, text: str, mention: Mention, things: Iterable[str]) -> tuple[str, int]:
        """Return what makes a mention the beginning of a longer name, and where the account's own words end."""
        end = mention.start + len(mention.text)
        own = {word for one in mention.accounts for name in (one.name, *one.aliases) for word in _words(name)}
        known = own.union(_LEGAL_FORMS, *map(_words, things))
        words = _words(mention.text)
        if mention.text.isupper() or any(
            words in (_words(one.name), _words(one.account_id)) for one in mention.accounts
        ):
            return "", end
        return goes_on(text, end, frozenset(known))

    def resolve(self, name: str) -> Account:
        """Return the one account that a name means; NotFound, or InvalidInput that lists the ones it could be."""
        if name.strip() in self._accounts:
            return self._accounts[name.strip()]
        words = " ".join(_words(name))
        ids = self._full.get(words) or self._short.get(words)
        if not ids:
            read = self.read(name)
            ids = {account.account_id for mention in read.mentions for account in mention.accounts}
            ids = set() if read.strangers else ids
        if not ids:
            raise NotFound(f"I find no account called {name!r}.", "`csm accounts` lists the accounts.")
        if len(ids) > 1:
            names = ", ".join(sorted(self._accounts[one].name for one in ids))
            raise InvalidInput(f"{name!r} could be several accounts: {names}.", "Say which one.")
        return self._accounts[next(iter(ids))]

    def _mention(self, text: str, tokens: Tokens, span: range, ids: set[str]) -> Mention:
        start = tokens[span[0]][1]
        end = tokens[span[-1]][1] + len(tokens[span[-1]][0])
        accounts = sorted((self._accounts[one] for one in ids), key=lambda account: account.name)
        return Mention(text[start:end], start, tuple(accounts))

    def _near_misses(self, text: str, tokens: Tokens, is_name: Callable[[range], bool]) -> dict[int, Mention]:
        """Find words that are nearly a name: one letter off in a long one, none in a short one."""
        variants = {name: _spelled_out(name) for name in {**self._full, **self._short}}
        best: tuple[float, int, range, str] | None = None
        for size in range(min(3, len(tokens)), 0, -1):
            for first in range(len(tokens) - size + 1):
                span = range(first, first + size)
                key = _spelled_out(_key(tokens, span))
                if len(key) < 5 or not is_name(span):
                    continue
                match = process.extractOne(key, variants, scorer=fuzz.ratio, score_cutoff=_ALIKE)
                if match and (best is None or (match[1], size) > (best[0], best[1])):
                    best = (match[1], size, span, match[2])
        if best is None:
            return {}
        _, _, span, variant = best
        ids = self._full.get(variant) or self._short[variant]
        return {span[0]: self._mention(text, tokens, span, ids)}


def _words(name: str) -> list[str]:
    return [_fold(word) for word in _WORD.findall(name)]


def _fold(word: str) -> str:
    """Fold case, accents and a possessive: `Müller's` is `muller`."""
    plain = unicodedata.normalize("NFKD", word.casefold()).replace("’", "'")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return plain.removesuffix("'s").strip("'.")


def _spelled_out(name: str) -> str:
    """Write a name without hyphens and with `saint` in full: `st-aubin` and `saint aubin` are one name."""
    words = name.replace("-", " ").split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def _key(tokens: Tokens, span: range) -> str:
    return " ".join(_fold(tokens[index][0]) for index in span)


def _name_test(tokens: Tokens) -> Callable[[range], bool]:
    """Return how to tell whether words stand as a name: capitalised, unless the whole text is written small."""
    is_small = not any(token[:1].isupper() for token, _ in tokens[1:])
    is_marked = [is_small or token[:1].isupper() or token[:1].isdigit() for token, _ in tokens]
    return lambda span: all(is_marked[index] for index in span)


def _short_forms(words: list[str]) -> list[str]:
    """Return the ways to shorten a name: without its legal form, and its first words down to one."""
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words = words[:-1]
    forms = [" ".join(words[:size]) for size in range(len(words), 0, -1)]
    return [form for form in forms if len(form) >= 3 and form not in STOP_WORDS]
