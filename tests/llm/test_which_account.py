"""Which account is meant: never another one unsaid, in a single question and over several."""

import pytest

from copilot.agent.events import DoneEvent, EvidenceEvent, Question, TextEvent
from copilot.llm.built_in.names import id_in, name_in_short
from copilot.scope import Scope
from copilot.wiring import Copilot
from tests.llm.asking import AS_OF, HEN, HLX, QTX, ask

ONLY_ENERGY = Scope("somebody", frozenset([HEN]))


def _asked_within(copilot: Copilot, scope: Scope, *questions: str) -> tuple[str, set[str | None]]:
    """Return the last answer and the accounts that it cites."""
    conversation, text, cited = None, "", set[str | None]()
    for message in questions:
        events = list(copilot.agent.stream(Question(message=message, conversation_id=conversation, as_of=AS_OF), scope))
        conversation = next(one for one in events if isinstance(one, DoneEvent)).conversation_id
        text = "".join(one.delta for one in events if isinstance(one, TextEvent))
        evidence = next(one for one in events if isinstance(one, EvidenceEvent)).cited
        cited = {fact.account_id for fact in evidence.facts if fact.account_id}
    return text, cited


@pytest.mark.parametrize(
    "questions",
    [
        ("What's the ARR of Halden Logistics?",),
        ("arr of halden logistics",),
        ("Halden Logistics' seats?",),
        ("Wie hoch ist der ARR von Halden Logistik?",),
        ("What's the ARR of Halden Energy?", "and Halden Logistics?"),
        ("Usage at Halden Shipping?",),
    ],
)
def test_another_account_never_answers_for_one_that_is_not_seen(demo_copilot: Copilot, questions: tuple[str]) -> None:
    text, cited = _asked_within(demo_copilot, ONLY_ENERGY, *questions)
    assert text.startswith("I find no account called")
    assert "that you may see" in text
    assert not cited


def test_one_that_is_not_seen_reads_like_one_that_is_not_there(demo_copilot: Copilot) -> None:
    unseen, _ = _asked_within(demo_copilot, ONLY_ENERGY, "ARR of Halden Logistics?")
    absent, _ = _asked_within(demo_copilot, ONLY_ENERGY, "ARR of Halden Shipping?")
    assert unseen.replace("Logistics", "Shipping") == absent


@pytest.mark.parametrize(
    "question",
    [
        "Compare the ARR of Halden Energy and Meridian Freight",
        "Compare Meridian Freight with Halden Energy",
        "meridian freight vs halden energy seats",
    ],
)
def test_the_half_of_a_comparison_that_is_not_there_is_named(demo_copilot: Copilot, question: str) -> None:
    told = ask(demo_copilot, question)
    assert "I find no account called 'meridian freight' that you may see." in told.text.replace(
        "Meridian Freight", "meridian freight"
    )
    assert "Halden Energy" in told.text


@pytest.mark.parametrize(
    "question",
    [
        "What does Northwind Traders pay us per year?",
        "Does Northwind renew this year?",
        "northwind seats?",
        "Is Northwind at risk?",
        "Wann verlängert sich der Vertrag mit der Firma Tannhoff Pumpen?",
        "Quand se termine le contrat de Maison Bellerive ?",
    ],
)
def test_an_account_that_is_nowhere_is_not_answered_with_all(demo_copilot: Copilot, question: str) -> None:
    told = ask(demo_copilot, question)
    assert told.text.startswith("I find no account called")
    assert not told.cited.facts
    assert not told.cited.passages


@pytest.mark.parametrize("question", ["Norhaven Agents usage?", "Did Pellworth and Fintan speak?", "Ravelstoke NPS?"])
def test_products_people_and_figures_after_a_name_are_no_part_of_it(demo_copilot: Copilot, question: str) -> None:
    assert "I find no account" not in ask(demo_copilot, question).text


@pytest.mark.parametrize("question", ["What is T-5121 about?", "is t-5121 closed?", "ticket 5121?"])
def test_the_id_of_a_ticket_asks_for_that_ticket(demo_copilot: Copilot, question: str) -> None:
    told = ask(demo_copilot, question)
    assert [fact.value for fact in told.cited.facts if fact.name == "ticket"] == ["T-5121"]


def test_a_ticket_of_another_account_is_not_found(demo_copilot: Copilot) -> None:
    text, cited = _asked_within(demo_copilot, ONLY_ENERGY, "What is T-5121 about?")
    assert text.startswith("I find no account or ticket called 'T-5121'")
    assert not cited


@pytest.mark.parametrize(
    ("question", "found"),
    [("T-2247?", "T-2247"), ("is #4411 closed", "4411"), ("Q4 renewals", ""), ("level 2", ""), ("ISO27001?", "")],
)
def test_what_is_an_id(question: str, found: str) -> None:
    assert id_in(question) == found


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("hlx seats?", "hlx"),
        ("arr of northwind", "northwind"),
        ("total ARR?", ""),
        ("open tickets?", ""),
    ],
)
def test_a_short_question_holds_a_name_and_a_figure(question: str, name: str) -> None:
    assert name_in_short(question) == name


@pytest.mark.parametrize("question", ["when does Thandeka's budget close?", "Do we have any notes from Burke?"])
def test_a_first_name_asks_for_the_person(demo_copilot: Copilot, question: str) -> None:
    assert "I find no account" not in ask(demo_copilot, question).text


@pytest.mark.parametrize(
    "question", ["It is in the press. Which play and when?", "A CFO gave us a 3. How fast do I call?"]
)
def test_words_that_open_a_sentence_and_short_forms_are_no_accounts(demo_copilot: Copilot, question: str) -> None:
    assert "no account called" not in ask(demo_copilot, question).text


@pytest.mark.parametrize("questions", [("seats of HLX?",), ("st aubrac seats?",), ("ARR of HLX?", "and seats?")])
def test_seats_are_licences(demo_copilot: Copilot, questions: tuple[str]) -> None:
    assert ask(demo_copilot, *questions).values("seats")


@pytest.mark.parametrize(
    ("questions", "name", "account", "value"),
    [
        (("ARR of Halden Logistics?", "no, I meant Energy"), "arr", HEN, "€516,000"),
        (("How many seats has Quarrion?", "sorry, I wanted the ARR"), "arr", QTX, "$610,000"),
        (("Open tickets of Quarrion?", "and on 15 November?"), "tickets", QTX, "1"),
        (("Seats of Pellworth on 1 December 2025?", "and today?"), "seats", "A-1007", "130 seats"),
        (
            ("Seats at HLX?", "and at HEN?", "when does the first one renew?"),
            "next_renewal_date",
            HLX,
            "1 February 2027",
        ),
        (("Top 5 accounts by ARR", "NPS of the second one?"), "nps", "A-1017", "50 points"),
    ],
)
def test_follow_ups(demo_copilot: Copilot, questions: tuple[str], name: str, account: str, value: str) -> None:
    assert ask(demo_copilot, *questions).values(name)[account].startswith(value)


def test_why_goes_on_with_the_account_before(demo_copilot: Copilot) -> None:
    assert "account_signals" in ask(demo_copilot, "What's the health of Kitterby?", "why?").tools()


def test_the_days_of_a_list_are_changed(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Which accounts renew in the next 90 days?", "make that 45 days")
    assert told.calls[-1][1]["where"][-1]["value"] == "2027-01-05"


def test_a_figure_of_all_is_narrowed_to_a_segment(demo_copilot: Copilot) -> None:
    assert ask(demo_copilot, "GRR?", "only mid-market").calls[-1][1]["segment"] == "mid_market"


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("biggest three EMEA customers by ARR?", ("region", "EMEA")),
        ("Which of our customers are in the food industry?", ("industry", "food")),
    ],
)
def test_a_group_is_never_dropped(demo_copilot: Copilot, question: str, condition: tuple[str, str]) -> None:
    where = ask(demo_copilot, question).calls[-1][1]["where"]
    assert condition in [(one["field"], one["value"]) for one in where]


def test_an_industry_that_no_account_has_is_said(demo_copilot: Copilot) -> None:
    assert "I find no account of it" in ask(demo_copilot, "customers in the space industry").text


def test_the_customers_of_one_colleague_are_counted(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "How many customers does Amandine Kestrel look after?")
    assert told.calls[-1][1]["csm"] == "Amandine Kestrel"


@pytest.mark.parametrize("words", ["a year ago", "vor einem Jahr", "on 21 November 2025"])
def test_figures_of_a_day_behind(demo_copilot: Copilot, words: str) -> None:
    assert ask(demo_copilot, f"how many seats did Pellworth have {words}?").values("seats") == {"A-1007": "170 seats"}
