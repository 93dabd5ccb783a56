import pytest

from copilot.documents.export.blocks import Block, Items, Note, Paragraph, Picture, Run, Table, plain, plain_lines
from copilot.documents.export.reading import read_markdown


def read(text: str) -> list[Block]:
    return read_markdown(text, {"F1": 1, "F2": 2, "P1": 3}.get)


def test_a_citation_becomes_a_note_without_the_blank_before_it() -> None:
    assert read("It is 61 [F2 P1]. Good.") == [Paragraph((Run("It is 61"), Note((2, 3)), Run(". Good.")))]


def test_neighbouring_citations_are_one_note_and_unknown_ones_are_none() -> None:
    assert read("So [F1] [F2, F1] it is [F9].") == [Paragraph((Run("So"), Note((1, 2)), Run(" it is.")))]


@pytest.mark.parametrize("text", ["see [F1](http://example.com)", "see [F1]", "see **[F1]**"])
def test_a_citation_is_never_the_words_of_a_link(text: str) -> None:
    (paragraph,) = read(text)
    assert isinstance(paragraph, Paragraph)
    assert Note((1,)) in paragraph.words


def test_a_citation_in_code_is_dropped() -> None:
    assert plain_lines(read("`x [F1]` y")[0]) == ["x  y"]


def test_a_link_is_its_words_with_the_address_behind_them() -> None:
    assert plain_lines(read("[our page](https://example.com/a)")[0]) == ["our page (https://example.com/a)"]


def test_a_chart_is_a_picture_wherever_it_stands() -> None:
    assert read("Before\n![Use](chart:usage)") == [Paragraph((Run("Before"),)), Picture("usage", "Use")]
    (items,) = read("- ![Use](chart:usage)")
    assert isinstance(items, Items)
    assert items.items == ((Picture("usage", "Use"),),)


def test_columns_of_figures_stand_to_the_right_unless_told() -> None:
    (table,) = read(
        "| who | ARR | days | left |\n|---|---|---|:--|\n| a | $1,000 [F1] | 12 days | 1 |\n| 7 b | - | 3 days | 2 |"
    )
    assert isinstance(table, Table)
    assert table.align == ("left", "right", "right", "left")


@pytest.mark.parametrize(
    "text",
    [
        "---",
        "***",
        "Title\n---",
        "Title\n===",
        "<b>x</b>",
        "<!-- x -->",
        "$x^2$",
        "\\input{x}",
        "[^1]: note",
        "    indented",
    ],
)
def test_what_is_no_plain_markdown_stays_letters(text: str) -> None:
    (paragraph,) = read(text)
    assert isinstance(paragraph, Paragraph)
    assert "".join(plain(paragraph.words).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "> " * 100 + "deep [F1]",
        "- " * 60 + "deep [F1]",
        "\n".join(" " * 2 * n + f"- x{n}" for n in range(60)) + " deep [F1]",
    ],
)
def test_nothing_is_lost_however_deep_it_is(text: str) -> None:
    told = "\n".join(line for block in read(text) for line in plain_lines(block))
    assert "deep [1]" in told
