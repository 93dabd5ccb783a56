"""Checking what a person wrote, by command and against an account."""

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from copilot.checking import check_of_account, check_of_all
from copilot.cli import main
from copilot.documents.document import Audience, Kind
from copilot.documents.drafting import Drafter
from copilot.documents.export import export
from copilot.documents.order import Options, Order
from copilot.errors import InvalidInput, NotFound
from copilot.evidence import Claim
from copilot.scope import EVERYTHING

if TYPE_CHECKING:
    from copilot.wiring import Copilot

DAY = date(2026, 11, 21)
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


def _exported(
    copilot: "Copilot", kind: Kind, account: str, since: date | None = None, audience: Audience = "internal"
) -> str:
    order = Order(kind=kind, account_id=account, as_of=DAY, audience=audience, options=Options(since=since))
    document = Drafter(copilot.accounts, copilot.documents).draft(order, EVERYTHING)
    return export(document, "md", _no_picture).decode()


def _no_picture(name: str, form: str) -> bytes:
    raise NotFound(name)


def _flagged(copilot: "Copilot", text: str, account: str) -> list[Claim]:
    claims, _ = check_of_account(text, copilot.accounts, copilot.documents, account, EVERYTHING, date(2026, 11, 24))
    assert claims
    return [one for one in claims if one.state == "unverified"]


@pytest.mark.parametrize("account", ["A-1001", "A-1013", "A-1037"])
@pytest.mark.parametrize("kind", ["renewal-brief", "account-brief", "value-review", "success-plan"])
def test_of_an_export_that_nobody_changed_nothing_is_flagged(demo_copilot: "Copilot", kind: Kind, account: str) -> None:
    text = _exported(demo_copilot, kind, account, since=date(2026, 10, 30))
    assert _flagged(demo_copilot, text, account) == []


def test_of_a_customer_s_export_the_kind_is_known_by_its_title(demo_copilot: "Copilot") -> None:
    text = _exported(demo_copilot, "value-review", "A-1001", audience="customer")
    assert "Kind" not in text
    assert _flagged(demo_copilot, text, "A-1001") == []


@pytest.mark.parametrize(
    ("written", "instead", "reason"),
    [
        ("$318,000[^2] a year", "$381,000[^2] a year", "$381,000 is not in what it cites; ARR is $318,000"),
        ("ends on 1 February 2027[^3], in", "ends on 12 February 2027[^3], in", "12 February 2027 is not in what it"),
        ("Health is red (the CSM", "Health is yellow (the CSM", "health is red"),
        ("| Ai First Platform | 600 |", "| Ai First Platform | 650 |", "650 is not in what it cites"),
        ("**This week:** Priscilla Dunmore", "**This week:** Theo Bramhall", "Theo Bramhall is not in what it cites"),
        ("“Finance review of all software above $250k.”", "“Legal review of all software above $250k.”", "is not in"),
        ("[^2]: **ARR: $318,000**", "[^2]: **ARR: $381,000**", "no source on record reads so"),
        ("    Rows: subscriptions S-1001-1\n", "    Rows: subscriptions S-1001-9\n", "no source on record reads so"),
        ("## Scenarios", "NPS is 12.\n\n## Scenarios", "12 is not the NPS, which is"),
        ("- **Account:** Halden Logistics", "- **Account:** Kessler Mutual", "Kessler Mutual"),
    ],
)  # fmt: skip
def test_what_was_changed_in_an_export_is_flagged_and_nothing_else(
    demo_copilot: "Copilot", written: str, instead: str, reason: str
) -> None:
    text = _exported(demo_copilot, "renewal-brief", "A-1001")
    assert written in text
    flagged = _flagged(demo_copilot, text.replace(written, instead, 1), "A-1001")
    assert len(flagged) == 1
    assert reason in flagged[0].reason


def test_what_a_person_adds_to_an_export_stands_on_all_that_is_known(demo_copilot: "Copilot") -> None:
    text = _exported(demo_copilot, "renewal-brief", "A-1001")
    added = text.replace("## Scenarios", "Halden Logistics has 600 seats. Ask Theo who leads now.\n\n## Scenarios", 1)
    assert _flagged(demo_copilot, added, "A-1001") == []


# Documents about all accounts


def _of_all(copilot: "Copilot", kind: Kind, since: date | None = None) -> str:
    order = Order(kind=kind, as_of=DAY, options=Options(since=since))
    document = Drafter(copilot.accounts, copilot.documents, board=copilot.board).draft(order, EVERYTHING)
    return export(document, "md", _no_picture).decode()


def _flagged_of_all(copilot: "Copilot", text: str) -> list[Claim]:
    claims, _ = check_of_all(text, copilot.accounts, copilot.documents, copilot.board, EVERYTHING)
    assert claims
    return [one for one in claims if one.state == "unverified"]


@pytest.mark.parametrize("since", [None, date(2026, 6, 1)])
@pytest.mark.parametrize("kind", ["feedback-summary", "portfolio-review"])
def test_an_export_about_all_accounts_that_nobody_changed_needs_no_account(
    demo_copilot: "Copilot", kind: Kind, since: date | None
) -> None:
    assert _flagged_of_all(demo_copilot, _of_all(demo_copilot, kind, since)) == []


@pytest.mark.parametrize(
    ("written", "instead", "reason"),
    [
        (r"weighs most: \d+ accounts", "weighs most: 39 accounts", "39 accounts is not in what it cites"),
        (r"> “[^”]+”", "> “We will leave you next week and tell everybody.”", "is not in what it cites"),
        (r"Deshawn Okpara(?=\[)", "Theo Bramhall", "Theo Bramhall is not in what it cites"),
        (r"(?m)^    Rows: accounts .*$", "    Rows: accounts A-9999", "no source on record reads so"),
        (r"## Uncertain", "Halden Logistics pays $999,000.\n\n## Uncertain", "$999,000"),
    ],
)  # fmt: skip
def test_what_was_changed_in_a_feedback_summary_is_flagged_and_nothing_else(
    demo_copilot: "Copilot", written: str, instead: str, reason: str
) -> None:
    text = _of_all(demo_copilot, "feedback-summary")
    changed, count = re.subn(written, instead, text, count=1)
    assert count == 1
    flagged = _flagged_of_all(demo_copilot, changed)
    assert len(flagged) == 1
    assert reason in flagged[0].reason


def test_a_feedback_summary_of_one_account_is_held_against_that_account(demo_copilot: "Copilot") -> None:
    order = Order(kind="feedback-summary", account_id="A-1001", as_of=DAY)
    copilot = demo_copilot
    drafter = Drafter(copilot.accounts, copilot.documents, board=copilot.board)
    text = export(drafter.draft(order, EVERYTHING), "md", _no_picture).decode()
    claims, _ = check_of_account(
        text, copilot.accounts, copilot.documents, "A-1001", EVERYTHING, DAY, board=copilot.board
    )
    assert [one for one in claims if one.state == "unverified"] == []
    with pytest.raises(InvalidInput, match="no exported document about all accounts"):
        check_of_all(text, copilot.accounts, copilot.documents, copilot.board, EVERYTHING)


def test_an_export_about_all_accounts_is_checked_by_command_without_more(
    demo_copilot: "Copilot", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSM_DATA_DIR", str(demo_copilot.settings.data_dir))
    output = _run("-", text=_of_all(demo_copilot, "portfolio-review"))
    assert "sentences, 0 of them not verified" in output
