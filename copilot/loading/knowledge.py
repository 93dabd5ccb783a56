"""Loading a folder of Markdown into documents, for the index to follow."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from copilot.errors import InvalidInput
from copilot.loading.documents import knowledge_document
from copilot.loading.spool import Spool
from copilot.progress import Progress, Report, quiet
from copilot.sources.book import files_below
from copilot.sources.knowledge import SUFFIXES, read_knowledge
from copilot.sources.texts import Unreadable
from copilot.store.books import BookWriter
from copilot.store.database import Database
from copilot.store.keys import Keys

MAX_PATH = 500
"""Characters of a path below the folder; databases cannot index much longer ones."""

_KEPT = "kept"


@dataclass(slots=True)
class KnowledgeSummary:
    """What loading a folder did: files by what became of them, and what was wrong with some."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    warnings: list[str] = field(default_factory=list)


def load_knowledge(folder: Path, database: Database, report: Report = quiet) -> KnowledgeSummary:
    """Bring the documents of a folder in line with its Markdown files, in one transaction.

    A file that cannot be read is a warning, and what was loaded from it before stays; an empty one counts as gone.
    The index is to be synchronised afterwards.
    """
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is not a folder.", "Give the folder that holds the Markdown files.")
    summary = KnowledgeSummary()
    root = folder.resolve()
    with Keys() as kept, Spool() as spool:
        _read(root, kept, spool, summary, report)
        with database.write() as connection:
            _write(BookWriter(connection), root, kept, spool, summary)
    return summary


def _read(root: Path, kept: Keys, spool: Spool, summary: KnowledgeSummary, report: Report) -> None:
    total = sum(1 for _ in _markdown_below(root))
    for done, (file, path) in enumerate(_markdown_below(root), start=1):
        shown = path.encode(errors="replace").decode()
        try:
            if shown != path or len(path) > MAX_PATH:
                raise Unreadable(f"has a name that cannot be kept (at most {MAX_PATH} characters of Unicode)")
            knowledge = read_knowledge(file)
        except Unreadable as error:
            kept.add(_KEPT, shown)
            summary.warnings.append(f"{shown}: {error}; skipped")
            continue
        finally:
            report(Progress("reading", done, total))
        if not knowledge.text.strip():
            summary.warnings.append(f"{shown}: is empty; skipped")
            continue
        kept.add(_KEPT, path)
        summary.warnings.extend(f"{shown}: {warning}" for warning in knowledge.warnings)
        spool.add("documents", [{"path": path, "knowledge": knowledge}])


def _write(writer: BookWriter, root: Path, kept: Keys, spool: Spool, summary: KnowledgeSummary) -> None:
    prefix = writer.knowledge_prefix(str(root), root.name)
    before = writer.count_documents(str(root))
    written = 0
    for _, batch in spool.batches():
        rows = [knowledge_document(row["knowledge"], prefix, str(root), row["path"]) for row in batch]
        written += writer.write_documents(rows)
    summary.added = writer.count_documents(str(root)) - before
    summary.changed = written - summary.added
    summary.unchanged = spool.rows - written
    summary.removed = writer.bury_knowledge(str(root), partial(kept.has, _KEPT))


def _markdown_below(root: Path) -> Iterator[tuple[Path, str]]:
    """Give each Markdown file with its path below the folder."""
    for file in files_below(root):
        if file.suffix.lower() in SUFFIXES:
            yield file, file.relative_to(root).as_posix()
