"""WorkArena's knowledge base: questions with exact answers, each in one article of a company's knowledge."""

import json
from datetime import date
from functools import partial
from pathlib import Path

from evals.books import Book
from evals.case import Case, Expected, Place
from evals.outside.lines import read_lines, write_accounts
from evals.suite import Suite, suite_of

_SETS = Path("retrieval", "workarena_kb")


def workarena(folder: Path) -> Suite:
    """Return each question twice: asked (the answer stands in it), and searched (the article is found)."""
    articles, questions = folder / _SETS / "articles.jsonl", folder / _SETS / "questions_dev.jsonl"
    cases = []
    for row in read_lines(questions):
        answers = "|".join(dict.fromkeys([row["answer"], *row["alternative_answers"]]))
        question = row["question"].split(" Answer with")[0]
        place = Place(path=f"{row['gold_doc']}.md", words=row["answer"])
        shared = {"cluster": row["gold_doc"]}
        cases += [
            Case(id=f"{row['_id']}-asked", ask=question, expect=Expected(says=[answers]), **shared),
            Case(id=f"{row['_id']}-searched", search=question, expect=Expected(passages=[place]), **shared),
        ]
    book = Book("workarena", partial(_write, articles), (articles,))
    return suite_of("workarena", "Questions with exact answers", date(2026, 1, 1), book, cases)


def _write(articles: Path, folder: Path) -> None:
    write_accounts(folder / "book", ["Nobody"])
    (folder / "knowledge").mkdir()
    for row in read_lines(articles):
        text = f"---\ntitle: {json.dumps(row['title'])}\nkind: article\n---\n\n# {row['title']}\n\n{row['text']}\n"
        (folder / "knowledge" / f"{row['_id']}.md").write_text(text, encoding="utf-8")
