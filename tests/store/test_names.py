"""Which accounts a text names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.errors import InvalidInput, NotFound
from copilot.records import Account
from copilot.store.names import AccountNames
from copilot.store.stopwords import STOP_WORDS

BOOK = [
    Account(account_id="A-1", name="Halden Energy AG", aliases=["HEN"]),
    Account(account_id="A-2", name="Halden Logistics"),
    Account(account_id="A-3", name="Quarrion Therapeutics", aliases=["QTX", "Quarrion"]),
    Account(account_id="A-4", name="The Very Long Winded Society of Friends of the River", aliases=[]),
    Account(account_id="A-5", name="Now"),
    Account(account_id="A-6", name="Müller & Söhne"),
]
NAMES = AccountNames(BOOK)


def _ids(text: str) -> list[list[str]]:
    return [[account.account_id for account in mention.accounts] for mention in NAMES.mentions(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("brief me on Halden Energy", [["A-1"]]),
        ("brief me on halden energy ag", [["A-1"]]),
        ("How is Halden doing?", [["A-1", "A-2"]]),
        ("Compare QTX and HEN.", [["A-3"], ["A-1"]]),
        ("what about quarrion's usage", [["A-3"]]),
        ("What about Quarion?", [["A-3"]]),
        ("A-2 please", [["A-2"]]),
        ("What do Mueller and others say?", [["A-6"]]),
        ("What do Muller & Sohne say?", [["A-6"]]),
        ("who is on the energy team now?", []),
        ("How is Now doing?", [["A-5"]]),
        ("The energy team and the river", []),
        ("Ask The Very Long Winded Society of Friends of the River.", [["A-4"]]),
        ("", []),
        ("???", []),
    ],
)
def test_mentions(text: str, found: list[list[str]]) -> None:
    assert _ids(text) == found


def test_a_mention_says_where_it_stands() -> None:
    (mention,) = NAMES.mentions("And Halden Logistics?")
    assert (mention.text, mention.start) == ("Halden Logistics", 4)


def test_one_account_is_meant_or_the_choice_is_named() -> None:
    assert NAMES.resolve("A-2").account_id == "A-2"
    assert NAMES.resolve("quarrion").account_id == "A-3"
    with pytest.raises(InvalidInput, match="Halden Energy AG, Halden Logistics"):
        NAMES.resolve("Halden")
    for name in ("Umbrella", "", "  "):
        with pytest.raises(NotFound):
            NAMES.resolve(name)


@given(
    st.text(max_size=80) | st.lists(st.sampled_from(["Halden", "energy", "the", "'s", "QTX", "&", "A-1"])).map(" ".join)
)
def test_no_text_is_too_strange(text: str) -> None:
    for mention in NAMES.mentions(text):
        assert mention.accounts
        assert text[mention.start : mention.start + len(mention.text)] == mention.text


def without_accents(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))


WORD = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=2, max_size=9)
FULL = st.lists(WORD, min_size=1, max_size=9).map(" ".join)


@given(st.lists(FULL, min_size=1, max_size=5, unique_by=str.casefold), st.data())
def test_every_whole_name_is_found(names: list[str], data: st.DataObject) -> None:
    accounts = [Account(account_id=f"id-{number}", name=name) for number, name in enumerate(names)]
    wanted = data.draw(st.sampled_from(accounts))
    if without_accents(wanted.name).casefold() in STOP_WORDS:
        return
    found = AccountNames(accounts).mentions(f"1 + {wanted.name}?")
    assert wanted.account_id in {account.account_id for mention in found for account in mention.accounts}


def test_a_very_long_text_is_read_through() -> None:
    assert _ids("Lorem Ipsum " * 1_600 + "Halden Logistics") == [["A-2"]]
    assert _ids("Lorem Ipsum " * 1_600) == []
