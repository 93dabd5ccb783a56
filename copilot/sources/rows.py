"""A table's file: its header and each of its rows checked against the record that it stands for."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from copilot.records import Record
from copilot.sources.cells import CsvFile, Row
from copilot.sources.faults import Fault, faults_of, found


class CheckedRow(NamedTuple):
    """A row with its record, or with what is wrong with it."""

    line: int
    cells: list[str]
    record: Record | None
    faults: Sequence[Fault]


class BadHeader(Exception):
    """The header of a file cannot be used, and so no row of it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(str(faults[0]))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which cell is which: the columns that the format names, and the others."""

    header: list[str]
    known: list[tuple[int, str]]
    others: list[tuple[int, str]]


class TableFile:
    """The file of one kind of record, for instance usage.csv."""

    def __init__(self, path: Path, record: type[Record]) -> None:
        self.name = path.name
        self.record = record
        self.header: list[str] = []
        self.path = path
        self._csv: CsvFile | None = None
        self._validate = record.__pydantic_validator__.validate_python

    @property
    def bytes_read(self) -> int:
        """How many bytes of the file have been read."""
        return self._csv.bytes_read if self._csv else 0

    def rows(self) -> Iterator[CheckedRow]:
        """Read and check the rows one by one; BadHeader where no row can be understood."""
        with self.path.open("rb") as file:
            self._csv = CsvFile(file)
            rows = self._csv.rows()
            columns = self._columns(next(rows, None))
            self.header = columns.header
            for row in rows:
                yield self._check(row, columns)

    def _columns(self, row: Row | None) -> _Columns:
        if row is None:
            raise BadHeader([Fault(self.name, "is empty; it needs a header row")])
        if row.problem:
            raise BadHeader([Fault(self.name, row.problem, row.line)])
        header = [cell.strip() for cell in row.cells]
        faults = list(self._header_faults(header, row.line))
        if faults:
            raise BadHeader(faults)
        fields = self.record.model_fields.keys() - {"attributes"}
        pairs = list(enumerate(header))
        return _Columns(header, [p for p in pairs if p[1] in fields], [p for p in pairs if p[1] not in fields])

    def _header_faults(self, header: list[str], line: int) -> Iterator[Fault]:
        for name, times in Counter(header).items():
            if not name:
                yield Fault(self.name, "a column has no name", line, f"column {header.index(name) + 1}")
            elif times > 1:
                yield Fault(self.name, f"the header names this column {times} times", line, name)
        for name, field in self.record.model_fields.items():
            if field.is_required() and name not in header:
                yield Fault(self.name, "the required column is missing", line, name)

    def _check(self, row: Row, columns: _Columns) -> CheckedRow:
        line, cells, problem = row
        if not problem and len(cells) != len(columns.header):
            problem = f"must have {len(columns.header)} cells like the header, found {len(cells)}"
        if problem:
            return CheckedRow(line, cells, None, [Fault(self.name, problem, line)])
        values: dict[str, object] = {name: cells[at] for at, name in columns.known if cells[at].strip()}
        if columns.others:
            values["attributes"] = {name: cells[at] for at, name in columns.others if cells[at].strip()}
        try:
            return CheckedRow(line, cells, self._validate(values), ())
        except ValidationError as error:
            return CheckedRow(line, cells, None, faults_of(error, self.name, line))


def unknown_account(file: str, line: int | None, account_id: str) -> Fault:
    """Say that a row names an account that is nowhere."""
    return Fault(file, f"no account has this id, found {found(account_id)}", line, "account_id")


def duplicate(record: Record, file: str, line: int, first: int) -> Fault:
    """Say that a row has the key of an earlier one."""
    return Fault(file, f"is already on line {first}, found {found(record.row_id)}", line, ", ".join(record.key))
