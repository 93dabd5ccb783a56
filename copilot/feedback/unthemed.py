"""What was said and is in no theme, as it is told to machines and people: the newest first."""

from datetime import date

from pydantic import BaseModel

from copilot.feedback.detail import Voice, voices_of
from copilot.feedback.reading import Themes
from copilot.scope import Scope
from copilot.store.accounts import AccountStore


class UnthemedList(BaseModel):
    """Some of what is in no theme, from the newest on; `total` counts all of it.

    `may_decide` tells whether the caller may put it into a theme.
    """

    since: date
    until: date
    total: int
    voices: list[Voice]
    may_decide: bool


def unthemed_of(found: Themes, accounts: AccountStore, scope: Scope, first: int, most: int) -> UnthemedList:
    """Return so many of what is in no theme, after the `first` newest."""
    newest = sorted(found.unthemed, key=lambda item: (-item.date.toordinal(), item.item_id))
    return UnthemedList(
        since=found.period.since,
        until=found.period.until,
        total=len(newest),
        voices=voices_of(newest[first : first + most], found.names, accounts, scope),
        may_decide=found.may_decide,
    )
