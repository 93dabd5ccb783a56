import gc
import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture
def inspected() -> Iterator[None]:
    """A test that runs Inspect, which leaves streams of its own open: they go with it, and not in a later test."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Unclosed <MemoryObject", ResourceWarning)
        yield
        gc.collect()
