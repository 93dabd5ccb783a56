from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot.index.splitting import LIMIT, Span, split
from copilot.index.tokens import count_tokens

PLAYBOOKS = Path(__file__).parents[2].parent / "shared" / "data" / "playbooks"

LINES = [
    "# Title",
    "## Sub title",
    "Setext\n======",
    "Setext two\n---",
    "- item one",
    "  - nested item",
    "    1. deeper",
    "1. first",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```python\nprint(1)",
    "```",
    "~~~",
    "> quoted",
    "<div>\n<p>html",
    "</div>",
    "<!-- comment",
    "    indented code",
    "\tby tab",
    "---",
    "***",
    "[link]: http://example.com",
    "Ann Lee: hello there.",
    "[00:01:02] Bo: well, yes.",
    "日本語の文章。次の文。",
    "👍🏽 emoji",
    "",
    "A sentence. Another one! And a third?",
    "title: x",
    "\ufeff---",
]
DOCUMENTS = st.lists(
    st.one_of(st.sampled_from(LINES), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)), max_size=25
).flatmap(lambda lines: st.sampled_from(["\n", "\r\n", "\r", "\n\n"]).map(lambda newline: newline.join(lines)))


def texts(document: str, limit: int = LIMIT) -> list[str]:
    return [document[span.start : span.end] for span in split(document, limit)]


def check(document: str, limit: int) -> list[Span]:
    spans = split(document, limit)
    end = 0
    for span in spans:
        text = document[span.start : span.end]
        assert end <= span.start < span.end <= len(document)
        assert text == text.strip()
        assert any(not character.isspace() for character in text)
        assert count_tokens(text) <= limit
        end = span.end
    return spans


@given(DOCUMENTS, st.sampled_from([5, 20, LIMIT]))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_passages_are_spans_in_order_within_the_limit_and_never_empty(document: str, limit: int) -> None:
    check(document, limit)


@given(
    st.lists(
        st.sampled_from(["plain words here", "- an item", "> a quote", "| a | b |", "Ann: hello", "¡olé!", "日本語"])
    )
)
@settings(max_examples=200, deadline=None)
def test_no_word_of_a_text_without_headings_is_lost(lines: list[str]) -> None:
    document = "\n\n".join(lines)
    kept = "".join("".join(texts(document, 6)).split())
    assert [c for c in kept if c.isalnum()] == [c for c in document if c.isalnum()]


def test_a_passage_carries_its_heading_path_and_not_the_heading_line() -> None:
    document = "intro\n\n# One\n\nfirst\n\n## *Two* [parts](http://x.org) {#anchor}\n\nsecond\n\nThree\n=====\nthird\n"
    found = [(document[span.start : span.end], span.heading) for span in split(document)]
    assert found == [("intro", ()), ("first", ("One",)), ("second", ("One", "Two parts")), ("third", ("Three",))]


def test_a_heading_without_text_makes_no_passage() -> None:
    assert texts("# Alone\n\n## And below\n\n---\n") == []


def test_front_matter_is_left_out_but_offsets_count_it() -> None:
    document = "---\ntitle: Hidden\n---\n# Head\r\n\r\nshown\r\n"
    (span,) = split(document)
    assert document[span.start : span.end] == "shown"


def test_front_matter_that_is_never_closed_is_text() -> None:
    assert "title: Shown" in " ".join(texts("---\ntitle: Shown\n\nand more"))


def test_small_blocks_under_one_heading_become_one_passage() -> None:
    assert texts("# H\n\none\n\n- two\n- three\n\n> four\n") == ["one\n\n- two\n- three\n\n> four"]


@pytest.mark.parametrize(
    "block",
    [
        "\n".join(f"- item number {n}" for n in range(20)),
        "| a | b |\n|---|---|\n" + "\n".join(f"| row | {n} |" for n in range(20)),
        "```\n" + "\n".join(f"line {n} of code" for n in range(20)) + "\n```",
    ],
    ids=["list", "table", "code"],
)
def test_what_fits_is_not_cut_even_when_it_does_not_fit_behind_what_comes_before(block: str) -> None:
    before = "word " * 250
    assert texts(f"{before}\n\n{block}\n\nafter " + "word " * 250)[1] == block


def test_a_long_list_is_cut_between_items() -> None:
    items = [f"- item {n} says something. And more of it." for n in range(100)]
    passages = texts("\n".join(items))
    assert len(passages) > 1
    assert [line for passage in passages for line in passage.splitlines()] == items


@pytest.mark.parametrize("lead_in", ["What was agreed in the room:", "The signs, in order"])
def test_a_line_that_announces_a_list_stays_with_it(lead_in: str) -> None:
    items = "\n".join(f"- item number {n} says this" for n in range(40))
    first, second, *_ = texts("It was long. " * 60 + f"\n\n{lead_in}\n\n{items}\n")
    assert not first.endswith(lead_in)
    assert second.startswith(f"{lead_in}\n\n- item number 0")


def test_a_long_table_is_cut_between_rows() -> None:
    rows = [f"| row {n} | holds a sentence. And more. |" for n in range(100)]
    passages = texts("| a | b |\n|---|---|\n" + "\n".join(rows))
    assert len(passages) > 1
    assert all(line.startswith("| ") or line.startswith("|-") for passage in passages for line in passage.splitlines())


def test_long_code_is_cut_between_lines() -> None:
    lines = [f"call({n}); // it says. something" for n in range(200)]
    passages = texts("```js\n" + "\n".join(lines) + "\n```")
    assert len(passages) > 1
    assert [line for passage in passages for line in passage.splitlines()][1:-1] == lines


def test_long_prose_is_cut_between_sentences() -> None:
    passages = texts(" ".join(f"This is sentence number {n}, which says little." for n in range(100)))
    assert len(passages) > 1
    assert all(passage.startswith("This") and passage.endswith("little.") for passage in passages)


def test_a_sentence_that_is_too_long_is_cut_between_words_and_a_word_anywhere() -> None:
    assert set(" ".join(texts("word " * 1000)).split()) == {"word"}
    assert "".join(texts("x" * 5000)) == "x" * 5000
    assert "".join(texts("한" * 400)) == "한" * 400


def test_turns_of_a_transcript_stay_whole_where_they_fit() -> None:
    turns = [
        f"[00:{n:02}:00] {'Ann Lee' if n % 2 else 'Bo'}: this is turn {n}. It has two sentences." for n in range(60)
    ]
    passages = texts("\n".join(turns))
    assert len(passages) > 1
    assert [line for passage in passages for line in passage.splitlines()] == turns


def test_a_turn_that_does_not_fit_names_its_speaker_in_the_rest() -> None:
    document = "Bo: hello.\nDr. Ann Lee: " + "I have a lot to say about this. " * 100 + "\nBo: thanks.\nAnn: bye."
    spans = split(document)
    assert len(spans) > 2
    assert document[spans[1].start :].startswith("Dr. Ann Lee: I have")
    assert [span.heading for span in spans] == [(), ()] + [("Dr. Ann Lee",)] * (len(spans) - 2)
    assert document[spans[-1].end - 4 : spans[-1].end] == "bye."


def test_a_line_of_dashes_in_a_transcript_makes_no_heading() -> None:
    assert texts("Ann: one\n---\nBo: two\n===\nAnn: three") == ["Ann: one\n---\nBo: two\n===\nAnn: three"]


def test_turns_under_a_heading_of_a_note_are_kept_whole_too() -> None:
    turns = [f"Ann: turn {n} says this. And that." for n in range(60)]
    document = "# Call\n\nA summary of the call in prose.\nWith some lines.\n\n## Transcript\n\n" + "\n".join(turns)
    spans = [span for span in split(document) if span.heading == ("Call", "Transcript")]
    assert [line for span in spans for line in document[span.start : span.end].splitlines()] == turns


def test_a_file_of_megabytes_without_any_joint_is_split() -> None:
    assert len("".join(texts("a1b2c3d4" * 20_000))) == 160_000


@pytest.mark.skipif(not PLAYBOOKS.is_dir(), reason="shared/data/playbooks is not here")
def test_every_passage_of_the_public_playbooks_is_verbatim_and_within_the_limit() -> None:
    files = sorted(PLAYBOOKS.rglob("*.md"))
    assert files
    for file in files:
        document = file.read_bytes().decode()
        assert check(document, LIMIT), file
