"""Two dates side by side."""

from decimal import Decimal

from copilot.evidence import Fact, Gap
from copilot.metrics.account import measure
from copilot.metrics.comparison import changes
from tests.metrics.accounts import noon, rating, running
from tests.metrics.snapshots import D, contact, day, line, ticket


def _fact(name: str, value: Decimal | int | str, unit: str = "") -> Fact:
    return Fact(name=name, label=name.title(), value=value, unit=unit, display=str(value), as_of=D)


def test_only_what_differs_is_told_with_both_sides() -> None:
    before = [_fact("arr", 100, "USD"), _fact("seats", 9), _fact("nps", 50)]
    after: list[Fact | Gap] = [
        _fact("arr", 120, "USD"),
        _fact("seats", 9),
        _fact("csat", 1),
        Gap(name="nps", reason="none"),
    ]
    found = {
        one.name: (one.before and one.before.value, one.after and one.after.value) for one in changes(before, after)
    }
    assert found == {"arr": (100, 120), "csat": (None, 1), "nps": (50, None)}
    assert [one.label for one in changes(before, after)] == ["Arr", "Csat", "Nps"]
    assert changes(after, after) == []


def test_money_in_several_currencies_is_compared_currency_by_currency() -> None:
    before = [_fact("arr", 100, "USD"), _fact("arr", 70, "EUR")]
    after = [_fact("arr", 70, "EUR"), _fact("arr", 90, "USD")]
    (one,) = changes(before, after)
    assert (one.before and one.before.unit, one.after and one.after.value) == ("USD", 90)


def test_a_unit_that_turns_is_a_change() -> None:
    assert len(changes([_fact("x", 1, "days")], [_fact("x", 1, "users")])) == 1


def test_what_the_calendar_alone_moves_is_left_out() -> None:
    def told(as_of: int) -> list[Fact]:
        account = running(
            as_of=day(as_of),
            subscriptions=[line(1, 5, day(-900), day(300))],
            contacts=[contact(1, last_contacted=day(-9))],
            tickets=[ticket(1, opened_at=noon(-20))],
        )
        return measure(account)[0]

    assert [one.name for one in changes(told(-1), told(0))] == []


def test_a_rating_that_was_given_again_is_a_change() -> None:
    ratings = [rating(-20, "green"), rating(-1, "green")]
    before, after = (measure(running(as_of=day(offset), sentiments=ratings))[0] for offset in (-10, 0))
    (date_changed,) = (one for one in changes(before, after) if one.name == "csm_sentiment_date")
    assert (date_changed.before and date_changed.before.value, date_changed.after and date_changed.after.value) == (
        day(-20),
        day(-1),
    )
