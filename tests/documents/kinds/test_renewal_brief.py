"""A renewal brief: what is on the table, what notes and tables say differently, the scenarios, and an end that came."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from copilot.documents.document import Document
from copilot.records import Account, Colleague, Contact, FxRate, Note, Record, Survey
from copilot.wiring import Copilot
from tests.documents.books import contract, draft, opened
from tests.documents.kinds.plans import Drafts, drafts_of, row_with, text_of

HALDEN, BRINDLEWOOD, THISTLE = "Halden Logistics", "Brindlewood Dairies", "Thistle Row Bakery Supply"
QUARRION, PELLWORTH, MARROWBONE, FENNIMORE = (
    "Quarrion Therapeutics",
    "Pellworth Education",
    "Marrowbone Games",
    "Fennimore Legal",
)


@pytest.fixture(scope="module")
def briefs(demo_copilot: Copilot) -> Drafts:
    """The renewal brief of every account of the demo book, for both audiences."""
    return drafts_of(demo_copilot, "renewal-brief")


def test_nothing_of_our_own_version_is_left_out(briefs: Drafts) -> None:
    left_out = {key: one.left_out for key, one in briefs.items() if key[1] == "internal" and one.left_out}
    assert left_out == {}


# On the table


def test_what_each_side_named_stands_word_for_word_and_apart(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "internal"], "negotiation")
    theirs, ours = told.split("**On the table, theirs:**")[1].split("**On the table, ours:**")
    assert re.search(r"Lionel Skaggs, email “FW: RE: RE: .*”, 5 November 2026 \[P\d+ F\d+\]:", theirs)
    assert "> “22 % reduction on the current $610,000, i.e. $475,800.”" in theirs
    assert "> “Or: seats reduced to 950 at the current price per seat.”" in theirs
    assert re.search(r"Callum Esterhaz, internal note “Deal desk, Quarrion renewal”, 6 November 2026 ", ours)
    offered, corridor = ours.split("**Our corridor, internal, not offered:**")
    assert "> “Price held for two years, sixty days net, if it's twenty-four months on the twelve hundred." in offered
    assert "646,600" not in offered
    assert "> “open: $646,600 (list +6)”" in corridor
    assert "482,917" not in told
    assert theirs.index("plus six per cent") < theirs.index("22 % reduction")


def test_at_most_eight_sentences_are_quoted(briefs: Drafts) -> None:
    for (_, audience), brief in briefs.items():
        if audience == "internal":
            told = re.split(
                r"\*\*(?:What else|Our corridor|Gives and|Where we)|by the play", text_of(brief, "negotiation")
            )
            assert sum(line.startswith(">") for line in told[0].splitlines()) <= 8


@pytest.mark.parametrize(
    ("amount", "whose", "nrr"),
    [
        ("$646,600", "our offer, as they tell it", "106.0 %"),
        ("$482,917", "theirs", "79.2 %"),
        ("$475,800", "theirs", "78.0 %"),
    ],
)
def test_an_amount_on_the_table_is_a_scenario_of_its_own(briefs: Drafts, amount: str, whose: str, nrr: str) -> None:
    row = row_with(briefs[QUARRION, "internal"], "scenarios", amount)
    assert f"**On the table, {whose}** [P" in row
    assert nrr in row


def test_the_formula_of_such_a_scenario_names_its_note(briefs: Drafts) -> None:
    facts = briefs[QUARRION, "internal"].evidence.facts
    formulas = [one.formula for one in facts if one.label == "On the table, theirs: ARR after"]
    assert len(formulas) == 2
    assert formulas[0].startswith("“FW: RE: RE: Ai First renewal - commercial position” of 5 November 2026 names")


def test_the_gives_and_gets_of_the_deal_desk_come_before_the_playbooks(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "internal"], "negotiation")
    own = told.index("> “give: payment 60 net, price lock yr 2, Academy seats for Basel”")
    assert own < told.index("by the playbook Price negotiation")


def test_where_we_stop_is_told_once(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "internal"], "negotiation")
    assert told.count("floor: flat $610,000") == 1
    assert told.index("**Where we stop:**") < told.index("floor: flat $610,000")


def test_a_customer_reads_nothing_of_it(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "customer"])
    assert not re.search(r"646,600|475,800|On the table|floor|deal desk", told, re.I)


def test_what_was_never_offered_is_no_scenario(briefs: Drafts) -> None:
    assert "628,300" not in text_of(briefs[QUARRION, "internal"], "scenarios")
    for name, words in ((HALDEN, "drop to 300 seats"), (BRINDLEWOOD, "I have a 92k renewal")):
        assert words not in text_of(briefs[name, "internal"], "negotiation")


def test_a_latest_offer_that_is_flat_stands_in_the_flat_row_with_its_terms(briefs: Drafts) -> None:
    row = row_with(briefs[QUARRION, "internal"], "scenarios", "**Flat**")
    assert re.search(r"our latest offer on \d+ November 2026: “Price held for two years, sixty days net", row)
    row = row_with(briefs[BRINDLEWOOD, "internal"], "scenarios", "**Flat**")
    assert "unchanged at EUR 92,000 for 115 seats" in row


# The recommendation


def test_where_the_desk_has_a_target_it_is_aimed_at(briefs: Drafts) -> None:
    told = row_with(briefs[QUARRION, "internal"], "summary", "Recommendation")
    assert re.search(
        r"at the target of \$628,300 \[F\d+\], not below the floor of \$610,000 \[F\d+\] \(both intern", told
    )


def test_a_merger_is_settled_before_seats_are_offered(briefs: Drafts) -> None:
    told = row_with(briefs[BRINDLEWOOD, "internal"], "summary", "Recommendation")
    assert "settle this first" in told
    assert "ordinary course: no commitment over €5,000" in told
    assert "renew with more seats" not in told


def test_who_agreed_to_go_on_as_it_is_gets_two_steps(briefs: Drafts) -> None:
    brief = briefs[THISTLE, "internal"]
    assert "renew as is; they agreed to it in" in row_with(brief, "summary", "10 seats, $6,000 same as now.")
    plan = text_of(brief, "signature")
    assert "Confirm in writing" in plan
    assert "Send the invoice" in plan
    assert not re.search(r"Legal|weekly call|value review", plan)


def test_no_terms_are_missed_where_a_quote_names_them(briefs: Drafts) -> None:
    assert "I find no offer" not in text_of(briefs[THISTLE, "internal"], "negotiation")


def test_a_value_below_the_price_speaks_against(briefs: Drafts) -> None:
    told = text_of(briefs[HALDEN, "internal"], "scenarios")
    assert told.index("**Against renewal**") < told.index("the measured value is 0.84 times")
    assert "**For it**" not in told
    pays = text_of(briefs[QUARRION, "internal"], "scenarios")
    assert pays.index("**For it**") < pays.index("the measured value is 3.00 times")


# Notes and tables


def test_a_note_that_contradicts_the_table_stands_beside_it_with_both_dates(briefs: Drafts) -> None:
    row = row_with(briefs[PELLWORTH, "internal"], "unknown", "Whether it renews by itself")
    assert re.search(r"January 2026 to \d January 2027, does not renew by itself \[F\d+\]", row)
    assert re.search(r"“handover RT -> AK” of \d+ July 2026 says “EUR 62.4k, 130 seats", row)
    assert "Contract auto-renews on" in row
    assert "disagree" in row_with(briefs[PELLWORTH, "internal"], "contract", "Check whether it renews by itself")


def test_two_notes_that_agree_on_different_prices_are_both_told(briefs: Drafts) -> None:
    row = row_with(briefs[FENNIMORE, "internal"], "unknown", "What is agreed for the coming term")
    assert "held flat at $104,000" in row
    assert "$104,000 → $116,480" in row


def test_no_other_account_of_the_book_is_said_to_contradict_itself(briefs: Drafts) -> None:
    found = {name for (name, _), one in briefs.items() if "disagree [" in text_of(one, "contract")}
    assert found == {PELLWORTH, FENNIMORE}


def test_who_answered_a_survey_is_not_called_silent(briefs: Drafts) -> None:
    assert "and yet has written: NPS answer on 2 October 2026" in row_with(
        briefs[PELLWORTH, "internal"], "unknown", "Declan Sheary"
    )
    signal = row_with(briefs[PELLWORTH, "internal"], "scenarios", "The champion, Declan Sheary, has not spoken")
    assert "; written since: NPS answer on 2 October 2026" in signal


# The end


def test_of_a_contract_that_has_ended_no_deal_is_proposed(briefs: Drafts) -> None:
    brief = briefs[MARROWBONE, "internal"]
    assert brief.title == "Marrowbone Games: ended, nothing to renew"
    summary = text_of(brief, "summary")
    assert "**It has ended; there is nothing to renew:**" in summary
    assert "play *Offboarding*" in summary
    assert "no play for winning a customer back" in summary
    assert text_of(brief, "negotiation").startswith("- There is nothing to negotiate:")
    assert text_of(brief, "signature").startswith("- There is no signature to plan for:")
    assert "Gives" not in text_of(brief)


# A small book of an account a case

ADA, KIM = "Ada Brandt", "Kim Reyes"
OCTOBER, NOVEMBER = date(2026, 10, 12), date(2026, 11, 9)
CONTRADICTIONS = {
    "Our contract ends on 31 March 2027.": "When the contract ends",
    "Der Vertrag läuft bis 31. März 2027.": "When the contract ends",
    "They pay us $150,000 for it.": "What it costs a year",
    "The contract is for 350 seats.": "How many seats it has",
    "The contract renews automatically.": "Whether it renews by itself",
    "Der Vertrag verlängert sich im Januar von selbst.": "Whether it renews by itself",
}
NO_CONTRADICTIONS = (
    "Our contract ends on 10 January 2027.",
    "The contract runs until 9 January 2027.",
    "They pay us $120k for it.",
    "The contract does not renew automatically.",
    "Tamarack Foods has a contract that ends on 31 March 2027.",
    "Our contract with Scrivra ends on 31 March 2027.",
    "If the contract ends on 31 March 2027, we are late.",
    "Could the contract be for 350 seats?",
    "We offer $150,000 for 350 seats.",
)
SAID = dict(enumerate((*CONTRADICTIONS, *NO_CONTRADICTIONS)))


AGREED = {
    "yes": "Yes, agreed. We renew on 10 January, 200 seats, $120,000 same as now.",
    "ja": "Einverstanden. Wir verlängern um ein Jahr, 200 Plätze wie bisher.",
    "oui": "D'accord. Nous renouvelons pour un an aux mêmes conditions.",
}
UPHEAVALS = {
    "merged": "We are being acquired by Tarn Holding, nothing over $5,000 may be signed.",
    "insolvent": "Leider haben wir gestern Insolvenz angemeldet.",
    "rachat": "Après le rachat par le groupe, les contrats sont gelés.",
}
CALM = {
    "dear": "Yes, but we renew for $100,000 only, otherwise same as now.",
    "maybe": "Agreed on the date. If finance lets us, we would renew for 200 seats as before.",
    "rival": "Hoster was acquired by Tarn Holding on 3 May.",
}


def _note(account: str, day: date, text: str, **others: Any) -> Note:
    usual = {"kind": "email", "author": ADA, "title": "Our contract", "visibility": "internal"}
    return Note(note_id=f"{account}/{day}.md", account_id=account, date=day, text=text, **usual | others)


def _book() -> list[Record]:
    cases = [
        *AGREED,
        *UPHEAVALS,
        *CALM,
        "bare",
        "german",
        "vague",
        "mixed",
        "apart",
        "silent",
        *(f"said{at}" for at in SAID),
    ]
    return [
        *(Account(account_id=one, name=f"Marlow {one}") for one in cases),
        *(Contact(contact_id=one, account_id=one, name=ADA, role="economic_buyer") for one in cases),
        Account(account_id="other", name="Tamarack Foods"),
        Colleague(email="kim@ourfirm.example", name=KIM, role="csm"),
        FxRate(currency="EUR", rate=Decimal("1.1"), as_of=date(2026, 11, 1)),
        contract("german", currency="EUR"),
        _note("german", NOVEMBER, "Wir brauchen 15 % Rabatt auf den Preis, also 102.000 EUR."),
        _note("german", OCTOBER, "Unser Angebot: 126.000 EUR für 200 Plätze.", author=KIM),
        _note("german", date(2026, 9, 1), "Le prix est trop haut, il nous faut une remise de 10 %."),
        _note("german", date(2026, 8, 1), "Hoster's offer is 96.000 EUR a year, half of theirs."),
        _note("german", date(2026, 1, 20), "Das Angebot über 130.000 EUR war zu hoch."),
        contract("vague"),
        _note("vague", NOVEMBER, "Our offer is $110,000, or $100,000 with 150 seats."),
        _note("vague", OCTOBER, "If you sign for three years, the price could be $90,000."),
        contract("mixed"),
        contract("mixed", "S2", currency="EUR", arr=Decimal(100_000)),
        contract("apart"),
        contract("apart", "S2", currency="GBP", arr=Decimal(100_000)),
        contract("silent"),
        Survey(survey_id="V1", account_id="silent", date=OCTOBER, kind="nps", score=9, contact_id="silent"),
        *(contract(one) for one in (*AGREED, *UPHEAVALS, *CALM)),
        *(_note(one, NOVEMBER, words) for one, words in (AGREED | UPHEAVALS | CALM).items()),
        *(contract(f"said{at}", auto_renew=False) for at in SAID),
        *(_note(f"said{at}", OCTOBER, words) for at, words in SAID.items()),
    ]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    """A small book of an account a case."""
    with opened(tmp_path_factory.mktemp("small"), _book()) as copilot:
        yield copilot


def _brief(copilot: Copilot, account: str) -> Document:
    return draft(copilot, "renewal-brief", account=account)


@pytest.mark.parametrize("account", AGREED)
def test_their_word_to_go_on_is_read_in_three_languages(small: Copilot, account: str) -> None:
    brief = _brief(small, account)
    assert "renew as is" in row_with(brief, "summary", "Recommendation")
    assert "Legal" not in text_of(brief, "signature")


@pytest.mark.parametrize("account", UPHEAVALS)
def test_an_upheaval_is_read_in_three_languages(small: Copilot, account: str) -> None:
    assert "settle this first" in row_with(_brief(small, account), "summary", "Recommendation")


@pytest.mark.parametrize("account", CALM)
def test_a_condition_a_case_and_another_firm_settle_nothing(small: Copilot, account: str) -> None:
    told = row_with(_brief(small, account), "summary", "Recommendation")
    assert "settle" not in told
    assert "as is" not in told


def test_german_and_french_words_of_a_deal_are_read(small: Copilot) -> None:
    brief = _brief(small, "german")
    told = text_of(brief, "negotiation")
    assert "> “Wir brauchen 15 % Rabatt auf den Preis, also 102.000 EUR.”" in told
    assert "une remise de 10 %" in told
    assert "**On the table, theirs** [P" in row_with(brief, "scenarios", "€102,000")
    assert "**On the table, offered by us** [P" in row_with(brief, "scenarios", "€126,000")


def test_a_third_firms_price_and_a_deal_of_the_term_before_are_not_on_the_table(small: Copilot) -> None:
    brief = _brief(small, "german")
    assert "Hoster" not in text_of(brief, "negotiation").split("**What else they said:**")[0]
    assert not re.search(r"130,000|96,000", text_of(brief, "scenarios"))


def test_what_can_be_read_in_two_ways_is_quoted_and_not_reckoned_with(small: Copilot) -> None:
    brief = _brief(small, "vague")
    assert "> “Our offer is $110,000, or $100,000 with 150 seats.”" in text_of(brief, "negotiation")
    assert "On the table" not in text_of(brief, "scenarios")


@pytest.mark.parametrize("words", CONTRADICTIONS)
def test_a_note_may_contradict_each_term_of_the_contract(small: Copilot, words: str) -> None:
    brief = _brief(small, f"said{[*SAID.values()].index(words)}")
    row = row_with(brief, "unknown", f"**{CONTRADICTIONS[words]}:**")
    assert "the table holds Platform: 200 seats, $120,000 a year" in row
    assert f"“Our contract” of 12 October 2026 says “{words}”" in row


@pytest.mark.parametrize("words", NO_CONTRADICTIONS)
def test_what_agrees_is_a_case_an_offer_or_anothers_is_no_contradiction(small: Copilot, words: str) -> None:
    brief = _brief(small, f"said{[*SAID.values()].index(words)}")
    assert "the table holds" not in text_of(brief, "unknown")


def test_money_of_two_currencies_is_joined_at_a_rate_that_is_told(small: Copilot) -> None:
    told = text_of(_brief(small, "mixed"), "scenarios")
    assert "| **Flat** | $230,000 [F" in told
    assert "told in USD at 1 EUR = 1.1 USD, the latest on record, of 1 November 2026 [F" in told


def test_without_a_rate_nothing_is_added_up(small: Copilot) -> None:
    brief = _brief(small, "apart")
    assert "no rate that joins GBP and USD" in text_of(brief, "scenarios")
    assert "220,000" not in text_of(brief)


def test_what_is_due_in_a_currency_without_a_rate_is_left_out_of_the_quarter_and_said(small: Copilot) -> None:
    assert "no rate for GBP, so what is due in it is left out" in text_of(_brief(small, "mixed"), "scenarios")


def test_who_wrote_though_no_note_names_them_is_named(small: Copilot) -> None:
    row = row_with(_brief(small, "silent"), "unknown", "and yet has written")
    assert "Ada Brandt" in row
    assert "NPS answer on 12 October 2026" in row


def test_an_account_with_nothing_but_a_name_is_not_said_to_have_ended(small: Copilot) -> None:
    brief = _brief(small, "bare")
    assert brief.title == "Marlow bare: renewal"
    assert "ended" not in text_of(brief, "summary")
