"""Documents for tests: a renewal brief of an invented account as one would send it, and smaller ones."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from copilot.charts.style import empty, to_png, to_svg
from copilot.charts.usage import Usage, usage_chart
from copilot.documents.document import Approval, Basis, Document, LeftOut, Part, Section
from copilot.documents.export.manuscript import ImageForm
from copilot.errors import NotFound
from copilot.evidence import Evidence, Fact, Passage, RowRef

AS_OF = date(2026, 7, 1)
ACCOUNT = "Tamarack Foods"


@cache
def picture(name: str, form: ImageForm) -> bytes:
    """Real charts by two names; others are not to be had."""
    if name == "usage":
        users = [(date(2026, month, day), 90 + 12 * month + day // 3) for month in range(1, 7) for day in (1, 11, 21)]
        chart = usage_chart(Usage(account=ACCOUNT, as_of=AS_OF, users=users, seats=[(date(2026, 1, 1), 250)]))
    elif name == "health":
        chart = empty("Health is yellow", f"{ACCOUNT} · as of 1 July 2026", "The waterfall would stand here.")
    else:
        raise NotFound(f"There is no chart called {name}.")
    return to_svg(chart).encode() if form == "svg" else to_png(chart)


def fact(
    handle: str, label: str, display: str, *, formula: str = "", rows: int = 1, table: str = "subscriptions"
) -> Fact:
    refs = [RowRef(table, f"ROWID-{number}") for number in range(1, rows + 1)]
    return Fact(
        id=handle,
        name=label.lower().replace(" ", "_"),
        label=label,
        value=Decimal(1),
        display=display,
        as_of=AS_OF,
        formula=formula,
        rows=refs,
        account_id="A-1",
        account_name=ACCOUNT,
    )


def passage(handle: str, title: str, day: date | None, text: str, kind: str = "call") -> Passage:
    path = f"tamarack-foods/{title.lower().replace(' ', '-')}.md"
    return Passage(
        id=handle,
        document_id=f"note:{path}",
        path=path,
        title=title,
        date=day,
        kind=kind,
        account_id="A-1",
        account_name=ACCOUNT,
        start=0,
        end=len(text),
        text=text,
    )


LONG_CALL = (
    "We went through the rollout site by site. " * 12
    + "If the connector isn't there by the audit I can't defend this internally. "
    + "Then we turned to the plan for the autumn and who would own what. " * 12
)

EVIDENCE = Evidence(
    facts=[
        fact("F1", "ARR", "$186,000", formula="the sum of the active contract lines' ARR", rows=2),
        fact("F2", "Days to renewal", "74 days", formula="the contract's end less the as-of date"),
        fact("F3", "Health score", "61", formula="the weighted sum of five components", rows=31, table="usage"),
        fact(
            "F4", "Licence utilisation", "44.8 %", formula="active users over 28 days divided by seats", table="usage"
        ),
        fact("F5", "Seats", "250"),
        fact("F6", "Days since last contact with the sponsor", "89 days", table="contacts"),
        fact("F7", "Open urgent tickets", "1", table="tickets"),
        fact(
            "F8",
            "Value delivered in 12 months",
            "$318,000",
            formula="change x volume x value per unit",
            rows=3,
            table="outcomes",
        ),
        fact("F9", "Forecast by sales", "$186,000 commit", table="opportunities"),
        fact("F10", "Forecast by the CSM", "$150,000 best case", table="opportunities"),
        fact(
            "F11",
            "Forecast by the model",
            "$112,000 at risk",
            formula="ARR x the share of like accounts that renewed",
            table="opportunities",
        ),
        fact("F12", "Never cited", "UNCITED-FIGURE"),
    ],
    passages=[
        passage("P1", "Audit call", date(2026, 4, 2), LONG_CALL),
        passage(
            "P2", "Champion leaves", date(2026, 6, 4), "Ines Okafor leaves us on 3 June; nobody follows yet.", "email"
        ),
        passage("P3", "Quarterly review", date(2026, 5, 12), "Dispatch now closes the day two hours earlier.", "qbr"),
        passage("P4", "Champion loss", None, "Day 1 to 5: find the new owner and meet them.", "playbook"),
    ],
)


def section(key: str, title: str, *parts: tuple[Basis, str]) -> Section:
    return Section(key=key, title=title, parts=[Part(basis=basis, text=text) for basis, text in parts])


SECTIONS = [
    section(
        "summary",
        "In five lines",
        (
            "plan",
            "Renew flat at $186,000 [F1] with a rollout commitment of 12 months.\n\n"
            "- Expand only after Lyon is back above 70 %.\n"
            "- Meet the new owner **this week**, before the audit is planned. [P4]",
        ),
        ("fact", "The contract ends in 74 days [F2]; health is yellow at 61 [F3]."),
        ("inferred", "The connector decides it: without it the sponsor *cannot* defend the spend. [P1]"),
    ),
    section(
        "contract",
        "Contract and dates",
        (
            "fact",
            "| line | seats | ARR | ends |\n|---|---|---|---|\n| Platform | 250 | $150,000 | 13 September 2026 |\n"
            "| Agents | 40 | $36,000 | 13 September 2026 |\n| **together** | 290 | $186,000 [F1] | |",
        ),
        ("fact", "Notice has to be given 30 days before the end. It renews by itself otherwise."),
    ),
    section(
        "scenarios",
        "Renewal scenarios",
        (
            "fact",
            "| scenario | ARR | GRR | NRR | what would have to be true |\n|---|---:|---:|---:|---|\n"
            "| loss | $0 | 0.0 % | 0.0 % | no owner by August, and the audit fails |\n"
            "| contraction | $112,000 | 60.2 % | 60.2 % | Lyon leaves, the other sites stay as they are |\n"
            "| flat | $186,000 | 100.0 % | 100.0 % | a connector date is given and kept |\n"
            "| expansion | $240,000 | 100.0 % | 129.0 % | Lyon is back, and Agents go to dispatch |",
        ),
        (
            "inferred",
            "Sales says $186,000 [F9], the CSM $150,000 [F10] and the model $112,000 [F11]: they do not agree.",
        ),
    ),
    section(
        "value",
        "Value delivered",
        ("fact", "Dispatch saved $318,000 in twelve months [F8]. It cost between $318,000 … $400,000 before."),
        ("said", "> “Dispatch now closes the day two hours earlier.” [P3]"),
        ("unknown", "- No outcome has been measured for finance.\n- The March NPS was not answered."),
    ),
    section(
        "adoption",
        "Adoption",
        (
            "fact",
            "112 of 250 seats [F5] were active in the last 28 days, which is 44.8 % [F4].\n\n"
            "![Active users against seats](chart:usage)",
        ),
        (
            "inferred",
            "Most of the drop is the Lyon site, since its *weekly* use halved after the champion left. [F4 P2]",
        ),
    ),
    section(
        "health",
        "Health and its change",
        ("fact", "Health fell by 9 to 61 [F3].\n\n![Health](chart:health)"),
        ("fact", "![The ARR bridge](chart:arr-bridge)"),
    ),
    section(
        "people",
        "People",
        (
            "fact",
            "| who | role | stance | last spoken to |\n|---|---|---|---|\n"
            "| Daniel Reuss, VP Operations | executive sponsor | for us | 2 April 2026, 89 days ago [F6] |\n"
            "| Ines Okafor | champion | left on 3 June | 28 May 2026 [P2] |\n"
            "| Marie Lenoir, IT security | admin | neutral | 12 May 2026 |",
        ),
        ("unknown", "The economic buyer is not known."),
    ),
    section(
        "risks",
        "Risks",
        (
            "fact",
            "1. One urgent ticket is open [F7].\n2. The champion left [P2].\n   - Nobody has replaced her.\n"
            "   - The play is *Champion loss* [P4].",
        ),
        (
            "said",
            "> “If the connector isn't there by the audit I can't defend this internally.” [P1]\n>\n"
            "> Daniel Reuss, 2 April 2026",
        ),
    ),
    section(
        "negotiation",
        "Negotiation",
        (
            "plan",
            "### We give\n\nTwo days of rollout help in Lyon.\n\n### We ask\n\n"
            "A named owner and a reference call in autumn. [P1 P3]",
        ),
    ),
    section(
        "plan",
        "Plan to signature",
        (
            "plan",
            "| by | what | owner |\n|---|---|---|\n| 6 July 2026 | give the connector date | Priscilla Dunmore |\n"
            "| 15 July 2026 | meet the new owner in Lyon | Priscilla Dunmore |\n"
            "| 3 August 2026 | terms agreed | Owen Achebe |\n"
            "| 14 August 2026 | last day of notice | Owen Achebe |",
        ),
    ),
]

LEFT_OUT = [
    LeftOut(
        section="risks", text="Utilisation fell to 12 % [F4].", reason="12 % is not in the cited facts; it is 44.8 %."
    ),
    LeftOut(section="value", text="They saved a million.", reason="LEFT-OUT-REASON"),
]

BRIEF = Document(
    document_id="D-7",
    version=3,
    kind="renewal-brief",
    title="Tamarack Foods: renewal on 13 September 2026",
    account_id="A-1",
    account_name=ACCOUNT,
    as_of=AS_OF,
    sections=SECTIONS,
    evidence=EVIDENCE,
    left_out=LEFT_OUT,
    stale=["P1", "F6"],
    created_at=datetime(2026, 7, 1, 8, 30, tzinfo=UTC),
    approval=Approval(by="Priscilla Dunmore", at=datetime(2026, 7, 1, 9, 5, tzinfo=UTC)),
)


def small(*parts: tuple[Basis, str], **changes: object) -> Document:
    """A document of one section with these parts, of the brief's evidence."""
    return BRIEF.model_copy(
        update={"sections": [section("only", "Only section", *parts)], "left_out": [], "stale": [], **changes}
    )
