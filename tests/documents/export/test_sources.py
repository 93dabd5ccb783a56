from copilot.documents.document import Document
from copilot.documents.export.manuscript import prepare
from copilot.documents.export.sources import Source, rows_told
from copilot.evidence import NOTHING, Evidence
from tests.documents.documents import BRIEF, EVIDENCE, fact, picture, small


def sources(document: Document) -> list[Source]:
    return list(prepare(document, picture, None, "https://csm.example").sources)


def test_only_what_is_cited_is_a_source() -> None:
    assert [source.number for source in sources(BRIEF)] == list(range(1, 16))
    assert "UNCITED-FIGURE" not in repr(sources(BRIEF))


def test_a_long_passage_is_cut_around_its_quote() -> None:
    (source,) = sources(small(("said", "“If the connector isn't there by the audit” [P1]")))
    assert "If the connector isn't there by the audit" in source.excerpt
    assert len(source.excerpt) <= 604
    assert (source.excerpt[0], source.excerpt[-1]) == ("…", "…")
    assert len(source.text) > 1000


def test_old_sources_say_since_when() -> None:
    first, second = sources(small(("fact", "x [F6 P4]"), stale=["F6", "P4"]))
    assert (first.old, second.old) == ("old: 1 July 2026", "old: no date")


def test_rows_are_listed_up_to_a_number() -> None:
    rows = [f"usage {number}" for number in range(1, 1201)]
    assert rows_told(rows).endswith(", 11, 12 and 1,188 more")
    assert rows_told(rows[:12]).endswith(", 11, 12")
    assert rows_told(["usage 1", "usage 2", "fx EUR 2026"]) == "usage 1, 2; fx EUR 2026"


def test_a_figure_of_another_account_names_it() -> None:
    other = fact("F1", "ARR", "$5").model_copy(update={"account_name": "Cobalt Bank"})
    document = small(("fact", "x [F1]"), evidence=Evidence(facts=[other]))
    assert sources(document)[0].name == "Cobalt Bank: ARR: $5"
    assert sources(document.model_copy(update={"audience": "customer"}))[0].name == "Price a year: $5"


def test_a_customer_reads_labels_in_plain_words() -> None:
    labels = ("Stickiness", "Feature breadth against 28 days before", "Milestone")
    facts = [fact(f"F{number}", label, "1") for number, label in enumerate(labels, start=1)]
    told = sources(small(("fact", "x [F1 F2 F3]"), audience="customer", evidence=Evidence(facts=facts)))
    assert [one.title for one in told] == [
        "Share of its users who use it on a day",
        "Share of the features in use against 28 days before",
        "Milestone",
    ]


def test_what_was_looked_for_and_not_found_is_in_no_list_for_a_customer() -> None:
    lacking = fact("F1", "Looked for, not found", "no champion").model_copy(update={"name": NOTHING})
    document = small(("fact", "x [F1] y [F2]"), evidence=Evidence(facts=[lacking, fact("F2", "ARR", "$5")]))
    told = sources(document.model_copy(update={"audience": "customer"}))
    assert [(one.number, one.name) for one in told] == [(1, "Price a year: $5")]
    assert [one.title for one in sources(document)] == ["Looked for, not found", "ARR"]


def test_a_customer_is_told_label_value_and_date_alone() -> None:
    figure, quote = sources(small(("fact", "x [F3 P1]"), audience="customer", stale=["P1"], evidence=EVIDENCE))
    assert figure == Source(1, "Health score", "61", ("as of 1 July 2026",))
    assert quote == Source(2, "Audit call", details=("2 April 2026",))
