"""What may be ordered."""

from datetime import date

import pytest
from pydantic import ValidationError

from copilot.documents.order import Order

DAY = date(2026, 7, 1)


def test_a_document_about_one_account_needs_its_account() -> None:
    with pytest.raises(ValidationError, match="about one account: name it"):
        Order(kind="renewal-brief", as_of=DAY)


@pytest.mark.parametrize("kind", ["feedback-summary", "portfolio-review"])
def test_a_document_about_all_accounts_has_no_version_for_customers(kind: str) -> None:
    assert Order(kind=kind, as_of=DAY).account_id is None
    with pytest.raises(ValidationError, match="no version for customers"):
        Order(kind=kind, as_of=DAY, audience="customer")


def test_an_unknown_kind_or_option_is_refused() -> None:
    with pytest.raises(ValidationError, match="renewal-brief"):
        Order.model_validate({"kind": "poem", "account_id": "A-1", "as_of": DAY})
    with pytest.raises(ValidationError, match="Extra inputs"):
        Order.model_validate({"kind": "renewal-brief", "account_id": "A-1", "as_of": DAY, "options": {"tone": "x"}})
