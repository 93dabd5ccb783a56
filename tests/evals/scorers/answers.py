"""Hand-made cases and answers that the tests of the scorers judge."""

from datetime import date
from decimal import Decimal
from typing import Any

from copilot.evidence import Claim, Evidence, Fact, Passage
from evals.case import Case
from evals.response import Response

DAY = date(2026, 11, 21)


def asking(ask: str | list[str] = "What is the ARR of Tamarack Foods?", **expect: Any) -> Case:
    return Case.model_validate({"id": "case", "ask": ask, "expect": expect or {"says": ["anything"]}})


def fact(
    handle: str,
    name: str,
    value: Decimal | int | str | date | None,
    display: str,
    unit: str = "",
    account: tuple[str, str] | None = ("A-1", "Tamarack Foods"),
    as_of: date = DAY,
) -> Fact:
    key, called = account or (None, None)
    return Fact(
        id=handle,
        name=name,
        label=name.replace("_", " ").upper() if name in ("arr", "nps") else name.replace("_", " ").capitalize(),
        value=value,
        unit=unit,
        display=display,
        as_of=as_of,
        account_id=key,
        account_name=called,
    )


def passage(handle: str, text: str, path: str = "tamarack-foods/call.md", account: str = "Tamarack Foods") -> Passage:
    return Passage(
        id=handle,
        document_id=path,
        path=path,
        title="Call",
        kind="note",
        account_id="A-1",
        account_name=account,
        start=0,
        end=len(text),
        text=text,
    )


def answer(text: str, *cited: Fact | Passage, claims: list[Claim] | None = None, **more: Any) -> Response:
    """An answer with its evidence; each line is a grounded claim unless claims are given."""
    told = [Claim(text=line, state="grounded", evidence=["F1"]) for line in text.splitlines() if line.strip()]
    return Response(
        text=text, claims=told if claims is None else claims, evidence=evidence(*cited), model="built-in", **more
    )


def evidence(*found: Fact | Passage) -> Evidence:
    return Evidence(
        facts=[one for one in found if isinstance(one, Fact)],
        passages=[one for one in found if isinstance(one, Passage)],
    )


ARR = fact("F1", "arr", 186_000, "$186,000", "USD")
USE = fact("F2", "licence_utilisation", Decimal("0.448"), "44.8 %", "ratio")
DUE = fact("F3", "next_renewal_date", date(2027, 2, 3), "3 February 2027", "date")
BAND = fact("F4", "health_band", "yellow", "yellow")
OTHER = fact("F9", "arr", 340_000, "$340,000", "USD", ("A-2", "Brine Marine"))
CALL = passage("P1", "If the connector isn't there by the audit I can't defend this internally. The audit is in June.")
