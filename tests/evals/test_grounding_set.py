"""The gold set is what it promises: deterministic, balanced, true where it says so and false where it says so."""

import json
import re
from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from copilot.evidence import Evidence, Fact, Passage
from copilot.settings import ROOT
from copilot.wiring import Copilot
from evals.grounding.book import AS_OF, Book, read_book
from evals.grounding.passages import plain
from evals.grounding.scores import measure, misses, scores
from evals.grounding.sentences import Case, generate
from evals.grounding.slips import SLIPS
from evals.grounding.summedits import Summary, cut, read_summaries, report

SUMMEDITS = ROOT.parent / "shared" / "data" / "grounding" / "summedits_qmsumm.jsonl"
HANDLES = re.compile(r"\[((?:[FP]\d+ ?)+)\]")
QUOTED = re.compile(r"[“\"„«](.+)[”\"“»]")
PERCENT = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:%|percent|per cent)")
MONEY = re.compile(r"(\d[\d,.\u202f]*\d)( ?(?:k|K|M|m|thousand|million))?(?![\w%])")
DAY = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([A-Z][a-z]{2,8})|([A-Z][a-z]{2,8}) (\d{1,2})|(\d{4})-(\d\d)-(\d\d)"
)


@pytest.fixture(scope="module")
def book(demo_copilot: Copilot) -> Book:
    return read_book(demo_copilot)


@pytest.fixture(scope="module")
def cases(book: Book) -> list[Case]:
    return generate(book)


@pytest.fixture(scope="module")
def pairs(cases: list[Case]) -> list[tuple[Case, Case]]:
    by_id = {one.id: one for one in cases}
    return [(one, by_id[one.twin]) for one in cases if one.is_true]


def bare(text: str) -> str:
    return HANDLES.sub("[]", text)


def the_fact(case: Case) -> Fact:
    (fact,) = case.evidence.only(case.cites).facts
    return fact


def test_the_same_seed_gives_the_same_set_and_another_seed_another_one(book: Book, cases: list[Case]) -> None:
    few = generate(book, seed=7, pairs=5)
    assert few == generate(book, seed=7, pairs=5)
    assert [one.text for one in few] != [one.text for one in generate(book, seed=8, pairs=5)]
    assert cases == generate(book)


def test_half_is_true_and_every_kind_has_its_number(cases: list[Case]) -> None:
    kinds = Counter(one.corruption for one in cases)
    assert len(cases) >= 2_400
    assert kinds[None] * 2 == len(cases)
    assert all(kinds[kind] >= 120 for kind in SLIPS)
    assert set(kinds) == {None, *SLIPS}


def test_there_are_many_forms_in_three_languages(cases: list[Case]) -> None:
    forms = Counter(one.form for one in cases if one.is_true)
    assert len(forms) >= 90
    assert min(forms.values()) >= 4
    foreign = [one for one in cases if one.form.startswith(("german", "french"))]
    assert len(foreign) >= 48


def test_no_text_comes_twice_and_no_true_text_is_among_the_corrupted(cases: list[Case]) -> None:
    true = {one.text for one in cases if one.is_true}
    assert len(true) == len(cases) // 2
    assert true.isdisjoint(one.text for one in cases if not one.is_true)


def test_a_pair_has_the_same_evidence_and_form_and_another_text(pairs: list[tuple[Case, Case]]) -> None:
    for true, false in pairs:
        assert false.evidence == true.evidence
        assert false.form == true.form
        assert false.text != true.text
        assert false.note
        assert false.twin == true.id


def test_what_a_text_cites_is_in_its_evidence_beside_other_facts(cases: list[Case]) -> None:
    for one in cases:
        cited = [handle for group in HANDLES.findall(one.text) for handle in group.split()]
        assert list(dict.fromkeys(cited)) == list(one.cites)
        assert set(one.cites) <= one.evidence.handles()
        assert 6 <= len(one.evidence.facts) + len(one.evidence.passages) <= 20
        assert one.as_of == AS_OF
    several = [one for one in cases if len({fact.account_id for fact in one.evidence.facts}) > 1]
    assert len(several) > 0.9 * len(cases)


SIMPLE_SHARES = {"shares-1", "shares-2", "shares-5", "shares-7", "shares-8", "german-1", "french-1"}


def percent_shown(case: Case) -> tuple[Decimal, Decimal]:
    """Return the percentage that the text shows, and the fact's at that precision."""
    shown = Decimal(PERCENT.findall(case.text)[0].replace(",", "."))
    exponent = Decimal(1).scaleb(int(shown.as_tuple().exponent))
    return shown, (Decimal(str(the_fact(case).value)) * 100).quantize(exponent, ROUND_HALF_UP)


def test_true_shares_are_right_at_the_precision_shown(cases: list[Case]) -> None:
    simple = [one for one in cases if one.is_true and one.form in SIMPLE_SHARES]
    assert len(simple) > 30
    for one in simple:
        shown, real = percent_shown(one)
        assert shown == real, one.text


def test_corrupted_shares_are_wrong_at_the_precision_shown(cases: list[Case]) -> None:
    simple = [one for one in cases if one.corruption == "figure" and one.form in SIMPLE_SHARES]
    assert simple
    for one in simple:
        shown, real = percent_shown(one)
        assert shown != real, one.text


def money_shown(case: Case) -> tuple[Decimal, Decimal]:
    """Return the amount that the text shows, and half of the smallest difference that it shows."""
    text, size = MONEY.findall(HANDLES.sub("", case.text))[0]
    scale = Decimal({"": 1, "k": 1_000, "thousand": 1_000}.get(size.strip().lower(), 1_000_000))
    if case.form in ("german-2", "french-2"):
        return Decimal(re.sub(r"[.\u202f]", "", text)), Decimal("0.5")
    number = Decimal(text.replace(",", ""))
    return number * scale, scale * Decimal(1).scaleb(int(number.as_tuple().exponent)) / 2


def test_amounts_are_right_where_true_and_wrong_where_corrupted(cases: list[Case]) -> None:
    simple = [one for one in cases if one.form in ("money-1", "money-2", "portfolio-1", "german-2", "french-2")]
    checked = Counter[bool]()
    for one in simple:
        if one.is_true or one.corruption == "figure":
            amount, half = money_shown(one)
            assert (abs(amount - Decimal(str(the_fact(one).value))) <= half) is one.is_true, one.text
            checked[one.is_true] += 1
    assert checked[True] > 20
    assert checked[False] > 3


def days_shown(text: str) -> set[tuple[int, int]]:
    months = [date(2026, number, 1).strftime("%B") for number in range(1, 13)]
    found = set()
    for first, name, other, second, _, month, day in DAY.findall(HANDLES.sub("", text)):
        if month:
            found.add((int(month), int(day)))
        else:
            number = next((n for n, full in enumerate(months, 1) if full.startswith(name or other)), 0)
            found.add((number, int(first or second)))
    return found


def test_dates_are_right_where_true_and_wrong_where_corrupted(cases: list[Case]) -> None:
    checked = Counter[bool]()
    for one in cases:
        if one.form in ("dates-1", "dates-3", "dates-4", "dates-5") and (one.is_true or one.corruption == "date"):
            day = the_fact(one).value
            assert isinstance(day, date)
            is_right = (day.month, day.day) in days_shown(one.text)
            years = re.findall(r"20\d\d", one.text)
            assert (is_right and all(int(year) == day.year for year in years)) is one.is_true, one.text
            checked[one.is_true] += 1
    assert checked[True] > 20
    assert checked[False] > 3


def test_days_ago_are_counted_from_the_as_of_date(cases: list[Case]) -> None:
    told = [one for one in cases if one.is_true and one.form == "durations-4"]
    for one in told:
        count = re.search(r"(\d+) days", one.text)
        if count:
            assert the_fact(one).value == AS_OF - timedelta(days=int(count[1]))
    assert told


def test_true_quotes_are_verbatim_and_corrupted_ones_are_not(cases: list[Case]) -> None:
    checked = Counter[bool]()
    for one in cases:
        if one.form in ("quotes-1", "quotes-4", "quotes-7") and (one.is_true or one.corruption == "quote"):
            (passage,) = one.evidence.only(one.cites).passages
            match = QUOTED.search(one.text)
            assert match
            assert (plain(match[1]) in plain(passage.text)) is one.is_true, one.text
            checked[one.is_true] += 1
    assert checked[True] > 20
    assert checked[False] > 20


def test_a_wrong_citation_changes_the_handles_and_nothing_else(pairs: list[tuple[Case, Case]]) -> None:
    for true, false in pairs:
        if false.corruption == "citation":
            assert bare(false.text) == bare(true.text)
            assert set(false.cites) != set(true.cites)
        else:
            assert bare(false.text) != bare(true.text)
            assert set(false.cites) == set(true.cites)


def test_a_wrong_account_is_one_of_the_evidence_or_changes_its_place(
    pairs: list[tuple[Case, Case]], book: Book
) -> None:
    for true, false in pairs:
        if false.corruption == "wrong_account" and "changed places" not in false.note:
            named = false.note.rpartition(" became ")[2]
            sources: list[Fact | Passage] = [*false.evidence.facts, *false.evidence.passages]
            assert named in {one.account_name for one in sources}
            assert named not in {one.account_name for one in sources if one.id in true.cites}
            assert named in {one.name for one in book.desks}


def test_invented_names_are_not_in_the_book_and_swapped_ones_are(cases: list[Case], book: Book) -> None:
    names = book.names
    known = {*names.people, *names.products, *names.features, *(one.name for one in names.accounts)}
    known |= {str(fact.value) for desk in book.desks for fact in desk.facts.get("ticket", ())}
    for one in cases:
        put = one.note.rpartition(" became ")[2]
        if one.corruption == "name":
            assert put not in known
        if one.corruption == "entity_swap":
            assert put in known


def test_scores_count_what_a_check_flags(cases: list[Case]) -> None:
    blind = scores(cases, measure(cases, lambda text, evidence, as_of: []))
    strict = scores(cases, measure(cases, lambda text, evidence, as_of: ["no"]))
    assert "| figure | 140 | 0 | 0.0 % (0.0 to 2.7) |" in blind
    assert f"| true, flagged | {len(cases) // 2} | {len(cases) // 2} | 100.0 %" in strict
    assert misses(cases, {one.id: [] for one in cases}, "true") == "No miss of kind true."
    assert "changed:" in misses(cases, {one.id: [] for one in cases}, "date")


def test_a_document_is_cut_into_passages_that_make_it_whole() -> None:
    document = "\n".join(f"Speaker {number}: " + "word " * 40 for number in range(30))
    evidence = cut(document)
    assert "".join(one.text for one in evidence.passages) == document
    assert all(document[one.start : one.end] == one.text and len(one.text) <= 1_500 for one in evidence.passages)


def test_edited_summaries_are_reported_with_balanced_accuracy_and_each_type_of_edit() -> None:
    def check(text: str, evidence: Evidence, as_of: date) -> list[str]:
        return ["wrong"] if "not" in text else []

    told = report(
        [
            Summary("They agreed.", "They agreed.", True, ()),
            Summary("They agreed.", "They did not agree.", False, ("negation_insertion_removal",)),
            Summary("They agreed.", "We agreed.", False, ("entity_modification",)),
        ],
        check,
    )
    assert told.startswith("Balanced accuracy 75.0 %")
    assert "| with entity modification | 1 | 0 |" in told
    assert "| only negation insertion removal | 1 | 1 |" in told


@pytest.mark.skipif(not SUMMEDITS.is_file(), reason="the shared data are not there")
def test_every_line_of_the_shared_summaries_is_read() -> None:
    summaries = read_summaries(SUMMEDITS)
    lines = [json.loads(line) for line in SUMMEDITS.read_text(encoding="utf-8").splitlines()]
    assert len(summaries) == len(lines)
    assert sum(one.is_right for one in summaries) == sum(line["label"] for line in lines)
