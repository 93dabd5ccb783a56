"""Who is there, and when we last talked, by hand."""

from copilot.metrics.engagement import active_contacts, last_contact, spoken_on
from copilot.snapshot import Touch
from tests.metrics.snapshots import contact, day, facts, gaps, rows, snapshot


def test_active_are_those_not_left_by_then_and_not_marked_inactive() -> None:
    people = [
        contact(1, active=True),
        contact(2),
        contact(3, active=False),
        contact(4, active=True, left_on=day(0)),
        contact(5, active=False, left_on=day(3)),
    ]
    fact = facts(active_contacts(snapshot(contacts=people)))["active_contacts"]
    assert fact.value == 3, "who leaves later is still there, whatever the book says of them today"
    assert rows(fact) == {"contacts:C1", "contacts:C2", "contacts:C5"}


def test_no_contact_on_record_is_unknown_and_all_gone_is_zero() -> None:
    assert "active_contacts" in gaps(active_contacts(snapshot()))
    gone = snapshot(contacts=[contact(1, left_on=day(-9))])
    assert facts(active_contacts(gone))["active_contacts"].value == 0


def test_last_contact_is_the_later_of_note_and_contact() -> None:
    people = [contact(1, last_contacted=day(-20)), contact(2, last_contacted=day(4)), contact(3)]
    told = facts(last_contact(snapshot(contacts=people, touches=[Touch(day(-33), "n.md")])))
    assert told["last_contact_date"].value == day(-20)
    assert told["days_since_contact"].value == 20
    assert rows(told["last_contact_date"]) == {"contacts:C1"}
    later = facts(last_contact(snapshot(contacts=people, touches=[Touch(day(-1), "n.md"), Touch(day(1), "later.md")])))
    assert (later["days_since_contact"].value, later["days_since_contact"].display) == (1, "1 day")


def test_no_contact_is_unknown() -> None:
    assert "last_contact_date" in gaps(last_contact(snapshot(contacts=[contact(1, last_contacted=day(1))])))


def test_every_source_of_the_last_day_is_named_in_any_order_of_rows() -> None:
    people = [
        contact(1, last_contacted=day(-3)),
        contact(2, last_contacted=day(-3)),
        contact(3, last_contacted=day(-9)),
    ]
    touches = [Touch(day(-3), "b.md"), Touch(day(-3), "a.md"), Touch(day(-30), "old.md"), Touch(day(1), "later.md")]
    for order in (1, -1):
        fact = facts(last_contact(snapshot(contacts=people[::order], touches=touches[::order])))["last_contact_date"]
        assert fact.value == day(-3)
        assert rows(fact) == {"contacts:C1", "contacts:C2", "notes:b.md", "notes:a.md"}


def test_a_talk_on_the_as_of_date_was_0_days_ago() -> None:
    told = facts(last_contact(snapshot(touches=[Touch(day(0), "a.md")])))
    assert told["days_since_contact"].display == "0 days"


def test_a_note_tells_whom_we_spoke_to_where_the_book_has_only_a_later_day() -> None:
    ada = contact(1, last_contacted=day(4))
    touches = [Touch(day(-30), "a.md", ["person 1"]), Touch(day(-3), "b.md", ["somebody else"])]
    assert spoken_on(snapshot(contacts=[ada], touches=touches), ada) == day(-30)
    assert spoken_on(snapshot(contacts=[ada]), ada) is None
    assert spoken_on(snapshot(touches=touches), contact(1, last_contacted=day(-2))) == day(-2)
