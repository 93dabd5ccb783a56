"""`csm themes` as a product manager reads it, and as machines do."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from copilot.commands.themes import KINDS, ORDERS, ROUTES, SEGMENTS, themes_command
from copilot.errors import Conflict
from copilot.feedback.decisions import Answer
from copilot.feedback.ranking import By
from copilot.feedback.routing import Route
from copilot.feedback_item import Tone
from copilot.records import Segment
from copilot.scope import EVERYTHING
from copilot.settings import Settings
from copilot.wiring import open_copilot

DAY = ["--as-of", "2026-11-21"]


@pytest.fixture(autouse=True)
def _demo(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSM_DATA_DIR", str(data))
    monkeypatch.setenv("CSM_MODEL", "built-in")


def test_the_command_offers_what_there_is() -> None:
    assert set(ORDERS) == set(get_args(By))
    assert set(ROUTES) == set(get_args(Route))
    assert set(SEGMENTS) == set(get_args(Segment))
    assert set(KINDS) == set(get_args(Tone))


def test_it_prints_who_says_what_and_what_it_is_worth() -> None:
    done = CliRunner().invoke(themes_command, [*DAY, "--limit", "3"])
    assert done.exit_code == 0, done.output
    assert "1. " in done.stdout
    assert "4. " not in done.stdout
    assert "more themes: --limit shows more" in done.stdout
    assert "things said are in no theme: --unthemed lists them." in done.stdout
    assert done.stdout.count("A trend compares a theme's share of all that was said") == 1
    assert "1 accounts" not in done.stdout


def test_it_lists_what_is_in_no_theme_with_who_and_where() -> None:
    done = CliRunner().invoke(themes_command, [*DAY, "--unthemed", "--limit", "2"])
    assert done.exit_code == 0, done.output
    assert "are in no theme" in done.stdout
    assert "older ones: --limit shows more." in done.stdout
    told = json.loads(CliRunner().invoke(themes_command, [*DAY, "--unthemed", "--limit", "500", "--json"]).stdout)
    themes = json.loads(CliRunner().invoke(themes_command, [*DAY, "--json"]).stdout)
    assert told["total"] == len(told["voices"])
    assert {one["source"] for one in told["voices"] if one["origin"] == "feedback"} <= set(themes["unthemed"])
    days = [one["date"] for one in told["voices"]]
    assert days == sorted(days, reverse=True)


def test_only_what_is_said_so_and_only_what_is_open() -> None:
    told = json.loads(CliRunner().invoke(themes_command, [*DAY, "--kind", "question", "--json"]).stdout)
    assert {tone for theme in told["themes"] for tone in theme["tones"]} == {"question"}
    answered = json.loads(CliRunner().invoke(themes_command, [*DAY, "--answered", "yes", "--json"]).stdout)
    assert (answered["themes"], answered["unthemed"]) == ([], [])


def test_an_area_that_there_is_not_is_wrong_usage_and_an_unknown_subject_is_said_so() -> None:
    done = CliRunner().invoke(themes_command, [*DAY, "--area", "Foo"])
    assert done.exit_code == 2
    assert "There is no area “Foo”. The areas are " in done.output
    assert "Licensing" in done.output
    nothing = CliRunner().invoke(themes_command, [*DAY, "--about", "zeppelin mooring masts"])
    assert "nothing that was said has these words or is near to them" in nothing.stdout
    both = CliRunner().invoke(themes_command, [*DAY, "--unthemed", "--close", "TH1"])
    assert both.exit_code == 2


def test_json_names_every_row_once_in_a_theme_or_in_none() -> None:
    told = json.loads(CliRunner().invoke(themes_command, [*DAY, "--json"]).stdout)
    placed = [item for theme in told["themes"] for item in theme["items"]]
    assert set(told["themes"][0]) >= {
        "id",
        "name",
        "area",
        "kind",
        "route",
        "accounts",
        "people",
        "arr",
        "items",
        "quotes",
    }
    assert not set(placed) & set(told["unthemed"])
    assert all({"text", "source"} <= set(quote) for theme in told["themes"] for quote in theme["quotes"])


def test_a_csv_file_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    file = tmp_path / "themes.csv"
    done = CliRunner().invoke(themes_command, [*DAY, "--csv", str(file)])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 10
    assert rows[0]["id"].startswith("TH")
    assert float(rows[0]["arr"]) > 0
    assert rows[0]["items"].split()
    assert len(rows[0]["account_names"].split("; ")) == int(rows[0]["accounts"])
    kinds = ("problems", "requests", "questions", "remarks", "praise")
    assert all(sum(int(row[kind]) for kind in kinds) == int(row["mentions"]) for row in rows)
    assert rows[0]["kinds"] in (*kinds, *(f"mostly {kind}" for kind in kinds)) or " and " in rows[0]["kinds"]
    assert {"arr_renewing_180d", "answer"} <= set(rows[0])


def test_closing_the_loop_prints_a_message_to_each_who_asked(
    copy_of_demo_data: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_of_demo_data()
    monkeypatch.setenv("CSM_DATA_DIR", str(folder))
    with open_copilot(Settings(data_dir=folder, model="built-in")) as copilot:
        first = copilot.board.themes(EVERYTHING, date(2026, 11, 21)).themes[0].theme_id
        copilot.board.answer(first, Answer(theme_id=0, state="planned", words="In the spring of 2027"), EVERYTHING)
    done = CliRunner().invoke(themes_command, [*DAY, "--close", first])
    assert done.exit_code == 0, done.output
    assert "accounts asked for " in done.stdout
    assert "Planned:\n   In the spring of 2027" in done.stdout
    assert "   To: " in done.stdout
    assert "   Subject: Planned: what you" in done.stdout
    told = json.loads(CliRunner().invoke(themes_command, [*DAY, "--close", first, "--json"]).stdout)
    assert told["id"] == first
    assert {"to", "subject", "text", "notes", "asked", "renewal"} <= set(told["messages"][0])


def test_a_theme_without_an_answer_has_nobody_to_tell() -> None:
    done = CliRunner().invoke(themes_command, [*DAY, "--close", "TH1"])
    assert isinstance(done.exception, Conflict)
    assert "TH1 has no answer yet" in str(done.exception)
