"""What a caller may see; every query that reads rows takes one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """The accounts that `user` may see: those of `account_ids`, or all of them where it is None.

    It is applied where rows are read, never in a prompt.
    """

    user: str
    account_ids: frozenset[str] | None = None

    def allows(self, account_id: str | None) -> bool:
        """Tell whether rows of this account may be seen; what belongs to no account may."""
        return account_id is None or self.account_ids is None or account_id in self.account_ids


EVERYTHING = Scope(user="local")
