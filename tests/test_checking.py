"""Checking what a person wrote, by command and against an account."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from copilot.cli import main

BRIEF = """# Halden Logistics

Halden Logistics pays $318,000 a year.
NPS is 12.
Dana Whitlock said “claims team would riot if I took it away”.
They are furious about the price.
Ask Theo who owns the rollout now.
"""


def _run(*arguments: str, **more: str) -> str:
    result = CliRunner().invoke(main, ["check", *arguments], input=more.get("text"))
    assert result.exit_code == 0, result.output
    return result.output


def test_a_brief_is_held_against_all_that_is_known_of_the_account(
    demo_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSM_DATA_DIR", str(demo_data))
    told = json.loads(_run("-", "--account", "HLX", "--json", text=BRIEF))
    states = {claim["text"].split()[0]: (claim["state"], claim["reason"]) for claim in told["claims"]}
    assert states["NPS"][0] == "unverified"
    assert states["NPS"][1].startswith("12 is not the NPS, which is ")
    assert states["They"] == ("unverified", "what it cites does not say this")
    assert states["Dana"][0] == "quoted"
    assert states["Ask"][0] == "advice"
    assert [claim["state"] for claim in told["claims"] if "$318,000" in claim["text"]] == ["grounded"]
    cited = {fact["id"] for fact in told["evidence"]["facts"]} | {one["id"] for one in told["evidence"]["passages"]}
    assert all(set(claim["evidence"]) <= cited for claim in told["claims"])


def test_a_text_is_held_against_given_texts(tmp_path: Path) -> None:
    source = tmp_path / "call.txt"
    source.write_text("Ines: We have 250 seats and 112 people use it.\nThe audit is on 30 September 2026.\n", "utf-8")
    text = "They have 250 seats. The audit is on 13 September 2026."
    output = _run("-", "--against", str(source), text=text)
    assert output.startswith("2 sentences, 1 of them not verified")
    assert "13 September 2026 is not in what it cites" in output


def test_a_batch_prints_a_line_of_claims_for_each_line(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    rows = [{"id": "a", "text": "They have 250 seats.", "sources": ["We have 250 seats."]}]
    rows.append({"id": "b", "text": "They have 520 seats.", "sources": ["We have 250 seats."]})
    batch.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    lines = [json.loads(line) for line in _run("--batch", str(batch)).splitlines()]
    assert [(line["id"], line["claims"][0]["state"]) for line in lines] == [("a", "grounded"), ("b", "unverified")]


def test_a_faulty_batch_names_the_line(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": 1, "text": "x", "sources": "no list"}\n', "utf-8")
    result = CliRunner().invoke(main, ["check", "--batch", str(batch)])
    assert result.exit_code == 1
    assert f"{batch}:1: holds no id, text and sources." in result.output


@pytest.mark.parametrize("arguments", [[], ["-"], ["-", "--account", "HLX", "--against", __file__]])
def test_what_to_check_against_has_to_be_told(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["check", *arguments], input="x")
    assert result.exit_code == 2
