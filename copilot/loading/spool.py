"""Checked rows kept on disk until all are checked, so that neither memory nor the database holds them meanwhile."""

import pickle
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from copilot.errors import Unavailable

Batch = Sequence[Mapping[str, Any]]


class Spool:
    """Batches of rows with the name of their table, read back in the order in which they came."""

    def __init__(self) -> None:
        with _plainly():
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 closed when the spool is
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, table: str, batch: Batch) -> None:
        """Put a batch to the others."""
        with _plainly():
            pickle.dump((table, batch), self._file, pickle.HIGHEST_PROTOCOL)
        self.rows += len(batch)

    def batches(self) -> Iterator[tuple[str, Batch]]:
        """Give every batch, from the first one on."""
        with _plainly():
            self._file.flush()
        end = self._file.tell()
        self._file.seek(0)
        while self._file.tell() < end:
            yield pickle.load(self._file)


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"The folder for temporary files cannot be written to: {error.strerror}.",
            "Free some space there, or set TMPDIR.",
        ) from error
