"""Responses kept from run to run, so that a run after a change of a scorer asks nobody anything again."""

import gzip
import hashlib
import json
import os
from pathlib import Path

from pydantic import ValidationError

from evals.case import ASKS, Case
from evals.response import Response

_ASKED = {*ASKS, "user", "account", "as_of"}


class Cache:
    """Responses in a folder, by all that they depend on: what is asked, and of whom (`basis`)."""

    def __init__(self, folder: Path, basis: str) -> None:
        self._folder, self._basis = folder, basis

    def get(self, case: Case, epoch: int) -> Response | None:
        """Return what was answered before; None where nothing was, or what was kept cannot be read."""
        path = self._path(case, epoch)
        try:
            return Response.model_validate_json(gzip.decompress(path.read_bytes()))
        except (FileNotFoundError, EOFError, gzip.BadGzipFile, ValidationError):
            return None

    def put(self, case: Case, epoch: int, response: Response) -> None:
        """Keep a response; a reader sees all of it or nothing."""
        path = self._path(case, epoch)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.write_bytes(gzip.compress(response.model_dump_json().encode(), compresslevel=3))
        new.replace(path)

    def _path(self, case: Case, epoch: int) -> Path:
        asked = json.dumps(case.model_dump(mode="json", include=_ASKED), sort_keys=True)
        key = hashlib.sha256(f"{self._basis}\n{epoch}\n{asked}".encode()).hexdigest()
        return self._folder / key[:2] / f"{key}.json.gz"
