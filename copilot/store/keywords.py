"""Keyword search over passages: FTS5 on SQLite, full text on PostgreSQL.

Words are stemmed and compared without accents; Chinese, Japanese and Korean characters, which no space
divides, count as a word each and are looked for in pairs.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from math import log1p
from operator import add as plus
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, and_, column, func, or_, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from copilot.store.stopwords import STOP_WORDS

MAX_TERMS = 48
BUDGET = 2_500
"""How many passages a search may score; the rarest words come first."""
MAX_ACCOUNTS = 64
"""The accounts of a wider scope are compared row by row instead of being looked up."""
NO_ACCOUNT = "ofnoaccount"
TITLE, HEADINGS, BODY = 2.0, 1.5, 1.0
"""What a word in each of them counts."""

_WORD = re.compile(r"[^\W_]+")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_CJK_RUN = re.compile(f"[{_CJK}]+")
_CJK_EACH = re.compile(f"([{_CJK}])")


@dataclass(frozen=True, slots=True)
class KeywordRow:
    """What of a passage can be found by its words."""

    passage_id: int
    account_id: str | None
    title: str
    headings: str
    body: str


def terms_of(query: str) -> list[str]:
    """Return the words worth looking for, each once; a pair of characters is one term with a space inside."""
    words: dict[str, None] = {}
    for word in _WORD.findall(_plain(query).lower()):
        latin = _CJK_RUN.sub(" ", word).split()
        pairs = [pair for run in _CJK_RUN.findall(word) for pair in _pairs(run)]
        words.update(dict.fromkeys([*latin, *pairs]))
    telling = [word for word in words if word not in STOP_WORDS]
    return (telling or list(words))[:MAX_TERMS]


def _pairs(run: str) -> list[str]:
    return [f"{run[at]} {run[at + 1]}" for at in range(len(run) - 1)] or [run]


def _plain(words: str) -> str:
    """Return the words without accents."""
    if words.isascii():
        return words
    parts = unicodedata.normalize("NFKD", words)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))


def _spaced(words: str) -> str:
    return _CJK_EACH.sub(r" \1 ", _plain(words)).replace("\0", " ")


def _account_token(account_id: str | None) -> str:
    """Return the account as one word of digits, which no stemmer changes."""
    return NO_ACCOUNT if account_id is None else str(int.from_bytes(account_id.encode()))


def add(connection: Connection, rows: Sequence[KeywordRow]) -> None:
    """Make passages findable."""
    if not rows:
        return
    values = [
        {
            "passage_id": row.passage_id,
            "account": _account_token(row.account_id),
            "title": _spaced(row.title),
            "headings": _spaced(row.headings),
            "body": _spaced(row.body),
        }
        for row in rows
    ]
    connection.execute(text(_ADD[connection.dialect.name]), values)


def remove(connection: Connection, passage_ids: Iterable[int]) -> None:
    """Make passages not findable any more."""
    values = [{"passage_id": passage_id} for passage_id in passage_ids]
    if values:
        column = "rowid" if connection.dialect.name == "sqlite" else "passage_id"
        connection.execute(text(f"DELETE FROM keywords WHERE {column} = :passage_id"), values)


_ADD = {
    "sqlite": "INSERT INTO keywords (rowid, title, headings, body, account)"
    " VALUES (:passage_id, :title, :headings, :body, :account)",
    "postgresql": "INSERT INTO keywords (passage_id, account, words) VALUES (:passage_id, :account,"
    " setweight(to_tsvector('english', :title), 'A') || setweight(to_tsvector('english', :headings), 'B')"
    " || setweight(to_tsvector('english', :body), 'D'))",
}


@dataclass(frozen=True, slots=True)
class Owners:
    """The accounts whose passages may be found (None: all), and whether those of no account may be."""

    account_ids: frozenset[str] | None = None
    unowned: bool = True

    def tokens(self) -> list[str] | None:
        """Return the accounts as they stand in the index, or None where looking them up narrows nothing."""
        if self.account_ids is None or len(self.account_ids) > MAX_ACCOUNTS:
            return None
        return [*map(_account_token, sorted(self.account_ids)), *[NO_ACCOUNT] * self.unowned]


def passage_column(connection: Connection) -> ColumnElement[int]:
    """Return the passage's number in the keyword table, to correlate other conditions with."""
    return _sqlite.c.rowid if connection.dialect.name == "sqlite" else _postgres.c.passage_id


class KeywordSearch:
    """Searches by words; remembers which words are too frequent to be looked for."""

    def __init__(self) -> None:
        self._frequent: set[str] = set()

    def search(
        self,
        connection: Connection,
        question: str,
        limit: int,
        owners: Owners,
        within: Sequence[ColumnElement[bool]] = (),
    ) -> list[tuple[int, float]]:
        """Return the passages that share words with the question, best first; the score is higher for better ones.

        `within` are further conditions on `passage_column`.
        """
        terms = terms_of(question)
        tokens = owners.tokens()
        if not terms or tokens == []:
            return []
        sqlite = connection.dialect.name == "sqlite"
        counts = self._counts(connection, terms)
        find = _search_sqlite if sqlite else _search_postgres
        return find(connection, counts, limit, tokens, within)

    def _counts(self, connection: Connection, terms: list[str]) -> dict[str, int]:
        """Count the passages that have each word, up to what may be scored."""
        counts = dict.fromkeys(terms, BUDGET + 1)
        unknown = [term for term in terms if term not in self._frequent]
        if unknown:
            match, quote = _MATCH[connection.dialect.name]
            each = (
                f"(SELECT count(*) FROM (SELECT 1 FROM keywords WHERE {match.format(number)} LIMIT {BUDGET + 1}) AS t)"
                for number in range(len(unknown))
            )
            values = {f"t{number}": quote(term) for number, term in enumerate(unknown)}
            found = connection.execute(text(f"SELECT {', '.join(each)}"), values).one()
            counts |= dict(zip(unknown, found, strict=True))
            self._frequent.update(term for term in unknown if counts[term] > BUDGET)
        return counts


_sqlite = table("keywords", column("rowid"))
_MATCHES = text("keywords MATCH :words")
_MATCH: dict[str, tuple[str, Callable[[str], str]]] = {
    "sqlite": ("keywords MATCH :t{}", '"{}"'.format),
    "postgresql": ("words @@ phraseto_tsquery('english', :t{})", str),
}
"""How a word is looked for: the condition, and the word as it stands there."""
_postgres = table("keywords", column("passage_id"), column("account"), column("words", TSVECTOR))


def _affordable(counts: dict[str, int]) -> list[str]:
    """Return the rarest words, as many as together are in no more passages than may be scored."""
    chosen: list[str] = []
    total = 0
    for term, count in sorted(counts.items(), key=lambda item: item[1]):
        total += count
        if total > BUDGET:
            break
        if count:
            chosen.append(term)
    return chosen


def _search_sqlite(
    connection: Connection,
    counts: dict[str, int],
    limit: int,
    tokens: list[str] | None,
    within: Sequence[ColumnElement[bool]],
) -> list[tuple[int, float]]:
    quoted = [f'"{term}"' for term in _affordable(counts)]
    # Where every word is too frequent, passages that have all of them are few enough to score.
    words = " OR ".join(quoted) or " AND ".join(f'"{term}"' for term in counts)
    if tokens is not None:
        owned = " OR ".join(f'"{token}"' for token in tokens)
        words = f"{{account}} : ({owned}) AND ({words})"
    score = (-func.bm25(text("keywords"), TITLE, HEADINGS, BODY, 0.0)).label("score")
    found = select(_sqlite.c.rowid, score).where(_MATCHES, *within).order_by(score.desc()).limit(limit)
    return [(row.rowid, row.score) for row in connection.execute(found, {"words": words})]


def _query(term: str) -> ColumnElement[Any]:
    return func.phraseto_tsquery("english", term, type_=TSQUERY)


def _has(term: str) -> ColumnElement[bool]:
    return _postgres.c.words.bool_op("@@")(_query(term))


def _search_postgres(
    connection: Connection,
    counts: dict[str, int],
    limit: int,
    tokens: list[str] | None,
    within: Sequence[ColumnElement[bool]],
) -> list[tuple[int, float]]:
    chosen = _affordable(counts)
    conditions = [or_(*map(_has, chosen)) if chosen else and_(*map(_has, counts)), *within]
    if tokens is not None:
        conditions.append(_postgres.c.account.in_(tokens))
    # ts_rank knows nothing of how telling a word is, so each word is ranked by itself and weighted by its rarity.
    total = connection.scalar(select(func.count()).select_from(_postgres)) or 0
    ranks = [
        func.ts_rank(text(_RANKS), _postgres.c.words, _query(term), 1, type_=Float)
        * log1p(total / (counts[term] + 0.5))
        for term in chosen or counts
    ]
    score = reduce(plus, ranks).label("score")
    found = select(_postgres.c.passage_id, score).where(*conditions).order_by(score.desc()).limit(limit)
    return [(row.passage_id, row.score) for row in connection.execute(found)]


_RANKS = f"'{{{BODY / TITLE}, 0, {HEADINGS / TITLE}, 1}}'::float4[]"
