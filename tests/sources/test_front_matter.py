import pytest

from copilot.sources.front_matter import BadHeader, parse_yaml, split_header


def test_values_stay_the_text_that_they_are() -> None:
    header = "---\nid: 0123\ndate: 2026-03-31\nyes: no\nnothing:\nlist: [1, 2.50]\nmap: {a: ~}\n---\nBody\n"
    values, text = split_header(header)
    assert values == {
        "id": "0123",
        "date": "2026-03-31",
        "yes": "no",
        "nothing": "",
        "list": ["1", "2.50"],
        "map": {"a": "~"},
    }
    assert text == "Body\n"


def test_toml_between_plus_signs_is_read_too() -> None:
    values, text = split_header('+++\ntitle = "Plays"\ndate = 2026-03-31\ndraft = true\ntags = ["a"]\n+++\r\nBody')
    assert values == {"title": "Plays", "date": "2026-03-31", "draft": "true", "tags": ["a"]}
    assert text == "Body"


@pytest.mark.parametrize("text", ["", "Body", "# A\n---\nb\n---\n", "----\na\n----\n", "--- a\n---\n"])
def test_a_text_without_a_header_is_left_whole(text: str) -> None:
    assert split_header(text) == ({}, text)


@pytest.mark.parametrize("text", ["---\n---\nBody", "---\n\n---\nBody", "---\r\n---\r\nBody", "---  \n# x\n---\nBody"])
def test_an_empty_header_has_no_values(text: str) -> None:
    assert split_header(text) == ({}, "Body")


def test_a_header_may_be_all_there_is() -> None:
    assert split_header("---\na: b\n---") == ({"a": "b"}, "")


def test_a_later_rule_does_not_end_the_header_twice() -> None:
    assert split_header("---\na: b\n---\nx\n---\ny\n") == ({"a": "b"}, "x\n---\ny\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: never closed\n", "never closed"),
        ("---\ntitle: [a\n---\n", "no YAML"),
        ("---\ntitle: a: b\n---\n", "no YAML"),
        ("---\njust words\n---\n", "no list of `name: value`"),
        ("---\n- a\n- b\n---\n", "no list of `name: value`"),
        ("+++\ntitle = \n+++\n", "no TOML"),
        ("---\na: &x [b]\nc: *x\n---\n", "aliases"),
        (f"---\na: {'[' * 20}{']' * 20}\n---\n", "nests more than"),
        (f"---\na: {'[' * 30_000}{']' * 30_000}\n---\n", "nests more than"),
        (f"+++\na = {'[' * 30_000}{']' * 30_000}\n+++\n", "no TOML"),
        (f"---\na: {'x' * 70_000}\n---\n", "longer than"),
        ('---\na: "x\\0y"\n---\n', "NUL"),
        ('+++\na = "x\\u0000y"\n+++\n', "NUL"),
    ],
)
def test_a_broken_header_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(BadHeader, match=reason):
        split_header(text)


def test_a_yaml_file_is_read_alike() -> None:
    assert parse_yaml("account_id: A1\nparticipants:\n  - Ines\n") == {"account_id": "A1", "participants": ["Ines"]}
