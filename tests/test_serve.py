import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from copilot.commands.serving import load_demo
from copilot.scope import EVERYTHING
from copilot.settings import Settings, today
from copilot.wiring import open_copilot

CSM = Path(sys.executable).with_name("csm")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path, *options: str) -> Iterator[tuple[httpx.Client, Callable[[], str]]]:
    """A server as a process of its own: a client of it, and what stops it and returns what it printed."""
    port = free_port()
    environment = {**os.environ, "CSM_DATA_DIR": str(data), "CSM_MODEL": "built-in"}
    command = [str(CSM), "serve", "--port", str(port), *options]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def stop() -> str:
        server.send_signal(signal.SIGINT)
        output = server.communicate(timeout=30)[0]
        assert server.returncode == 0, output
        return output

    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        try:
            for _ in range(600):
                try:
                    client.get("/healthz").raise_for_status()
                    break
                except httpx.TransportError:
                    assert server.poll() is None, server.communicate()[0]
                    time.sleep(0.1)
            yield client, stop
        finally:
            if server.poll() is None:
                server.kill()
            server.communicate()


@pytest.fixture
def empty(tmp_path: Path, demo_data: Path) -> Path:
    (tmp_path / "models").symlink_to(demo_data / "models")
    return tmp_path


def test_the_first_start_loads_the_demo_and_says_what_to_try(empty: Path) -> None:
    with served(empty, "--demo") as (client, stop):
        assert len(client.get("/v1/accounts").json()["accounts"]) == 40
        assert client.get("/v1/search?q=champion+leaves&kind=playbook").json()["passages"]
        output = stop()
    assert "Loading the demo book" in output
    assert "Try first:" in output
    assert output.strip().endswith("Stopped.")
    assert "Traceback" not in output


def test_the_demo_is_loaded_once_and_refreshed_on_another_day(
    copy_of_demo_data: Callable[[], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    data = copy_of_demo_data()
    with open_copilot(Settings(data_dir=data, model="built-in")) as copilot:
        assert load_demo(copilot)
        assert "Loading" in capsys.readouterr().out
        assert load_demo(copilot)
        assert "Loading" not in capsys.readouterr().out
        (data / "demo-book.date").write_text((today() - timedelta(days=1)).isoformat(), encoding="utf-8")
        assert load_demo(copilot)
        assert "Loading" in capsys.readouterr().out
        assert len(copilot.accounts.names(EVERYTHING)) == 40


def test_the_demo_never_touches_other_accounts(
    copy_of_demo_data: Callable[[], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,name\nA-1001,Mine\n", encoding="utf-8")
    with open_copilot(Settings(data_dir=copy_of_demo_data(), model="built-in")) as copilot:
        copilot.import_book(tmp_path)
        before = copilot.accounts.names(EVERYTHING)
        assert not load_demo(copilot)
        assert "left out" in capsys.readouterr().out
        assert copilot.accounts.names(EVERYTHING) == before


def test_a_taken_port_is_told(empty: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environment = {**os.environ, "CSM_DATA_DIR": str(empty), "CSM_MODEL": "built-in"}
        command = [str(CSM), "serve", "--port", port]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert port in done.stderr
    assert "Traceback" not in done.stderr
