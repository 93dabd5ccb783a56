"""A CSV file row by row: each with the line it begins on, and with what is wrong with it as text."""

import csv
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, NamedTuple

MAX_LINE = 16 << 20
"""Bytes of a line that are read at once; a longer one is a fault."""

_HINT = 'save the file as UTF-8 (in Excel: "CSV UTF-8")'
_CSV_PROBLEMS = {
    "field larger": f"a cell is longer than {csv.field_size_limit():,} characters, or a quote is never closed",
    "unexpected end of data": "a quoted cell is never closed",
    "expected after": "a quoted cell goes on after its closing quote; write quotes inside a cell twice",
    "new-line character": "a line ends with a carriage return alone; save the file with common line ends",
}


class Row(NamedTuple):
    """A row as it stands in the file; one with a problem holds whatever could be read of it."""

    line: int
    cells: list[str]
    problem: str = ""


class CsvFile:
    """An open CSV file; `bytes_read` tells how far it has been read."""

    def __init__(self, file: BinaryIO) -> None:
        self.bytes_read = 0
        self._file = file
        self._problem = ""
        self._pending: list[str] = []

    def rows(self) -> Iterator[Row]:
        """Give each row that is not blank; after a broken one reading goes on at the next line."""
        reader = csv.reader(self._lines(), strict=True)
        while True:
            line = reader.line_num + 1
            self._problem = ""
            self._pending.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, ["".join(self._pending).rstrip("\r\n")], self._problem or _in_plain_words(error))
                continue
            if cells:
                yield Row(line, cells, self._problem)

    def _lines(self) -> Iterator[str]:
        for raw in iter(partial(self._file.readline, MAX_LINE), b""):
            start = self.bytes_read
            self.bytes_read += len(raw)
            try:
                text = raw.decode()
            except UnicodeDecodeError as error:
                found = f"byte 0x{raw[error.start]:02x} at byte {start + error.start}"
                self._problem = f"is not UTF-8: {_HINT}, found {found}"
                text = raw.decode(errors="replace")
            if "\0" in text:
                self._problem = self._problem or f"holds a NUL byte at byte {start + raw.index(0)}"
            elif len(raw) == MAX_LINE:
                self._problem = f"a line is longer than {MAX_LINE:,} bytes"
            self._pending.append(text)
            yield text if start else text.removeprefix("\ufeff")


def _in_plain_words(error: csv.Error) -> str:
    return next((words for sign, words in _CSV_PROBLEMS.items() if sign in str(error)), f"is no CSV: {error}")
