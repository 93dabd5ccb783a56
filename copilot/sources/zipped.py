"""A zip from outside, unpacked without trusting it: neither its names, nor its sizes, nor its kinds of entries."""

import shutil
import stat
import zlib
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from copilot.errors import InvalidInput

MAX_FILES = 100_000
MAX_BYTES = 4 << 30
"""What a zip may unpack to: a book with some ten million rows."""
MAX_RATIO = 200
"""How many times its own size a zip may unpack to; text reaches 20, a bomb 1,000."""
FREE_RATIO = 64 << 20
"""Bytes that a zip may unpack to whatever its ratio."""

_CHUNK = 1 << 20


def unpack_book(archive: Path, folder: Path) -> Path:
    """Unpack a zip into an empty folder and return the folder in it that holds accounts.csv.

    InvalidInput where it is no zip, would write outside of the folder, is a bomb, or holds no book.
    """
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    try:
        with ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not _is_clutter(entry)]
            allowed = _check(entries, archive.stat().st_size)
            for entry in entries:
                if not entry.is_dir():
                    allowed -= _extract(opened, entry, folder / _safe_path(entry), allowed)
    except (BadZipFile, EOFError, zlib.error, NotImplementedError) as error:
        raise InvalidInput(f"The file is no zip that can be read: {error}.", "Zip the book's folder again.") from error
    return _find_book(folder)


def _is_clutter(entry: ZipInfo) -> bool:
    """Tell what macOS adds to a zip."""
    parts = PurePosixPath(entry.filename).parts
    return bool(parts) and (parts[0] == "__MACOSX" or parts[-1] == ".DS_Store")


def _check(entries: list[ZipInfo], packed: int) -> int:
    """Look at what the zip says of itself; returns the bytes that it may unpack to."""
    if len(entries) > MAX_FILES:
        raise InvalidInput(f"The zip holds {len(entries):,} files; {MAX_FILES:,} at most are read.")
    for entry in entries:
        _safe_path(entry)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise InvalidInput(f"The zip holds a link, {entry.filename!r}.", "Replace it by the file itself.")
        if entry.flag_bits & 1:
            raise InvalidInput("The zip is encrypted.", "Zip the book without a password.")
    allowed = min(MAX_BYTES, max(FREE_RATIO, MAX_RATIO * packed))
    if sum(entry.file_size for entry in entries) > allowed:
        raise _too_large(allowed)
    return allowed


def _safe_path(entry: ZipInfo) -> PurePosixPath:
    """Return an entry's path if it stays within the folder."""
    name = entry.filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not path.parts:
        raise InvalidInput(f"The zip holds a path that leads out of it, {name!r}.", "Zip the book's folder again.")
    return path


def _extract(opened: ZipFile, entry: ZipInfo, target: Path, allowed: int) -> int:
    """Write one file and return its size, counted and not believed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with opened.open(entry) as source, target.open("wb") as out:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > allowed:
                raise _too_large(allowed)
            out.write(chunk)
    return written


def _too_large(allowed: int) -> InvalidInput:
    return InvalidInput(
        f"The zip unpacks to more than {allowed / (1 << 20):,.0f} MB, which is refused.",
        "Import a large book with `csm import DIR`.",
    )


def _find_book(folder: Path) -> Path:
    found = sorted(folder.rglob("accounts.csv"), key=lambda path: len(path.parts))
    if not found:
        raise InvalidInput(
            "The zip holds no accounts.csv.", "Zip the folder of a book: accounts.csv and its companions."
        )
    return found[0].parent
