from pathlib import Path

import pytest

from copilot.sources.demo import write_demo_book
from tests.sources.demo_rows import AS_OF


@pytest.fixture(scope="package")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "book"
    write_demo_book(folder, as_of=AS_OF)
    return folder
