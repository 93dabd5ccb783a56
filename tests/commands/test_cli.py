import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from copilot.cli import main
from copilot.errors import NotFound
from copilot.standards import DEFAULT

CSM = Path(sys.executable).with_name("csm")
QUESTION = "When did we last speak to Halden Logistics and what was agreed?"


def csm(*arguments: str | Path, data: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own."""
    environment = {**os.environ, "CSM_DATA_DIR": str(data), "CSM_MODEL": "built-in", **more.pop("environment", {})}
    command = [str(CSM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, **more)


@pytest.mark.parametrize(
    ("arguments", "left_out"),
    [
        (["--help"], {"pydantic", "sqlalchemy", "numpy", "langchain_core", "chromadb", "fastapi"}),
        (["accounts"], {"langchain_core", "chromadb", "onnxruntime", "fastapi"}),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], left_out: set[str], demo_data: Path) -> None:
    script = f"""
import atexit, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from copilot.cli import main
main({arguments!r})
"""
    environment = {**os.environ, "CSM_DATA_DIR": str(demo_data), "CSM_MODEL": "built-in"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert not left_out & set(done.stderr.split())


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_explains_itself(command: str, run: Callable[..., Result]) -> None:
    done = run(command, "--help")
    assert done.exit_code == 0
    assert "--debug" in done.output


def test_wrong_usage_is_2(run: Callable[..., Result]) -> None:
    for arguments in (["nonsense"], ["import"], ["index"], ["search"], ["search", "a", "--queries", "b"]):
        assert run(*arguments).exit_code == 2
    wrong = run("accounts", "--as-of", "yesterday")
    assert wrong.exit_code == 2
    assert "2026-03-31" in wrong.stderr


def test_failed_work_is_1_and_says_why_without_a_trace(data: Path, tmp_path: Path) -> None:
    done = csm("import", tmp_path / "nowhere", data=data)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_not_there_is_told(tmp_path: Path, run: Callable[..., Result]) -> None:
    for arguments in (["account", "Nobody Ltd"], ["index", tmp_path / "nowhere"], ["search", "--queries", "nowhere"]):
        done = run(*arguments)
        assert done.exit_code == 1
        assert done.stdout == ""
        assert "Nobody Ltd" in done.stderr or "nowhere" in done.stderr


def test_debug_shows_the_trace(run: Callable[..., Result]) -> None:
    for arguments in (["--debug", "account", "Nobody Ltd"], ["account", "Nobody Ltd", "--debug"]):
        assert isinstance(run(*arguments).exception, NotFound)
    assert run("account", "Nobody Ltd").exit_code == 1


def test_a_defect_is_told_without_a_trace(run: Callable[..., Result]) -> None:
    @main.command("defect")
    def defect() -> None:
        raise KeyError("oops")

    done = run("defect")
    del main.commands["defect"]
    assert done.exit_code == 1
    assert "--debug" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupt_is_130_and_quiet(run: Callable[..., Result]) -> None:
    @main.command("wait")
    def wait() -> None:
        raise KeyboardInterrupt

    done = run("wait")
    del main.commands["wait"]
    assert done.exit_code == 130
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_told(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSM_MODEL", "gpt")
    done = run("accounts")
    assert done.exit_code == 1
    assert "CSM_MODEL" in done.stderr


def test_a_reader_that_leaves_is_no_error(data: Path) -> None:
    command = f"{CSM} account A-1001 --json | head -1"
    environment = {**os.environ, "CSM_DATA_DIR": str(data), "CSM_MODEL": "built-in"}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "{\n"
    assert done.stderr == ""


def test_without_data_it_says_what_to_do(
    tmp_path: Path, demo_data: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Result]
) -> None:
    (tmp_path / "models").symlink_to(demo_data / "models")
    monkeypatch.setenv("CSM_DATA_DIR", str(tmp_path))
    for arguments in (["accounts"], ["account", "x"], ["ask", "anything?"], ["search", "anything"]):
        done = run(*arguments)
        assert done.exit_code == 1
        assert "csm import" in done.stderr
        assert "csm demo" in done.stderr


def test_a_book_is_written_imported_and_imported_again(
    tmp_path: Path, demo_data: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Result]
) -> None:
    data, book = tmp_path / "data", tmp_path / "book"
    data.mkdir()
    (data / "models").symlink_to(demo_data / "models")
    monkeypatch.setenv("CSM_DATA_DIR", str(data))
    written = run("demo", book, "--as-of", "2026-03-31")
    assert written.exit_code == 0
    assert f"csm import {book}" in written.output
    first = json.loads(run("import", book, "--json").stdout)
    assert first["tables"]["accounts"]["inserted"] == 40
    again = run("import", book)
    assert again.exit_code == 0
    assert "Nothing has changed" in again.output


def test_a_faulty_book_fails_with_its_faults(tmp_path: Path, run: Callable[..., Result]) -> None:
    book = tmp_path / "book"
    book.mkdir()
    (book / "accounts.csv").write_text("account_id,name,segment\nA1,One,huge\n", encoding="utf-8")
    done = run("import", book)
    assert done.exit_code == 1
    assert "accounts.csv:2: segment" in done.stderr
    assert "--keep-good" in done.stderr


def test_folders_are_indexed(tmp_path: Path, run: Callable[..., Result]) -> None:
    (tmp_path / "zeppelin.md").write_text("# Zeppelin\n\nThe zeppelin play is for airships.\n", encoding="utf-8")
    done = json.loads(run("index", tmp_path, "--json").stdout)
    assert done["folders"][str(tmp_path)]["added"] == 1
    (found, *_) = json.loads(run("search", "zeppelin airships", "--json").stdout)["passages"]
    assert found["title"] == "Zeppelin"
    (tmp_path / "zeppelin.md").unlink()
    assert json.loads(run("index", tmp_path, "--json").stdout)["folders"][str(tmp_path)]["removed"] == 1


def test_accounts_are_a_table_of_80_columns(run: Callable[..., Result]) -> None:
    done = run("accounts", "--sort", "-arr")
    lines = done.output.splitlines()
    assert done.exit_code == 0
    assert sum(line.startswith("A-") for line in lines) == 40
    assert "Quarrion Therapeutics" in lines[2]
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in done.output


def test_accounts_as_json_carry_fields_and_facts(run: Callable[..., Result]) -> None:
    (energy, logistics) = json.loads(run("accounts", "--query", "halden", "--json").stdout)["accounts"]
    assert (energy["account_id"], logistics["account_id"]) == ("A-1002", "A-1001")
    assert {"segment", "csm_email", "aliases", "facts"} <= set(energy)
    assert {"id", "name", "value", "unit", "display", "as_of", "formula", "rows"} <= set(energy["facts"][0])


def test_an_account_is_found_by_id_name_or_alias(run: Callable[..., Result]) -> None:
    found = [json.loads(run("account", name, "--json").stdout) for name in ("A-1001", "halden logistics")]
    assert found[0] == found[1]
    assert set(found[0]) == {"account", "as_of", "facts", "signals", "unavailable"}
    ambiguous = run("account", "Halden")
    assert ambiguous.exit_code == 1
    assert "Halden Energy, Halden Logistics" in ambiguous.stderr


def test_an_account_is_seen_from_a_day(run: Callable[..., Result]) -> None:
    found = json.loads(run("account", "A-1001", "--as-of", "2001-01-01", "--json").stdout)
    assert found["as_of"] == "2001-01-01"
    assert {"name", "reason"} == set(found["unavailable"][0])
    assert "Cannot be told" in run("account", "A-1001", "--as-of", "2001-01-01").output


def test_an_answer_lists_its_sources(run: Callable[..., Result]) -> None:
    done = run("ask", QUESTION)
    assert done.exit_code == 0
    answer, sources = done.stdout.split("\nSources\n")
    assert "[F" in answer
    assert "characters" in sources
    assert "from " in sources
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_an_answer_as_json_is_what_the_api_answers(run: Callable[..., Result]) -> None:
    answer = json.loads(run("ask", QUESTION, "--json").stdout)
    expected = {"conversation_id", "message_id", "text", "claims", "evidence", "retrieved", "usage", "model"}
    assert set(answer) == expected
    again = run("ask", "And their open tickets?", "--conversation", answer["conversation_id"], "--json")
    assert json.loads(again.stdout)["conversation_id"] == answer["conversation_id"]


def test_a_question_is_about_the_account_that_is_named(run: Callable[..., Result]) -> None:
    done = run("ask", "Who is the sponsor?", "--account", "A-1002")
    assert "Ingrid Solheim-Brandt" in done.output
    assert run("ask", "Who is the sponsor?", "--account", "Nobody").exit_code == 1
    assert run("ask", "Go on", "--conversation", "nope").exit_code == 1
    assert run("ask", "  ").exit_code == 1


def test_a_search_prints_where_each_passage_stands(run: Callable[..., Result]) -> None:
    done = run("search", "champion leaves", "--kind", "playbook", "--limit", "2")
    assert "[P" in done.output
    assert "champion-loss.md, characters" in done.output
    assert run("search", "champion", "--account", "Nobody").exit_code == 1
    unknown = run("search", "champion", "--kind", "banana")
    assert unknown.exit_code == 1
    assert "No document is of the kind 'banana'" in unknown.stderr
    assert "playbook" in unknown.stderr


def test_many_queries_are_answered_line_by_line(tmp_path: Path, run: Callable[..., Result]) -> None:
    queries = tmp_path / "queries.jsonl"
    lines = [{"id": "a", "query": "champion leaves"}, {"id": 7, "query": "renewal"}]
    queries.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    answers = [json.loads(line) for line in run("search", "--queries", queries, "--limit", "3").stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 7]
    assert all(len(answer["passages"]) == 3 and answer["passages"][0]["score"] for answer in answers)
    queries.write_text('{"id": 1}\n', encoding="utf-8")
    wrong = run("search", "--queries", queries)
    assert wrong.exit_code == 1
    assert "queries.jsonl:1" in wrong.stderr


def test_settings_mask_secrets(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    done = run("settings")
    assert "CSM_DATA_DIR" in done.output
    assert "sk-very-secret" not in done.output
    (key,) = [
        one for one in json.loads(run("settings", "--json").stdout)["settings"] if one["name"] == "OPENAI_API_KEY"
    ]
    assert key["source"] == "environment"
    assert "sk-very-secret" not in key["value"]


def test_doctor_finds_every_part_sound(run: Callable[..., Result]) -> None:
    done = run("doctor", "--json")
    parts = json.loads(done.stdout)["parts"]
    assert [part["name"] for part in parts] == ["data folder", "database", "Chroma", "embeddings", "model"]
    assert all(part["ok"] for part in parts)
    assert done.exit_code == 0


def test_doctor_names_what_is_broken_and_what_to_do(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSM_CHROMA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("CSM_MODEL", "openai:gpt-5-mini")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    done = run("doctor")
    assert done.exit_code == 1
    assert "CSM_CHROMA_URL" in done.output
    assert "OPENAI_BASE_URL" in done.output


def test_serving_others_or_with_tokens_is_refused(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    refused = run("serve", "--host", "0.0.0.0")
    assert refused.exit_code == 1
    assert "CSM_AUTH=local" in refused.stderr
    monkeypatch.setenv("CSM_AUTH", "tokens")
    refused = run("serve")
    assert refused.exit_code == 1
    assert "CSM_AUTH=tokens" in refused.stderr


def test_doctor_lists_what_is_wrong_with_the_data(run: Callable[..., Result]) -> None:
    done = run("doctor", "--data")
    assert done.exit_code == 0
    assert "of 40 accounts" in done.output.splitlines()[0]
    told = json.loads(run("doctor", "--data", "--json").stdout)
    findings = told["findings"]
    assert {"id", "severity", "title", "affects", "rows", "account_id", "account_name"} == set(findings[0])
    assert sum(one["count"] for one in told["counts"]) == len(findings)
    assert [one["id"].replace("_", " ") in done.output for one in told["counts"]] == [True] * len(told["counts"])
    assert [f"{one['account_name']} ({one['account_id']})" in done.output for one in findings] == [True] * len(findings)


def test_doctor_looks_back_and_says_what_carries_no_date(run: Callable[..., Result]) -> None:
    done = run("doctor", "--data", "--as-of", "1990-01-01")
    assert done.exit_code == 0
    assert "none of 40 accounts, as of 1990-01-01" in done.output
    assert "carry no date" in done.output
    wrong = run("doctor", "--as-of", "2026-01-01")
    assert wrong.exit_code == 2
    assert "--as-of goes with --data" in wrong.output


def test_the_portfolio_leads_with_retention(run: Callable[..., Result]) -> None:
    done = run("portfolio", "--by", "csm")
    assert done.exit_code == 0, done.output
    figures = done.output.split("\n\n")[1].splitlines()
    assert figures[2].startswith("GRR")
    assert figures[3].startswith("NRR")
    assert "Corvane Retail Group" in done.output
    assert "Amandine" in done.output
    told = json.loads(run("portfolio", "--json").stdout)
    assert {"as_of", "period", "facts", "groups", "movements", "renewals", "unavailable"} <= set(told)


def test_today_names_who_needs_somebody_and_the_play(run: Callable[..., Result]) -> None:
    done = run("today", "--csm", "Jonah", "--limit", "1")
    assert done.output.startswith("1. Quarrion Therapeutics")
    assert "play: escalation" in done.output
    assert "promotes us" not in done.output
    assert "promotes us" in run("today", "--growth").output
    assert run("today", "--csm", "Zebedee").exit_code == 1


def test_accounts_are_filtered_by_conditions(run: Callable[..., Result]) -> None:
    listed = json.loads(run("accounts", "--where", "health_band is red", "--json").stdout)["accounts"]
    assert "A-1001" in {account["account_id"] for account in listed}
    assert run("accounts", "--where", "colour is red").exit_code == 1


def test_faulty_standards_are_refused_with_the_line(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = DEFAULT.read_text(encoding="utf-8").replace("csm_sentiment: 25", "csm_sentiment: 26")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("CSM_STANDARDS", str(tmp_path / "mine.yaml"))
    done = run("account", "A-1001")
    assert done.exit_code == 1
    assert "mine.yaml:7" in done.stderr
    assert "add up to 101" in done.stderr
