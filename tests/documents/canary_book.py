"""A book of two customers in which everything that is ours alone holds a word that occurs nowhere else."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from copilot.records import (
    Account,
    Colleague,
    Contact,
    FeatureUse,
    Feedback,
    Forecast,
    Milestone,
    Note,
    NoteKind,
    Opportunity,
    Outcome,
    Priority,
    Record,
    Sentiment,
    Subscription,
    Survey,
    Ticket,
    Usage,
)
from tests.documents.kinds.plans import AS_OF

HIDDEN = {
    "internal call": "quoxalin",
    "internal e-mail": "brimvedok",
    "internal meeting": "tarnoquil",
    "internal review": "veltrasop",
    "internal note": "dwixolar",
    "note without visibility or kind": "orpluvane",
    "title of an internal note": "skandrovil",
    "participant of an internal note": "mubrelkin",
    "attribute of an internal note": "yastrumel",
    "attribute of a shared note": "fendrugal",
    "internal transcript": "gliptarno",
    "reason of a rating": "huvendrask",
    "NPS comment": "jorbiquel",
    "CSAT comment": "kaldrimvo",
    "CES comment": "lumprazek",
    "NPS score": "2.7318",
    "feedback": "nactuvori",
    "author of feedback": "pindrosal",
    "area of feedback": "rovaskelt",
    "amount of the renewal": "98,761",
    "amount of the renewal, bare": "98761",
    "amount of the expansion": "43,219",
    "amount of the expansion, bare": "43219",
    "owner of the renewal": "sevitrond",
    "address of the CSM": "tulmarek",
    "address of sales": "ulvistok",
    "address of an owner": "vombrastil",
    "address of a stranger": "wextorvil",
    "our domain": "ourfirm.example",
    "attribute of the account": "xandrupol",
    "attribute of a contact": "yolvetrim",
    "attribute of a contract line": "zandikrop",
    "attribute of a ticket": "abrovintu",
    "attribute of a milestone": "bektrulan",
    "attribute of an outcome": "covastrel",
    "playbook": "drumolvik",
    "name of the other account": "Ebrontil",
    "alias of the other account": "Fastuvel",
    "id of the other account": "A2-GROMULT",
    "contact of the other account": "hestrovan",
    "product of the other account": "istulmer",
    "ARR of the other account": "77,413",
    "ARR of the other account, bare": "77413",
    "ticket of the other account": "julvandor",
    "milestone of the other account": "kestromil",
    "objective of the other account": "lodvarnik",
    "outcome of the other account": "mastulvor",
    "shared note of the other account": "nervolast",
    "feedback of the other account": "ostrivund",
}
"""What only our own people may read, by where it stands."""

REVEALING = {
    "the other account": "pestrovilk",
    "an alias of the other account": "ruvantolk",
    "an address of ours": "stelvimorn",
    "a discount": "travolnisk",
    "churn": "ulstremvok",
}
"""Words beside what a note that is shared with the customer gives away."""

SHOWN = {
    "subject of a ticket": "vindrolap",
    "milestone": "westulman",
    "objective": "xerolvint",
    "metric": "yandruvel",
    "source of a metric": "zolvantri",
    "agreement in a shared note": "bostruvel",
    "product": "calvindor",
    "title of a contact": "destrolim",
    "colleague": "Kim Reyes",
}
"""What a customer may read, by where it stands."""

PLAYBOOKS = ("champion-loss", "renewal", "escalation", "price-negotiation", "low-usage-rescue", "qbr-and-ebr")
H, S = HIDDEN, SHOWN
A1 = "A1"


def canary_records() -> list[Record]:
    """Return the rows of both accounts and of our own team."""
    return [*_team(), *_account(), *_plan(), *_voices(), *_notes(), *_other_account()]


def canary_files() -> dict[str, str]:
    """Return what has no row: an internal transcript and the playbooks."""
    head = "account_id: A1\ndate: 2026-11-02\nkind: call\ntitle: Renewal call\nvisibility: internal\n"
    words = f"We need the {H['internal transcript']} connector because the price is a problem for us."
    spoken = f"WEBVTT\n\n00:00:01.000 --> 00:00:09.000\n<v Ada Brandt>{words}\n"
    playbook = f"---\ntitle: The {H['playbook']} play\nkind: playbook\n---\nDay 1 to 5: do the {H['playbook']}.\n"
    files = {"notes/a1/inside.vtt": spoken, "notes/a1/inside.yaml": head}
    return files | {f"playbooks/{name}.md": playbook for name in PLAYBOOKS}


def _team() -> list[Record]:
    return [
        Colleague(email=_address("address of the CSM"), name=S["colleague"], role="csm"),
        Colleague(email=_address("address of sales"), name="Lee Marlin", role="sales"),
        Colleague(email=_address("address of an owner"), name="Nia Foss", role="csm"),
    ]


def _address(of: str) -> str:
    return f"{H[of]}@ourfirm.example"


def _account() -> list[Record]:
    inside = {"inside": H["attribute of a contact"]}
    people = (
        ("Ada Brandt", f"VP {S['title of a contact']}", "executive_sponsor"),
        ("Jo Winter", "Analyst", "champion"),
    )
    return [
        Account(
            account_id=A1,
            name="Marlow Freight",
            segment="enterprise",
            stage="renewal",
            csm_email=_address("address of the CSM"),
            sales_email=_address("address of sales"),
            customer_since=date(2024, 1, 10),
            attributes={"inside": H["attribute of the account"]},
        ),
        *(
            Contact(contact_id=f"C{at}", account_id=A1, name=name, title=title, role=role, attributes=inside, **_SPOKEN)
            for at, (name, title, role) in enumerate(people, 1)
        ),
        Subscription(
            subscription_id="S1",
            account_id=A1,
            product=S["product"],
            start_date=date(2026, 1, 10),
            end_date=date(2027, 1, 10),
            arr=120_000,
            seats=200,
            attributes={"inside": H["attribute of a contract line"]},
        ),
        *(
            Usage(account_id=A1, date=AS_OF - timedelta(days=back), monthly_active_users=100 + back // 2, events=900)
            for back in range(0, 121, 10)
        ),
        FeatureUse(account_id=A1, date=AS_OF, feature="Letters", active_users=30),
    ]


_SPOKEN: dict[str, Any] = {"active": True, "last_contacted": date(2026, 8, 1), "email": "them@marlow.example"}


def _plan() -> list[Record]:
    late = {"attributes": {"inside": H["attribute of a milestone"]}, "objective": f"Fewer {S['objective']} letters"}
    measured = {"account_id": A1, "unit": "minutes", "target": 10, "attributes": {"x": H["attribute of an outcome"]}}
    return [
        _milestone("M1", A1, f"{S['milestone']} is live", date(2026, 10, 5), "address of an owner", **late),
        _milestone("M2", A1, "Archive is moved", date(2026, 12, 18), "address of a stranger", kind="value"),
        _milestone("M3", A1, "Kick-off", date(2026, 2, 2), "address of the CSM", completed_date=date(2026, 2, 2)),
        Outcome(
            outcome_id="R1",
            metric=f"Minutes for a {S['metric']} letter",
            baseline=34,
            current=12,
            as_of=date(2026, 11, 1),
            volume_per_year=9000,
            value_per_unit=1,
            currency="USD",
            source=f"{S['source of a metric']} log, signed by the CFO",
            **measured,
        ),
        Outcome(outcome_id="R2", metric="Minutes for a call", baseline=20, **measured),
        *(
            Ticket(
                ticket_id=f"T{at}",
                account_id=A1,
                opened_at=datetime(2026, 11, day, 9, tzinfo=UTC),
                closed_at=datetime(2026, 11, closed, 9, tzinfo=UTC) if closed else None,
                priority=priority,
                status="open",
                subject=subject,
                escalated=priority == "urgent",
                attributes={"inside": H["attribute of a ticket"]},
            )
            for at, (day, closed, priority, subject) in enumerate(_TICKETS, 1)
        ),
    ]


_TICKETS: tuple[tuple[int, int | None, Priority, str], ...] = (
    (12, None, "urgent", f"{S['subject of a ticket']} loop: letters get lost"),
    (14, None, "low", "Typo in a report"),
    (2, 9, "high", f"{S['metric']} letter cut"),
)


def _milestone(row: str, account: str, name: str, due: date, owner: str, **others: Any) -> Milestone:
    owned = {"due_date": due, "owner_email": _address(owner)}
    return Milestone(milestone_id=row, account_id=account, name=name, **owned, **others)


def _voices() -> list[Record]:
    day = date(2026, 11, 3)
    surveys: tuple[tuple[Literal["nps", "csat", "ces"], Decimal, str], ...] = (
        ("nps", Decimal(H["NPS score"]), "NPS comment"),
        ("csat", Decimal(2), "CSAT comment"),
        ("ces", Decimal(2), "CES comment"),
    )
    return [
        *(
            Survey(
                survey_id=kind,
                account_id=A1,
                date=day,
                kind=kind,
                score=score,
                contact_id="C1",
                comment=f"The {H[said]} price is a problem for us this year.",
            )
            for kind, score, said in surveys
        ),
        Sentiment(account_id=A1, date=day, rating="red", reason=f"They look at the {H['reason of a rating']} suite."),
        Feedback(
            feedback_id="B1",
            account_id=A1,
            date=day,
            text=f"We need {H['feedback']} because letters get lost.",
            author=H["author of feedback"].title(),
            product_area=H["area of feedback"],
        ),
        _opportunity("O1", "renewal", H["amount of the renewal, bare"], "commit", "best_case"),
        _opportunity("O2", "expansion", H["amount of the expansion, bare"], "best_case", "pipeline"),
    ]


def _opportunity(
    row: str, kind: Literal["renewal", "expansion"], amount: str, sales: Forecast, csm: Forecast
) -> Opportunity:
    return Opportunity(
        opportunity_id=row,
        account_id=A1,
        kind=kind,
        amount=Decimal(amount),
        close_date=date(2027, 1, 10),
        stage="open",
        forecast=sales,
        csm_call=csm,
        owner_email=_address("owner of the renewal"),
    )


def _notes() -> list[Record]:
    kinds: tuple[tuple[NoteKind | None, str], ...] = (
        ("call", "internal call"),
        ("email", "internal e-mail"),
        ("meeting", "internal meeting"),
        ("qbr", "internal review"),
        ("internal", "internal note"),
        (None, "note without visibility or kind"),
    )
    return [
        *(
            Note(
                note_id=f"a1/inside-{at}.md",
                account_id=A1,
                date=date(2026, 11, 2 + at),
                kind=kind,
                title=f"About the {H['title of an internal note']}",
                author="Ada Brandt",
                participants=[f"{H['participant of an internal note'].title()} Brandt"],
                attributes={"inside": H["attribute of an internal note"]},
                text=INSIDE.format(word=H[source]),
            )
            for at, (kind, source) in enumerate(kinds)
        ),
        Note(
            note_id="a1/shared.md",
            account_id=A1,
            date=date(2026, 11, 10),
            kind="call",
            title="Letters review",
            author=S["colleague"],
            visibility="customer",
            attributes={"inside": H["attribute of a shared note"]},
            text=SHARED,
        ),
    ]


INSIDE = (
    "We need the {word} connector because the price is a problem for us.\n\n"
    "Next steps:\n- Kim sends the {word} plan for the ticket on lost letters by 30 November.\n\n"
    "You have our consent for the case study: company name, my name and title, and the {word} figures.\n"
)
SHARED = f"""Ada said: "We want fewer {S["objective"]} letters this year."

Next steps:
- Kim sends the {S["agreement in a shared note"]} plan for the letters by 30 November.
- Kim sends the Ebrontil Labs plan of the {REVEALING["the other account"]} letters by 30 November.
- Kim shows how Fastuvel moved its {REVEALING["an alias of the other account"]} letters by 1 December.
- Kim has {REVEALING["an address of ours"]}@ourfirm.example ask for the letters by 1 December.
- Kim offers a discount of {REVEALING["a discount"]} percent on the letters by 2 December.
- Kim writes down the churn risk of {REVEALING["churn"]} letters by 3 December.
"""


def _other_account() -> list[Record]:
    """The account that nobody else may hear of."""
    theirs = {"account_id": H["id of the other account"]}
    other = "address of the CSM"
    return [
        Account(name=f"{H['name of the other account']} Labs", aliases=[H["alias of the other account"]], **theirs),
        Contact(contact_id="D1", name=f"Sam {H['contact of the other account'].title()}", role="champion", **theirs),
        Subscription(
            subscription_id="S2",
            product=H["product of the other account"].title(),
            start_date=date(2026, 3, 1),
            end_date=date(2027, 3, 1),
            arr=Decimal(H["ARR of the other account, bare"]),
            **theirs,
        ),
        Ticket(
            ticket_id="U1",
            opened_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
            priority="urgent",
            subject=f"{H['ticket of the other account']} loop",
            **theirs,
        ),
        _milestone(
            "N1",
            theirs["account_id"],
            f"{H['milestone of the other account']} is live",
            date(2026, 12, 1),
            other,
            objective=H["objective of the other account"],
        ),
        Outcome(outcome_id="Q1", metric=f"{H['outcome of the other account']} minutes", baseline=3, **theirs),
        Note(
            note_id="a2/shared.md",
            date=date(2026, 11, 12),
            kind="call",
            title="A call",
            visibility="customer",
            text=INSIDE.format(word=H["shared note of the other account"]),
            **theirs,
        ),
        Feedback(feedback_id="B2", date=date(2026, 11, 3), text=f"{H['feedback of the other account']} now", **theirs),
    ]
