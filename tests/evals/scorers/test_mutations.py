"""What a lazy or lying copilot could answer, and which scorer gives it away.

Five realistic cases with a good answer each, which scores full; then each mutation of the answer must score low with
the scorers named for it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from copilot.evidence import Evidence, Fact
from evals.case import Case
from evals.mark import Mark
from evals.response import CalledTool, Response
from evals.scorers import marks
from tests.evals.scorers.answers import answer, asking, evidence, fact, passage

LOW = 0.5
ACCOUNTS = [("A-1", "Tamarack Foods"), ("A-2", "Brine Marine"), ("A-3", "Vesper Labs"), ("A-4", "Cobalt Bank")]
ACCOUNTS += [
    (f"A-{at}", f"{tree} Works") for at, tree in enumerate(("Alder", "Birch", "Cedar", "Elm", "Fir", "Oak", "Yew"), 5)
]


def facts_of(at: int, account: tuple[str, str]) -> list[Fact]:
    arr, use, due = 41_300 * (at + 2), Decimal(41 + 5 * at) / 100, date(2027, at + 1, 11)
    return [
        fact(f"F{20 + at * 4}", "arr", arr, f"${arr:,}", "USD", account),
        fact(f"F{21 + at * 4}", "licence_utilisation", use, f"{use * 100:.1f} %", "ratio", account),
        fact(f"F{22 + at * 4}", "next_renewal_date", due, f"{due:%-d %B %Y}", "date", account),
        fact(f"F{23 + at * 4}", "seats", 130 * (at + 1), f"{130 * (at + 1)} seats", "seats", account),
    ]


BOOK = evidence(*(one for at, account in enumerate(ACCOUNTS) for one in facts_of(at, account)))
"""What was gathered besides: other accounts' figures."""
NOTES = evidence(
    *(
        passage(
            f"P{at}", f"On {at} May they had {at * 13} open points. Phase {at} costs ${at * 731}. We met on {at} June."
        )
        for at in range(10, 18)
    )
)
"""Notes that were found and do not answer."""


@dataclass(frozen=True)
class Realistic:
    case: Case
    good: Response
    spoilt: str
    """The good answer with one thing changed."""


LOOKUP = Realistic(
    asking(
        "What does Tamarack Foods pay, and when do they renew?",
        figures=[
            {"name": "arr", "account": "A-1", "value": "186000", "unit": "USD", "source": "arr(A-1)"},
            {
                "name": "next_renewal_date",
                "account": "A-1",
                "value": "2027-02-03",
                "unit": "date",
                "source": "due(A-1)",
            },
        ],
        tools=[{"name": "account_facts", "arguments": {"account": "A-1"}}],
        names=["Tamarack Foods"],
        only=True,
        abstains="no",
    ),
    answer(
        "**Tamarack Foods pays $186,000 a year [F1] and renews on 3 February 2027 [F2].**",
        fact("F1", "arr", 186_000, "$186,000", "USD"),
        fact("F2", "next_renewal_date", date(2027, 2, 3), "3 February 2027", "date"),
        retrieved=BOOK,
        tools=[CalledTool(name="account_facts", arguments={"account": "A-1"})],
    ),
    "**Tamarack Foods pays $168,000 a year [F1] and renews on 3 February 2027 [F2].**",
)
RANKED = Realistic(
    asking(
        "Which enterprise accounts under 50 % renew this quarter?",
        figures=[{"name": "total_arr", "value": "512000", "unit": "USD", "source": "total()"}],
        names=["Brine Marine", "Vesper Labs"],
        ordered=True,
        only=True,
        says=["two|2"],
    ),
    answer(
        "Two, worth $512,000 together [F1].\n\n| account | ARR | use |\n|---|---|---|\n"
        "| Brine Marine | $340,000 [F2] | 41.0 % [F3] |\n| Vesper Labs | $172,000 [F4] | 48.2 % [F5] |",
        fact("F1", "total_arr", 512_000, "$512,000", "USD", None),
        fact("F2", "arr", 340_000, "$340,000", "USD", ACCOUNTS[1]),
        fact("F3", "licence_utilisation", Decimal("0.41"), "41.0 %", "ratio", ACCOUNTS[1]),
        fact("F4", "arr", 172_000, "$172,000", "USD", ACCOUNTS[2]),
        fact("F5", "licence_utilisation", Decimal("0.482"), "48.2 %", "ratio", ACCOUNTS[2]),
        retrieved=BOOK,
    ),
    "Two, worth $521,000 together [F1].\n\n| account | ARR | use |\n|---|---|---|\n"
    "| Brine Marine | $340,000 [F2] | 41.0 % [F3] |\n| Vesper Labs | $172,000 [F4] | 48.2 % [F5] |",
)
QUOTED = Realistic(
    asking(
        "What did Reuss say about the audit?",
        quotes=["I can't defend this internally"],
        says=["audit"],
        passages=[{"path": "tamarack-foods/call.md", "words": "I can't defend this internally"}],
        abstains="no",
    ),
    answer(
        "Daniel Reuss, call, on the audit: “If it isn't there by June I can't defend this internally.” [P1]",
        passage("P1", "Daniel Reuss: If it isn't there by June I can't defend this internally. The audit is in June."),
        retrieved=NOTES,
    ),
    "Daniel Reuss, call, on the audit: “If it isn't there by July I can't defend it internally.” [P1]",
)
NOTHING = Realistic(
    asking("What was their ARR in 2023?", abstains="yes", never=["$150,000"]),
    answer("I have no contract of Tamarack Foods in 2023, so I can't tell.", claims=[], retrieved=NOTES),
    "I have no contract of Tamarack Foods in 2023; their ARR was $150,000.",
)
HALF = Realistic(
    asking(
        "ARR and NPS of Tamarack Foods?",
        figures=[{"name": "arr", "account": "A-1", "value": "186000", "unit": "USD", "source": "arr(A-1)"}],
        abstains="partly",
    ),
    answer(
        "ARR: $186,000 [F1]\nI find no NPS answer of Tamarack Foods.",
        fact("F1", "arr", 186_000, "$186,000", "USD"),
        retrieved=BOOK,
    ),
    "ARR: $188,000 [F1]\nI find no NPS answer of Tamarack Foods.",
)
ALL = {"lookup": LOOKUP, "ranked": RANKED, "quoted": QUOTED, "nothing": NOTHING, "half": HALF}
ANOTHER = answer(
    "**Cobalt Bank pays $206,500 a year [F1] and renews on 11 May 2027 [F2].** “We are fine.” [P9]",
    fact("F1", "arr", 206_500, "$206,500", "USD", ACCOUNTS[3]),
    fact("F2", "next_renewal_date", date(2027, 5, 11), "11 May 2027", "date", ACCOUNTS[3]),
    passage("P9", "We are fine.", "cobalt-bank/call.md", "Cobalt Bank"),
    tools=[CalledTool(name="account_facts", arguments={"account": "A-4"})],
)
REFUSAL = answer("I can't help with that. I find nothing on it.", claims=[])


def pasted(good: Response) -> Response:
    """An answer that holds all that is known, each fact with its handle, as a model is told it."""
    facts = [*good.evidence.facts, *good.retrieved.facts]
    passages = [*good.evidence.passages, *good.retrieved.passages]
    lines = [f"[{one.id}] {one.account_name or ''}: {one.label} = {one.display}" for one in facts]
    lines += [f"[{one.id}] {one.title}\n{one.text}" for one in passages]
    return answer("\n".join(lines), retrieved=Evidence()).model_copy(
        update={"evidence": Evidence(facts=facts, passages=passages)}
    )


def low(case: Case, response: Response) -> dict[str, Mark]:
    return {name: mark for name, mark in marks(case, response).items() if mark.value is not None and mark.value <= LOW}


@pytest.mark.parametrize("name", ALL)
def test_a_good_answer_scores_full_with_every_scorer(name: str) -> None:
    told = {scorer: mark for scorer, mark in marks(ALL[name].case, ALL[name].good).items() if mark.value is not None}
    assert {scorer: mark for scorer, mark in told.items() if mark.value != 1} == {}


@pytest.mark.parametrize(
    ("name", "caught"),
    [
        ("lookup", {"figures", "names", "claims", "abstention", "tools"}),
        ("ranked", {"figures", "names", "words", "claims"}),
        ("quoted", {"words", "claims", "abstention", "recall"}),
        ("nothing", {"claims", "abstention"}),
        ("half", {"figures", "claims", "abstention"}),
    ],
)
def test_a_blank_answer(name: str, caught: set[str]) -> None:
    assert caught <= low(ALL[name].case, Response()).keys()


@pytest.mark.parametrize(
    ("name", "caught"),
    [
        ("lookup", {"figures", "names", "tools"}),
        ("ranked", {"figures", "names", "words"}),
        ("quoted", {"words", "recall", "ndcg", "reciprocal_rank"}),
        ("nothing", {"abstention"}),
        ("half", {"figures", "abstention"}),
    ],
)
def test_another_account_s_answer(name: str, caught: set[str]) -> None:
    assert caught <= low(ALL[name].case, ANOTHER).keys()


@pytest.mark.parametrize(
    ("name", "caught"),
    [
        ("lookup", {"figures", "citation_recall"}),
        ("ranked", {"figures"}),
        ("quoted", {"words", "citation_recall"}),
        ("nothing", {"abstention", "forbidden"}),
        ("half", {"figures", "citation_recall"}),
    ],
)
def test_the_right_answer_with_one_thing_changed(name: str, caught: set[str]) -> None:
    one = ALL[name]
    assert caught <= low(one.case, one.good.model_copy(update={"text": one.spoilt})).keys()


@pytest.mark.parametrize(
    ("name", "caught"),
    [
        ("lookup", {"figures", "names", "abstention", "tools"}),
        ("ranked", {"figures", "names", "words"}),
        ("quoted", {"words", "abstention", "recall"}),
        ("half", {"figures", "abstention"}),
    ],
)
def test_a_refusal_to_everything(name: str, caught: set[str]) -> None:
    assert caught <= low(ALL[name].case, REFUSAL).keys()


@pytest.mark.parametrize(
    ("name", "caught"),
    [
        ("lookup", {"figures", "names", "tools"}),
        ("ranked", {"figures", "names"}),
        ("quoted", {"citation_recall"}),
        ("nothing", {"abstention"}),
        ("half", {"figures", "abstention"}),
    ],
)
def test_the_whole_evidence_pasted_in(name: str, caught: set[str]) -> None:
    one = ALL[name]
    assert caught <= low(one.case, pasted(one.good)).keys()
