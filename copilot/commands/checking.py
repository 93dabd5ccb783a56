# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm check`."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from copilot.commands.shared import (
    account_called,
    as_of_option,
    debug_option,
    json_lines,
    json_option,
    opened,
    print_json,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot.evidence import Claim, Evidence

_SHOWN = 10
_READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("check")
@click.argument("file", type=click.File(encoding="utf-8"), required=False)
@click.option("--account", metavar="NAME", help="Hold it against all that is known of this account.")
@click.option("--against", multiple=True, type=_READABLE, metavar="SOURCE", help="Hold it against this text instead.")
@click.option("--batch", type=_READABLE, metavar="FILE.jsonl", help="Check many: {id, text, sources: [text]} a line.")
@as_of_option
@json_option
@debug_option
def check_command(
    file: IO[str] | None,
    account: str | None,
    against: tuple[Path, ...],
    batch: Path | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Check a text: which figures, dates, names and quotes stand on evidence, and why the others do not.

    FILE is a text that a person wrote, - for standard input. An exported feedback summary or portfolio review needs no
    account: it is held against its own sources.
    """
    from copilot.checking import check_against, check_of_account, check_of_all
    from copilot.documents.exported import is_about_all
    from copilot.scope import EVERYTHING
    from copilot.settings import today

    day = as_of or today()
    if batch is not None:
        if file or account or against:
            raise click.UsageError("--batch brings its own texts and sources: leave FILE, --account and --against out.")
        for number, text, sources in _read_batch(batch):
            claims, _ = check_against(text, sources, day)
            click.echo(json.dumps({"id": number, "claims": _plain(claims)}, ensure_ascii=False))
        return
    text = "" if file is None else file.read()
    if file is None or (account and against) or not (account or against or is_about_all(text)):
        raise click.UsageError("Give a FILE, and either --account NAME or --against SOURCE.")
    if against:
        claims, evidence = check_against(text, [path.read_text(encoding="utf-8") for path in against], day)
    else:
        with opened() as copilot:
            book = copilot.accounts, copilot.documents
            if account is None:
                claims, evidence = check_of_all(text, *book, copilot.board, EVERYTHING)
            else:
                known = account_called(copilot.accounts, account)
                claims, evidence = check_of_account(text, *book, known.account_id, EVERYTHING, day, copilot.board)
    if as_json:
        print_json({"claims": _plain(claims), "evidence": evidence.model_dump(mode="json")})
    else:
        _print(claims, evidence)


def _print(claims: "Sequence[Claim]", evidence: "Evidence") -> None:
    wrong = [claim for claim in claims if claim.state == "unverified"]
    click.echo(f"{len(claims)} sentences, {len(wrong)} of them not verified\n")
    for claim in claims:
        click.echo(f"{claim.state:<11} {' '.join(claim.text.split())}")
        if claim.reason:
            click.echo(f"            {claim.reason}")
    cited = {handle for claim in claims if claim.state in ("grounded", "derived") for handle in claim.evidence}
    facts = [fact for fact in evidence.facts if fact.id in cited]
    if facts:
        click.echo("\nWhat they stand on, among others")
        for fact in facts[:_SHOWN]:
            click.echo(f"  {fact.label}: {fact.display}")


def _plain(claims: "Sequence[Claim]") -> list[Any]:
    return [claim.model_dump(mode="json") for claim in claims]


def _read_batch(path: Path) -> Iterator[tuple[str | int, str, list[str]]]:
    """Give id, text and sources of each line; InvalidInput as `json_lines`."""

    def read(row: Any) -> tuple[str | int, str, list[str]]:
        if not isinstance(row["sources"], list):
            raise TypeError("sources is no list")
        return row["id"], str(row["text"]), [str(source) for source in row["sources"]]

    return json_lines(path, read, "id, text and sources", '{"id": "1", "text": "…", "sources": ["…"]}')
