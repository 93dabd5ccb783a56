"""Quality of retrieval: keywords, vectors and their fusion on two sets of questions.

    python -m evals.bench.retrieval_quality DATA

DATA is the folder with `retrieval/workarena_kb` and `playbooks`; `--fp32` measures the exact embeddings.

WorkArena: 500 questions over 100 articles; an article's best passage counts. Headings: a question is the heading
of a section of a handbook (below its parent's heading where several sections are called so), the answer the
passages of that section. So that this is not trivial, no passage is indexed with a heading or its path: each
is a document of its own that has the file's title. Headings of one word, and those that repeat the title, are
left out. Nothing was tuned to a set: the fusion has no parameter, and both halves of each set are shown.
"""

import hashlib
import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from copilot.index.embeddings import as_rows, collection_name
from copilot.index.index import Index
from copilot.index.minilm import MiniLM
from copilot.index.splitting import split
from copilot.index.vectors import VectorStore
from copilot.retrieval.fusion import fuse
from copilot.retrieval.search import CANDIDATES
from copilot.scope import Scope
from copilot.store.books import BookWriter
from copilot.store.database import Database
from copilot.store.documents import EVERYTHING, DocumentStore

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the documents that answer it."""

    text: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Questions:
    """A set of questions over documents."""

    name: str
    documents: list[Row]
    questions: list[Question]


def document(name: str, title: str, text: str) -> Row:
    """Return the row of a document."""
    row: Row = {"document_id": name, "source": "knowledge", "root": "", "path": name, "title": title, "date": None}
    row |= {"kind": "playbook", "account_id": None, "segment": None, "stage": None, "owner": None}
    return row | {"visibility": "internal", "text": text, "content_hash": hashlib.sha256(text.encode()).hexdigest()}


def workarena(folder: Path) -> Questions:
    """Read the articles and questions of WorkArena."""
    articles = [json.loads(line) for line in (folder / "articles.jsonl").read_text("utf-8").splitlines()]
    asked = [json.loads(line) for line in (folder / "questions_dev.jsonl").read_text("utf-8").splitlines()]
    return Questions(
        "WorkArena",
        [document(article["_id"], article["title"], article["text"]) for article in articles],
        [Question(one["question"], frozenset([one["gold_doc"]])) for one in asked],
    )


def headings(folder: Path) -> Questions:
    """Make questions of the headings of handbooks."""
    rows: list[Row] = []
    sections: dict[tuple[str, str, tuple[str, ...]], set[str]] = defaultdict(set)
    for file in sorted(folder.rglob("*.md")):
        if file.name.isupper() or file.stem.isupper():
            continue  # a licence is no handbook
        text, path = file.read_text("utf-8"), str(file.relative_to(folder))
        title = _title(file, text)
        for number, span in enumerate(split(text)):
            name = f"{path}#{number}"
            rows.append(document(name, title, text[span.start : span.end]))
            if span.heading:
                sections[path, title, span.heading].add(name)
    used = Counter(heading[-1].lower() for _, _, heading in sections)
    questions = []
    for (_, title, heading), answers in sections.items():
        own = heading[-1]
        if len(re.findall(r"\w+", own)) >= 2 and own.lower() != title.lower():
            parent = heading[-2] if len(heading) > 1 else title
            text = own if used[own.lower()] == 1 else f"{parent} {own}"
            questions.append(Question(text, frozenset(answers)))
    return Questions("headings of handbooks", rows, questions)


def _title(file: Path, text: str) -> str:
    found = re.search(r"\A---\n.*?^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$.*?^---$", text, re.DOTALL | re.MULTILINE)
    named = file.parent.name if file.stem.startswith("index") else file.stem
    return found[1] if found else named.replace("-", " ")


def measures(ranked: Sequence[str], answers: frozenset[str]) -> tuple[float, float, float]:
    """Return nDCG@10, recall@5 and whether the first is right, each document counted once."""
    best = list(dict.fromkeys(ranked))[:10]
    gain = sum(1 / np.log2(place + 2) for place, name in enumerate(best) if name in answers)
    ideal = sum(1 / np.log2(place + 2) for place in range(min(10, len(answers))))
    recall = len(answers & set(best[:5])) / min(5, len(answers))
    return float(gain / ideal), recall, float(bool(best) and best[0] in answers)


def rankings(data: Questions, folder: Path, *, int8: bool) -> dict[str, list[list[str]]]:
    """Index the documents and ask every question in three ways; the answers are document ids, best first."""
    database = Database(f"sqlite:///{folder / 'bench.sqlite'}")
    database.upgrade()
    with database.write() as connection:
        BookWriter(connection).write_documents(data.documents)
    embedder, vectors, documents = MiniLM(folder, int8=int8), VectorStore(folder / "chroma"), DocumentStore(database)
    Index(database, embedder, vectors).sync()
    collection, scope = collection_name(embedder), Scope("bench")
    of = {
        int(passage.id[1:]): passage.document_id
        for row in data.documents
        for passage in documents.of_document(str(row["document_id"]), scope)
    }
    found: dict[str, list[list[str]]] = {"keywords": [], "vectors": [], "fusion": []}
    asked = embedder.embed([question.text for question in data.questions])
    for question, vector in zip(data.questions, asked, strict=True):
        words = dict(documents.by_keywords(question.text, scope, EVERYTHING, 100))
        cosines = dict(vectors.nearest(collection, vector, 100))
        some = dict(list(words.items())[:CANDIDATES])
        near = dict(list(cosines.items())[:CANDIDATES])
        also = documents.vectors(collection, [one for one in some if one not in near])
        near |= (
            {one: float(row @ vector) for one, row in zip(also, as_rows(also.values()), strict=True)} if also else {}
        )
        found["keywords"].append([of[one] for one in words])
        found["vectors"].append([of[one] for one in cosines])
        found["fusion"].append([of[one] for one, _ in fuse(some, near)])
    vectors.close()
    database.close()
    return found


def main() -> None:
    """Print the table."""
    folder, int8 = Path(sys.argv[1]), "--fp32" not in sys.argv
    print("| set | by | nDCG@10 | recall@5 | first is right | nDCG@10 of the halves |\n|---|---|---|---|---|---|")
    for data in (workarena(folder / "retrieval" / "workarena_kb"), headings(folder / "playbooks")):
        with tempfile.TemporaryDirectory() as scratch:
            for way, found in rankings(data, Path(scratch), int8=int8).items():
                pairs = zip(found, data.questions, strict=True)
                scores = np.array([measures(ranked, question.answers) for ranked, question in pairs])
                gain, recall, first = scores.mean(axis=0)
                even, odd = scores[::2, 0].mean(), scores[1::2, 0].mean()
                name = f"{data.name}, {len(data.questions)} questions"
                print(f"| {name} | {way} | {gain:.4f} | {recall:.4f} | {first:.3f} | {even:.4f}, {odd:.4f} |")


if __name__ == "__main__":
    main()
