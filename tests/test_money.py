"""Adding up money."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from copilot.evidence import Fact
from copilot.money import Exchange
from copilot.records import FxRate

EUR = FxRate(currency="EUR", rate=Decimal("1.10"))


def _money(amount: int | Decimal, currency: str) -> Fact:
    return Fact(name="arr", label="ARR", value=Decimal(amount), unit=currency, display="", as_of=date(2026, 1, 1))


def test_one_currency_is_added_up_as_it_is_even_where_a_rate_is_known() -> None:
    assert Exchange("USD", {"EUR": EUR}).total([_money(1, "EUR"), _money(2, "EUR")]) == {"EUR": Decimal(3)}


def test_several_are_converted_where_every_rate_is_known() -> None:
    amounts = [_money(100, "EUR"), _money(50, "USD")]
    assert Exchange("USD", {"EUR": EUR}).total(amounts) == {"USD": Decimal(160)}
    assert Exchange("USD", {}).total(amounts) == {"EUR": Decimal(100), "USD": Decimal(50)}


def test_nothing_in_a_currency_needs_no_rate() -> None:
    assert Exchange("USD", {}).total([_money(100, "EUR"), _money(0, "USD")]) == {"EUR": Decimal(100)}
    assert Exchange("USD", {}).total([_money(0, "EUR"), _money(0, "USD")]) == {"EUR": Decimal(0)}
    assert Exchange("USD", {}).total([]) == {}


CODES = st.sampled_from(["USD", "EUR", "JPY", "CHF"])
AMOUNTS = st.lists(st.tuples(st.integers(0, 10**9), CODES), max_size=8)


@given(AMOUNTS, st.dictionaries(CODES, st.integers(1, 500)))
def test_currencies_are_never_added_without_a_rate(amounts: list[tuple[int, str]], rates: dict[str, int]) -> None:
    known = {code: FxRate(currency=code, rate=Decimal(rate)) for code, rate in rates.items() if code != "USD"}
    totals = Exchange("USD", known).total([_money(amount, code) for amount, code in amounts])
    by_code = {code: sum(amount for amount, own in amounts if own == code) for _, code in amounts}
    due = {code: amount for code, amount in by_code.items() if amount}
    if len(due) > 1 and all(code == "USD" or code in known for code in due):
        assert totals == {
            "USD": sum(amount * (1 if code == "USD" else known[code].rate) for code, amount in due.items())
        }
    else:
        assert {code: amount for code, amount in totals.items() if amount} == due
