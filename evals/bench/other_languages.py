"""Search in English playbooks by German and French questions: with the glossary and without.

    python -m evals.bench.other_languages

The questions and the playbooks that answer them stand beside this file. A playbook counts at its best passage.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
import yaml

from copilot.scope import Scope
from copilot.settings import ROOT, Settings
from copilot.wiring import Copilot, open_copilot

QUESTIONS = Path(__file__).with_suffix(".yaml")
AMONG = 5


def ranks(copilot: Copilot, question: str, answers: set[str]) -> list[int]:
    """Return the rank of each playbook that answers, as far as it is found."""
    found = copilot.retriever.search(question, Scope("head"), limit=50).passages
    names = list(dict.fromkeys(Path(passage.path).stem for passage in found))
    return [names.index(one) + 1 for one in answers if one in names]


def measures(copilot: Copilot, asked: list[tuple[str, str | list[str]]]) -> tuple[float, float]:
    """Return the share of playbooks among the first five, and the mean reciprocal rank of the first."""
    recall, reciprocal = [], []
    for question, answer in asked:
        answers = {answer} if isinstance(answer, str) else set(answer)
        places = ranks(copilot, question, answers)
        recall.append(sum(place <= AMONG for place in places) / len(answers))
        reciprocal.append(1 / min(places) if places else 0.0)
    return float(np.mean(recall)), float(np.mean(reciprocal))


@contextmanager
def without_glossary() -> Iterator[None]:
    """Read every text in its own words alone."""
    with (
        patch("copilot.index.minilm.in_english", lambda text: ""),
        patch("copilot.retrieval.search.in_english", lambda text: ""),
    ):
        yield


def main() -> None:
    """Print the table."""
    questions = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    print(f"| questions | glossary | recall@{AMONG} | MRR |\n|---|---|---|---|")
    with (
        tempfile.TemporaryDirectory() as scratch,
        open_copilot(Settings(data_dir=Path(scratch), model="built-in")) as copilot,
    ):
        copilot.index_knowledge(ROOT / "knowledge" / "playbooks")
        for language, asked in questions.items():
            with without_glossary():
                recall, reciprocal = measures(copilot, asked)
            print(f"| {len(asked)} in {language} | without | {recall:.3f} | {reciprocal:.3f} |")
            recall, reciprocal = measures(copilot, asked)
            print(f"| | with | {recall:.3f} | {reciprocal:.3f} |")


if __name__ == "__main__":
    main()
