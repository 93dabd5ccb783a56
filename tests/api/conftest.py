from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.clients import serving


@pytest.fixture(scope="package")
def client(copy_of_demo_data: Callable[[], Path]) -> Iterator[TestClient]:
    with serving(copy_of_demo_data()) as client:
        yield client
