"""Keyword search over passages: FTS5 on SQLite, full text on PostgreSQL.

Words are stemmed and compared without accents; Chinese, Japanese and Korean characters, which no space
divides, count as a word each and are looked for in pairs.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from math import log1p
from operator import add as plus

from sqlalchemy import ColumnElement, Connection, Float, column, func, literal, or_, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from copilot.store.stopwords import STOP_WORDS

MAX_TERMS = 48
BUDGET = 8_000
"""How many passages a search may score; the rarest words come first."""
MAX_ACCOUNTS = 64
"""The accounts of a wider scope are compared row by row instead of being looked up."""
NO_ACCOUNT = "none"
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
    for word in _WORD.findall(query.lower()):
        latin = _CJK_RUN.sub(" ", word).split()
        pairs = [pair for run in _CJK_RUN.findall(word) for pair in _pairs(run)]
        words.update(dict.fromkeys([*latin, *pairs]))
    telling = [word for word in words if word not in STOP_WORDS]
    return (telling or list(words))[:MAX_TERMS]


def _pairs(run: str) -> list[str]:
    return [f"{run[at]} {run[at + 1]}" for at in range(len(run) - 1)] or [run]


def _spaced(words: str) -> str:
    return _CJK_EACH.sub(r" \1 ", words).replace("\0", " ")


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


def search(
    connection: Connection, question: str, limit: int, owners: Owners, within: Sequence[ColumnElement[bool]] = ()
) -> list[tuple[int, float]]:
    """Return the passages that share words with the question, best first, and a score that is higher for better ones.

    `within` are further conditions on `passage_column`.
    """
    terms = terms_of(question)
    tokens = owners.tokens()
    if not terms or tokens == []:
        return []
    find = _search_sqlite if connection.dialect.name == "sqlite" else _search_postgres
    return find(connection, terms, limit, tokens, within)


_sqlite = table("keywords", column("rowid"))
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
    terms: list[str],
    limit: int,
    tokens: list[str] | None,
    within: Sequence[ColumnElement[bool]],
) -> list[tuple[int, float]]:
    matches = text("keywords MATCH :words")
    if tokens is None:
        counted = select(func.count()).select_from(select(_sqlite.c.rowid).where(matches).limit(BUDGET + 1).subquery())
        counts = {term: connection.scalar(counted, {"words": f'"{term}"'}) or 0 for term in terms}
        chosen = _affordable(counts)
        # Where every word is too frequent, passages that have all of them are few enough to score.
        words = " OR ".join(f'"{term}"' for term in chosen) or " AND ".join(f'"{term}"' for term in counts)
        words = f"{{title headings body}} : ({words})"
    else:
        owned = " OR ".join(f'"{token}"' for token in tokens)
        any_word = " OR ".join(f'"{term}"' for term in terms)
        words = f"{{account}} : ({owned}) AND {{title headings body}} : ({any_word})"
    score = (-func.bm25(text("keywords"), TITLE, HEADINGS, BODY, 0.0)).label("score")
    found = select(_sqlite.c.rowid, score).where(matches, *within).order_by(score.desc()).limit(limit)
    return [(row.rowid, row.score) for row in connection.execute(found, {"words": words})]


def _search_postgres(
    connection: Connection,
    terms: list[str],
    limit: int,
    tokens: list[str] | None,
    within: Sequence[ColumnElement[bool]],
) -> list[tuple[int, float]]:
    words, conditions = _postgres.c.words, list(within)
    queries = {term: func.phraseto_tsquery("english", term, type_=TSQUERY) for term in terms}
    counts = {}
    for term, query in queries.items():
        counted = select(literal(1)).where(words.bool_op("@@")(query)).limit(BUDGET + 1).subquery()
        counts[term] = connection.scalar(select(func.count()).select_from(counted)) or 0
    chosen = _affordable(counts)
    if tokens is not None:
        conditions.append(_postgres.c.account.in_(tokens))
        chosen = [term for term, count in counts.items() if count]
    if not chosen:
        conditions += [words.bool_op("@@")(query) for query in queries.values()]
        chosen = list(queries)
    else:
        conditions.append(or_(*(words.bool_op("@@")(queries[term]) for term in chosen)))
    # ts_rank knows nothing of how telling a word is, so each word is ranked by itself and weighted by its rarity.
    total = connection.scalar(select(func.count()).select_from(_postgres)) or 0
    ranks = [
        func.ts_rank(text(_RANKS), words, queries[term], 1, type_=Float) * log1p(total / (counts[term] + 0.5))
        for term in chosen
    ]
    score = reduce(plus, ranks).label("score")
    found = select(_postgres.c.passage_id, score).where(*conditions).order_by(score.desc()).limit(limit)
    return [(row.passage_id, row.score) for row in connection.execute(found)]


_RANKS = f"'{{{BODY / TITLE}, 0, {HEADINGS / TITLE}, 1}}'::float4[]"
