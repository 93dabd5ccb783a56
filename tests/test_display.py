"""How values are written."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.display import show_change, show_days, show_money, show_ratio, show_word


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("186000", "USD", "$186,000"),
        ("1200.5", "CHF", "CHF 1,200.50"),
        ("9999.995", "EUR", "€10,000"),
        ("12345.5", "GBP", "£12,346"),
        ("-20", "USD", "-$20"),
        ("-0.001", "USD", "$0"),
        ("0", "JPY", "¥0"),
    ],
)
def test_money(amount: str, currency: str, shown: str) -> None:
    assert show_money(Decimal(amount), currency) == shown


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40, places=9))
def test_any_amount_that_a_book_may_hold_can_be_shown(amount: Decimal) -> None:
    digits = show_money(amount, "USD").replace("$", "").replace(",", "")
    with localcontext(prec=60):
        assert abs(Decimal(digits) - amount) <= Decimal("0.5")


def test_shares_have_one_decimal_and_a_change_its_sign() -> None:
    assert show_ratio(Decimal("0.448")) == "44.8 %"
    assert show_ratio(Decimal("12.3456")) == "1,234.6 %"
    assert show_change(Decimal("0.05")) == "+5.0 %"
    assert show_change(Decimal("-0.243")) == "-24.3 %"


def test_a_change_that_rounds_to_nothing_has_no_sign() -> None:
    assert show_change(Decimal("-0.0001")) == show_change(Decimal("0.0001")) == "0.0 %"


def test_days_and_codes() -> None:
    assert [show_days(count) for count in (1, 89, 1200)] == ["1 day", "89 days", "1,200 days"]
    assert [show_word(code) for code in ("mid_market", "csm_sentiment", "smb")] == [
        "mid market",
        "CSM sentiment",
        "SMB",
    ]
