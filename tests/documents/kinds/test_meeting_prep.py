"""A meeting prep: one page for the next hour; for the customer an agenda."""

import re
from pathlib import Path

import pytest

from copilot.records import Account
from copilot.wiring import Copilot
from tests.documents.kinds.plans import Drafts, drafted, drafts_of, row_with, text_of

QUARRION, HALDEN, NORHAVEN, THISTLE, MARROWBONE = (
    "Quarrion Therapeutics",
    "Halden Logistics",
    "Norhaven Health Partners",
    "Thistle Row Bakery Supply",
    "Marrowbone Games",
)
INTERNAL = re.compile(
    r"\b(?:champion|detract\w*|signal|health score|sentiment|forecast|churn|playbook|NPS|CSM)\b", re.I
)


@pytest.fixture(scope="module")
def preps(demo_copilot: Copilot) -> Drafts:
    """The meeting prep of every account of the demo book, for both audiences."""
    return drafts_of(demo_copilot, "meeting-prep")


def test_nothing_is_left_out_but_what_names_another_customer(preps: Drafts) -> None:
    reasons = {one.reason for (_, audience), prep in preps.items() if audience == "customer" for one in prep.left_out}
    assert {
        name: one.left_out for (name, audience), one in preps.items() if audience == "internal" and one.left_out
    } == {}
    assert reasons <= {"it names another customer"}


def test_no_section_is_empty(preps: Drafts) -> None:
    assert [(key, one.key) for key, prep in preps.items() for one in prep.sections if not one.parts] == []


def test_the_aim_comes_first(preps: Drafts) -> None:
    told = text_of(preps[QUARRION, "internal"], "summary")
    assert told.startswith("**Leave with their yes to an owner, a workaround and the time of the next update**")


def test_each_person_is_there_with_the_day_and_their_last_words(preps: Drafts) -> None:
    told = text_of(preps[HALDEN, "internal"], "people")
    assert re.search(
        r"\*\*Gerald Amsterley \(executive sponsor\)\*\*, Chief Operating Officer; last spoken to 30 Sept", told
    )
    assert "> “I don't need hours saved. I need a number my CFO will sign.”" in told


def test_three_things_each_have_their_evidence_and_what_to_do(preps: Drafts) -> None:
    told = text_of(preps[HALDEN, "internal"], "things").splitlines()
    assert len(told) == 3
    assert re.match(r"1\. \*\*Usage fell .* \[F\d+\]\.\*\* What to do: ask who stopped", told[0])


def test_where_the_contract_has_ended_the_talk_is_for_listening_and_closing(preps: Drafts) -> None:
    prep = preps[MARROWBONE, "internal"]
    told = text_of(prep, "summary")
    assert told.startswith("**Listen, and close what is open")
    assert "I find no running contract, as the last one ended on 22 October 2026" in told
    assert "Confirm that they have what is theirs" in text_of(prep, "things")
    assert "Do not make an offer in this talk" in text_of(prep, "promise")


def test_somebody_who_has_left_is_sent_no_agenda_of_a_running_contract(preps: Drafts) -> None:
    prep = preps[MARROWBONE, "customer"]
    assert "Your data: what you have, and who confirms the deletion" in text_of(prep, "summary")
    assert "next result" not in text_of(prep, "proposals")
    assert "users in the last 28 days" not in text_of(prep, "figures")


def test_price_is_not_promised_and_is_whose(preps: Drafts) -> None:
    row = row_with(preps[QUARRION, "internal"], "promise", "a price, a discount or other seats")
    assert "Callum Esterhaz" in row


def test_price_and_tickets_are_kept_apart_near_a_renewal(preps: Drafts) -> None:
    assert "“Never in one conversation.”" in text_of(preps[QUARRION, "internal"], "promise")
    assert "“Never in one conversation.”" not in text_of(preps[HALDEN, "internal"], "promise")


def test_our_own_promises_stand_first(preps: Drafts) -> None:
    told = text_of(preps[QUARRION, "internal"], "promises")
    assert told.index("**We owe**") < told.index("a root cause for fifty-one twenty-one") < told.index("**Owed to us**")


def test_a_mail_of_theirs_says_i_for_them_and_you_for_us(preps: Drafts) -> None:
    told = text_of(preps[THISTLE, "internal"], "promises")
    assert told.index("**We owe**") < told.index("You look at delivery notes again")


def test_health_and_change_fit_in_a_few_lines(preps: Drafts) -> None:
    told = text_of(preps[QUARRION, "internal"], "pulse")
    assert "CSM sentiment 12.5 of 25" in told
    assert re.search(r"Open urgent tickets: 2, was 0", told)
    assert len(told.splitlines()) <= 16


def test_the_customers_version_is_an_agenda(preps: Drafts) -> None:
    prep = preps[NORHAVEN, "customer"]
    assert prep.title == "Norhaven Health Partners and Ai First: agenda"
    assert text_of(prep, "summary").startswith("1. What we agreed last time, and where it stands")
    assert "935 users" in text_of(prep, "figures")
    assert "T-2628" in text_of(prep, "tickets")
    assert "Name who measures what is missing" in text_of(prep, "proposals")


def test_a_customer_reads_nothing_internal(preps: Drafts) -> None:
    texts = {name: text_of(one) for (name, audience), one in preps.items() if audience == "customer"}
    assert {name: INTERNAL.findall(_without_quotes(text)) for name, text in texts.items()} == {
        name: [] for name in texts
    }


def test_an_account_with_nothing_but_a_name_says_so(tmp_path: Path) -> None:
    preps = drafted(tmp_path, "meeting-prep", [Account(account_id="A1", name="Acme")])
    for prep in preps.values():
        assert prep.left_out == []
        assert all(one.parts for one in prep.sections)
    assert "no agreement in the notes" in text_of(preps["Acme", "internal"], "promises")


def _without_quotes(text: str) -> str:
    return re.sub(r"“[^”]*”", "", text)


def test_a_customers_list_of_tickets_agrees_with_their_count(preps: Drafts) -> None:
    prep = preps["Castlemere Foods", "customer"]
    assert "Open tickets: 1 (1 high) [" in text_of(prep, "summary")
    assert "T-2118, high, opened on 27 October 2026, open for 25 days [" in text_of(prep, "tickets")
    assert "Agree on when you hear next about T-2118, high" in text_of(prep, "proposals")


def test_no_customer_is_told_that_nothing_was_agreed(preps: Drafts) -> None:
    customers = [one for (_, audience), one in preps.items() if audience == "customer"]
    assert not any("no agreement" in text_of(one) or "Nothing is open" in text_of(one) for one in customers)
    without = preps["Castlemere Foods", "customer"]
    assert "promises" not in [one.key for one in without.sections]


def test_the_last_words_are_of_the_latest_day_and_never_cut_off(preps: Drafts) -> None:
    assert "We do want it. Quotes are back to two days" in text_of(preps["Kitterby & Sons", "internal"], "summary")
    told = text_of(preps["Hoshikawa Precision Europe", "internal"], "people")
    assert "Said last (feedback, 23 October 2026" in told
    assert "dass du—" not in told
