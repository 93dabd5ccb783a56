"""Themes as a table for spreadsheets."""

import csv
import io

from copilot.feedback.listing import ThemeLine, ThemeList
from copilot.feedback.reading import PLURALS

_COLUMNS = (
    *("id", "name", "area", "kind", "route", "route_reason", "is_new", "score", "accounts", "people", "mentions"),
    *("currency", "arr", "arr_renewing_90d", "arr_renewing_180d", "first_seen", "last_seen", "small_sample"),
)
_OTHERS = (
    *("kinds", *PLURALS.values(), "account_names", "trend_before", "trend_now", "trend"),
    *("items", "quote", "quote_source", "answer"),
)


def themes_csv(found: ThemeList) -> str:
    """Write themes as CSV, a row each with its first quote; no cell is taken for a formula."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow((*_COLUMNS, *_OTHERS))
    for theme in found.themes:
        cells = [*(getattr(theme, name) for name in _COLUMNS), *_others(theme)]
        writer.writerow([_plain(cell) for cell in cells])
    return file.getvalue()


def _others(theme: ThemeLine) -> list[object]:
    first = theme.quotes[0] if theme.quotes else None
    trend = (theme.trend.before, theme.trend.now, theme.trend.verdict)
    quote = (first.text, first.source) if first else ("", "")
    tones = [theme.tones.get(one, 0) for one in PLURALS]
    answer = str(theme.answer) if theme.answer else ""
    return [theme.kinds, *tones, "; ".join(theme.account_names), *trend, " ".join(theme.items), *quote, answer]


def _plain(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") else cell
