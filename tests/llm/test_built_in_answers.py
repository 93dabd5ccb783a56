"""How the built-in model answers: names it does not know, conditions it did not read, follow-ups, other languages."""

import pytest

from copilot.wiring import Copilot
from tests.llm.asking import BMM, DEL, HLX, OST, PEL, QTX, ask


@pytest.mark.parametrize(
    "question",
    [
        "Prepare me for the renewal call with Northwind Bakery",
        "What is the ARR of Northwind Bakery?",
        "What did Northwind Bakery say about pricing?",
        "who is the sponsor at Northwind Bakery",
        "Wann läuft der Vertrag von Northwind Bakery aus?",
    ],
)
def test_an_account_that_nobody_knows_is_never_answered_with_a_playbook(demo_copilot: Copilot, question: str) -> None:
    told = ask(demo_copilot, question)
    assert told.text.startswith("I find no account called 'Northwind Bakery' that you may see.")
    assert told.cited.passages == []


@pytest.mark.parametrize(
    "question",
    ["What do customers say about Scrivra?", "What do we know about Agents?", "Tell me about Lionel Skaggs"],
)
def test_a_name_that_notes_know_is_no_unknown_account(demo_copilot: Copilot, question: str) -> None:
    assert "I find no account" not in ask(demo_copilot, question).text


def test_a_month_without_a_year_is_never_a_silent_look_back(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "What is the ARR of Quarrion in December?")
    assert told.text.startswith("**Quarrion Therapeutics, as of 21 November 2026")
    told = ask(demo_copilot, "What was the ARR of Quarrion in December 2025?")
    assert told.text.startswith("**Quarrion Therapeutics, as of 31 December 2025")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Accounts and ARR per industry?", "I can't group accounts by industry yet"),
        ("list all accounts without a success plan", "I did not understand a condition"),
        ("how many accounts with more than 3 logos are there", "I did not understand a condition"),
    ],
)
def test_what_was_not_understood_is_not_all_accounts(demo_copilot: Copilot, question: str, said: str) -> None:
    told = ask(demo_copilot, question)
    assert told.text.startswith(said)
    assert told.tools() == []


def test_a_follow_up_narrows_the_list_before(demo_copilot: Copilot) -> None:
    first = "Which accounts renew in the next 90 days?"
    told = ask(demo_copilot, first, "only the enterprise ones")
    assert set(told.values("arr")) == {QTX, BMM, HLX}
    told = ask(demo_copilot, first, "only the enterprise ones", "only those of Jonah")
    assert set(told.values("arr")) == {QTX, BMM}
    told = ask(demo_copilot, first, "only the blue ones")
    assert told.text.startswith("I did not understand a condition")
    told = ask(demo_copilot, "who needs me this week?", "only Amandine's")
    assert set(told.values("priority")) >= {PEL, DEL}
    assert QTX not in told.values("priority")


def test_a_follow_up_stays_with_the_playbook_and_its_numbers(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "What does the renewal playbook say at 90 days?")
    assert "*90 days*" in told.text
    assert "*30 days*" not in told.text
    told = ask(demo_copilot, "What does the renewal playbook say at 90 days?", "and at 30 days?")
    assert told.tools() == ["read_document"]
    assert "*30 days*" in told.text
    assert "*90 days*" not in told.text
    told = ask(demo_copilot, "What does the first 60 and 90 days playbook say for 90 days?")
    assert "**Day 90.**" in told.text


def test_who_decides_there_is_the_buyer_of_the_account_before(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "When does Quarrion renew?", "who decides there?")
    assert "Lionel Skaggs" in told.values("economic_buyer")[QTX]


def test_what_a_person_said_is_quoted_from_their_own_words(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "what did Theo Bramhall say about Scrivra?")
    assert "Theo Bramhall: “Petra had Scrivra in." in told.text.splitlines()[1]
    told = ask(demo_copilot, "What did Lionel Skaggs write about the price?")
    assert {passage.kind for passage in told.cited.passages} == {"email"}


def test_the_list_below_a_title_is_quoted_with_it(demo_copilot: Copilot) -> None:
    text = ask(demo_copilot, "What did Dorothea say about the five signs at Corvane?").text
    assert "“The five signs, in order”" in text
    assert "Ticket T-2644" in text


@pytest.mark.parametrize(
    ("question", "account", "name", "display"),
    [
        ("Wann läuft der Vertrag von Oststern aus?", OST, "next_renewal_date", "3 May 2027"),
        ("Quand le contrat de Maison Delorge se termine-t-il ?", DEL, "next_renewal_date", "19 March 2027"),
        ("Wie ist die Nutzung bei Oststern?", OST, "licence_utilisation", "29.3 %"),
        ("Quel est le taux d'utilisation chez Maison Delorge ?", DEL, "licence_utilisation", "43.1 %"),
        ("Wer ist der Sponsor von Oststern?", OST, "executive_sponsor", "Annegret Holzhauer"),
        ("Qui est le sponsor chez Maison Delorge ?", DEL, "executive_sponsor", "Hélène Castagnier"),
        ("Welche Tickets sind bei Oststern offen?", OST, "tickets", "1"),
        ("Quels tickets sont ouverts chez Maison Delorge ?", DEL, "tickets", "0"),
        ("Was blockiert Oststern?", OST, "signal.milestone_overdue", "64 days overdue"),
        ("Qu'est-ce qui bloque chez Maison Delorge ?", DEL, "tickets", "0"),
    ],
)
def test_german_and_french(demo_copilot: Copilot, question: str, account: str, name: str, display: str) -> None:
    assert display in ask(demo_copilot, question).values(name)[account]


@pytest.mark.parametrize(
    "question",
    ["Welche Farbe mag der Einkäufer von Oststern am liebsten?", "Quel temps fait-il chez Maison Delorge ?"],
)
def test_what_is_not_understood_in_german_or_french_is_said(demo_copilot: Copilot, question: str) -> None:
    told = ask(demo_copilot, question)
    assert told.text.startswith("I read this best in English.")
    assert told.tools() == ["search_notes"]


@pytest.mark.parametrize("question", ["What is still open with Pellworth?", "what blocks Pellworth?"])
def test_what_is_open_is_tickets_milestones_and_the_last_note(demo_copilot: Copilot, question: str) -> None:
    told = ask(demo_copilot, question)
    assert told.values("tickets") == {PEL: "1"}
    assert "Lesson planning prompts in all nine schools" in told.values("signal.milestone_overdue")[PEL]
    assert "Fintan to confirm Kilcarrow headcount" in told.text


def test_tickets_opened_in_a_period_are_counted_closed_ones_too(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "How many tickets did Quarrion open in 90 days?")
    assert told.text.startswith("**Quarrion Therapeutics: four tickets opened in that time")
    assert "T-5003" in told.text


def test_a_false_premise_is_answered_with_the_contract(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Why did Orrin & Vale cancel?")
    assert told.text.startswith("**A contract runs: Orrin & Vale Architects, ARR $72,000")
    assert "stage churned" in ask(demo_copilot, "Why did Corvane leave?").text.splitlines()[0]


def test_what_cannot_be_told_is_named_in_words(demo_copilot: Copilot) -> None:
    text = ask(demo_copilot, "What is the ROI at Halden Logistics?").text
    assert "not known: value of “customs e-mails answered the same day”" in text.casefold()
    assert "R-1001" not in text


def test_where_nothing_was_agreed_that_is_said(demo_copilot: Copilot) -> None:
    text = ask(demo_copilot, "When did we last speak to Corvane and what was agreed?").text
    assert "I find no agreement written down in it." in text


def test_every_running_account_has_what_was_agreed(demo_copilot: Copilot) -> None:
    for name, said in (
        ("Castlemere", "raises Colm's signature limit"),
        ("Halden Energy", "twenty minutes with Rasmus"),
        ("Norhaven", "The data office pulls both wards"),
        ("Saltmarsh Water", "Bart has the requirement to Ulick"),
        ("Ville de Saint-Aubrac", "Le premier courrier part"),
        ("Atelier Noirval", "un quart d'heure de Madame"),
        ("Juniper & Slate", "the stopwatch number himself"),
    ):
        assert said in ask(demo_copilot, f"When did we last speak to {name} and what was agreed?").text
