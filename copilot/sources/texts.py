"""Text files, read whole: UTF-8 or not at all."""

from pathlib import Path

MAX_BYTES = 64 << 20
"""A larger file is no note and no playbook."""


class Unreadable(Exception):
    """A file that is no usable text; the message says why, in plain words."""


def read_text(path: Path) -> str:
    """Read a UTF-8 file with its line ends as they are, without a byte-order mark; Unreadable where it is none."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Unreadable(f"is too large (at most {MAX_BYTES >> 20} MB), found {size >> 20} MB")
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        byte = raw[error.start]
        raise Unreadable(f"is not UTF-8: save it as UTF-8, found byte 0x{byte:02x} at byte {error.start}") from error
    if "\0" in text:
        raise Unreadable(f"is no text, found a NUL byte at byte {raw.index(0)}")
    return text.removeprefix("\ufeff")
