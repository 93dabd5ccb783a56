"""What is wrong with a book, in plain words: `file:line: column: what is wrong, what was found`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

SHOWN = 60
"""Characters of a wrong value that a fault shows."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a file; line and column where they can be told."""

    file: str
    problem: str
    line: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.column, self.problem) if part)


def found(value: object) -> str:
    """Quote a wrong value, cut to a length that can be read."""
    shown = repr(value)
    return shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"


def faults_of(error: ValidationError, file: str, line: int | None) -> list[Fault]:
    """Translate what pydantic says about a row."""
    return [_fault(details, file, line) for details in error.errors(include_url=False)]


def _fault(details: Mapping[str, Any], file: str, line: int | None) -> Fault:
    kind, context = details["type"], details.get("ctx", {})
    column = str(details["loc"][0]) if details["loc"] else ""
    if kind == "missing":
        return Fault(file, "is required, but empty", line, column)
    if kind == "value_error" and not column:
        # A record's own check of several columns names the column and the values itself.
        column, _, problem = str(context["error"]).partition(": ")
        return Fault(file, problem, line, column)
    return Fault(file, f"{_rule(kind, context)}, found {found(details['input'])}", line, column)


_RULES = {
    "string_type": "must be text",
    "string_unicode": "holds what is no Unicode text",
    "dict_type": "must be a mapping",
    "list_type": "must be a list",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number of a sensible size",
    "int_from_float": "must be a whole number",
    "decimal_parsing": "must be a number with a decimal point",
    "decimal_type": "must be a number with a decimal point",
    "finite_number": "must be a finite number",
    "decimal_max_digits": "has too many digits (at most {max_digits})",
    "decimal_max_places": "has too many digits after the point (at most {decimal_places})",
    "decimal_whole_digits": "has too many digits before the point (at most {whole_digits})",
    "string_too_long": "is too long (at most {max_length} characters)",
    "string_too_short": "is required, but empty",
    "literal_error": "must be one of {expected}",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
    "string_pattern_mismatch": "must be three capital letters such as USD",
    "value_error": "{error}",
    "date_type": "must be a date such as 2026-03-31",
    "datetime_type": "must be a time such as 2026-03-31T14:30:00Z",
    "bool_type": "must be true or false",
}


def _rule(kind: str, context: Mapping[str, Any]) -> str:
    """Say in plain words what a value must be; an unforeseen kind keeps its name, so that it can be looked up."""
    rule = _RULES.get(kind, f"cannot be used ({kind})").format(**context)
    return rule.replace("'", "") if kind == "literal_error" else rule
