"""Who is a customer's person and who is ours, by the names and addresses that texts give."""

import re
from collections.abc import Iterable

_TITLES = re.compile(r"\b(?:dr|prof|mr|mrs|ms|mx|herr|frau|m|mme|mlle|sir)\b\.?\s*", re.I)
_ASIDE = re.compile(r"[(\[][^)\]]{0,100}[)\]]?|,? \b(?:phd|cpa|msc|mba|jr|sr)\b\.?", re.I)


class Customers:
    """The contacts of every account, and our own people, who are none of them."""

    def __init__(self, contacts: Iterable[tuple[str, str, str | None]], ours: Iterable[tuple[str, str]]) -> None:
        self._contacts: dict[tuple[str, str], str] = {}
        for account_id, name, email in contacts:
            self._contacts[account_id, _plain(name)] = name
            if email:
                self._contacts[account_id, email.casefold()] = name
        self._ours: set[str] = set()
        for name, email in ours:
            self._ours |= {_plain(name), email.casefold(), _host(email)}

    def contact(self, account_id: str, name: str, address: str = "") -> str | None:
        """Return the name on record of an account's contact, found by address or by name."""
        by_address = self._contacts.get((account_id, address.casefold())) if address else None
        return by_address or self._contacts.get((account_id, _plain(name)))

    def is_ours(self, name: str, address: str = "") -> bool:
        """Tell whether this is one of our own people, or writes from where they do."""
        return bool({_plain(name), address.casefold(), _host(address)} - {""} & self._ours)


def _plain(name: str) -> str:
    bare = _TITLES.sub("", _ASIDE.sub("", name))
    last, comma, first = bare.partition(",")
    return " ".join((f"{first} {last}" if comma else bare).casefold().split())


def _host(address: str) -> str:
    _, at, host = address.rpartition("@")
    return at + host.casefold()
