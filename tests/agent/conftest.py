"""A copilot on the small book, with a model that is scripted or on the wire."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel

from copilot.agent.events import Answer, Question
from copilot.scope import EVERYTHING
from copilot.settings import Settings
from copilot.wiring import Copilot, build_copilot
from tests.small_book import write_small_book

AS_OF = date(2026, 6, 28)
Make = Callable[..., Copilot]


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the small book imported and indexed, to be copied."""
    folder = tmp_path_factory.mktemp("small")
    copilot = build_copilot(Settings(CSM_DATA_DIR=folder / "data"))
    copilot.import_book(write_small_book(folder / "book"))
    copilot.close()
    return folder / "data"


@pytest.fixture
def make_copilot(tmp_path: Path, small_data: Path) -> Iterator[Make]:
    """Makes copilots on one data folder, as a restart would; `model` stands in for the settings' one."""
    opened: list[Copilot] = []
    shutil.copytree(small_data, tmp_path / "data")

    def make(model: BaseChatModel | None = None, **settings: Any) -> Copilot:
        copilot = build_copilot(Settings(CSM_DATA_DIR=tmp_path / "data", **settings), model)
        opened.append(copilot)
        return copilot

    yield make
    for copilot in opened:
        copilot.close()


def ask(copilot: Copilot, message: str, conversation_id: str | None = None) -> Answer:
    """Ask as somebody who sees everything, as of the day on which the small book's facts hold."""
    question = Question(message=message, conversation_id=conversation_id, as_of=AS_OF)
    return copilot.agent.answer(question, EVERYTHING)
