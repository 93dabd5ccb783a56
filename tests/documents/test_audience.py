"""What a customer may be told."""

from collections.abc import Iterator
from datetime import date

import pytest

from copilot.documents.audience import TOLD_TO_CUSTOMERS, Objector, may_tell
from copilot.evidence import Fact
from copilot.records import Account, Colleague
from copilot.store.accounts import AccountStore
from copilot.store.database import Database
from tests.rows import put

INTERNAL = (
    "health_score",
    "health.engagement",
    "csm_sentiment",
    "forecast",
    "scenario",
    "nps",
    "signal.sentiment_red",
    "event",
)


@pytest.fixture(scope="module")
def why(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Objector]:
    """Says why Tamarack Foods may not read a text, in a book with Cobalt Bank."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('audience') / 'accounts.sqlite'}")
    database.upgrade()
    account = Account(account_id="A-1", name="Tamarack Foods", aliases=["Tamarack"], sales_email="x@seller.example")
    put(database, account, Account(account_id="A-2", name="Cobalt Bank"))
    put(database, Colleague(email="kim@ourfirm.example", name="Kim Ode"))
    yield Objector(account, AccountStore(database, "USD"))
    database.close()


@pytest.mark.parametrize("name", INTERNAL)
def test_a_customer_is_told_nothing_of_how_we_see_them(name: str) -> None:
    fact = Fact(name=name, label="x", value=1, display="1", as_of=date(2026, 7, 1))
    assert not may_tell(fact, "customer")
    assert may_tell(fact, "internal")


def test_a_customer_is_told_their_own_figures() -> None:
    for name in ("arr", "licence_utilisation.change_28d", "value.R-1", "ticket"):
        assert may_tell(Fact(name=name, label="x", value=1, display="1", as_of=date(2026, 7, 1)), "customer")
    assert not TOLD_TO_CUSTOMERS & {name.split(".")[0] for name in INTERNAL}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Cobalt Bank does the same.", "another customer"),
        ("as with cobalt-bank last year", "another customer"),
        ("Write to somebody@seller.example.", "address of our own people"),
        ("Write to kim@ourfirm.example.", "address of our own people"),
        ("We could offer a discount.", "“discount” is ours alone"),
        ("Your health score is 61.", "“health score” is ours alone"),
        ("We see a churn risk.", "“churn” is ours alone"),
    ],
)
def test_a_sentence_that_is_not_for_them_is_told_with_the_reason(why: Objector, text: str, reason: str) -> None:
    assert reason in why(text)


@pytest.mark.parametrize(
    "text", ["Tamarack Foods has 250 seats.", "Write to ines@tamarack.example.", "Your claims pipeline is faster now."]
)
def test_their_own_name_address_and_words_are_fine(why: Objector, text: str) -> None:
    assert why(text) == ""
