"""Hypothesis strategies for every kind of record, made from the records' own types."""

from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Text

from copilot.records import RECORDS, Note, Record, Survey
from copilot.store.tables import TABLES, Exact

# What a cell of a CSV file may hold. Only spaces would be an empty cell; a carriage return is a line end in notes.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=20).filter(
    lambda text: text.strip() != ""
)
ids = st.text(st.characters(categories=["L", "N"], include_characters="-_./ "), min_size=1, max_size=12).filter(
    lambda text: text.strip() != ""
)
names = st.lists(words.map(lambda text: text.replace(";", ",").strip()), max_size=3)
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**19), max_value=10**19)
amounts = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**12)
currencies = st.sampled_from(["USD", "EUR", "JPY"])

_SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "arr": amounts,
    "amount": numbers,
    "rate": amounts.filter(lambda rate: rate > 0),
    "first_response_minutes": amounts,
    "currency": currencies,
    "importance": st.integers(1, 3),
    "aliases": names,
    "participants": names,
    "attributes": st.dictionaries(st.sampled_from(["x_tier", "x_colour", "x größe"]), words, max_size=2),
}
_BY_TYPE: dict[type, st.SearchStrategy[Any]] = {
    BigInteger: st.integers(0, 2**63 - 1),
    Boolean: st.booleans(),
    Exact: numbers,
    Date: st.dates(),
    DateTime: st.datetimes(),
    Text: words,
}


def _allowed(annotation: object) -> tuple[object, ...]:
    """Return the values that a type lists, wherever in it they are."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((found for part in get_args(annotation) if (found := _allowed(part))), ())


def _values(record: type[Record], name: str) -> st.SearchStrategy[Any]:
    field = record.model_fields[name]
    allowed = _allowed(field.annotation)
    if name in _SPECIAL:
        values = _SPECIAL[name]
    elif allowed:
        values = st.sampled_from(allowed)
    elif name.endswith("_id") or name in ("feature", "email"):
        values = ids
    else:
        values = _BY_TYPE[type(TABLES[record.table].c[name].type)]
    may_be_unknown = not field.is_required() and field.default is None
    return st.none() | values if may_be_unknown else values


def _is_valid(values: dict[str, Any]) -> bool:
    """Tell whether values of several columns go together."""
    in_order = [("start_date", "end_date"), ("opened_at", "closed_at")]
    return all(values.get(b) is None or values.get(a) is None or values[a] <= values[b] for a, b in in_order)


def strategy(record: type[Record]) -> st.SearchStrategy[Record]:
    """Give valid records of a kind."""
    fields = {name: _values(record, name) for name in record.model_fields}
    if record is Survey:
        fields["score"] = st.integers(1, 5).map(Decimal)
    if record is Note:
        fields["text"] = words.map(str.strip)
    return st.fixed_dictionaries(fields).filter(_is_valid).map(lambda values: record(**values))


def any_records() -> st.SearchStrategy[Record]:
    """Give valid records of every kind."""
    return st.sampled_from(RECORDS).flatmap(strategy)
