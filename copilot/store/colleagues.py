"""Which of our own people a name means."""

import re
from collections.abc import Mapping

from copilot.errors import InvalidInput, NotFound
from copilot.records import Colleague


def colleagues_named(text: str, team: Mapping[str, Colleague]) -> list[Colleague]:
    """Return the colleagues whom a text names by e-mail address, by whole name, or else by one part of it."""
    # A family name such as Will or Best is a word too: where the text writes names large, only those count.
    is_small = text == text.lower()
    words = _words(text if is_small else " ".join(word for word in text.split() if word.lstrip("(“\"'")[:1].isupper()))
    by_email = [person for person in team.values() if person.email.casefold() in text.casefold()]
    whole = [person for person in team.values() if _words(person.name) <= words]
    return by_email or whole or [person for person in team.values() if _words(person.name) & words]


def find_colleague(name: str, team: Mapping[str, Colleague]) -> Colleague:
    """Return the one colleague that a name means; NotFound, or InvalidInput that lists the ones it could be."""
    found = colleagues_named(name, team)
    if not found:
        raise NotFound(f"I know no colleague called {name!r}.", "Name a colleague who is in team.csv.")
    if len(found) > 1:
        names = ", ".join(sorted(person.name for person in found))
        raise InvalidInput(f"{name!r} could be several colleagues: {names}.", "Say which one.")
    return found[0]


def csm_called(name: str, team: Mapping[str, Colleague]) -> str:
    """Return the e-mail address of a CSM given by name or address; an address need not be in team.csv."""
    return name if "@" in name else find_colleague(name, team).email


def _words(text: str) -> set[str]:
    words = re.findall(r"[^\W\d_][\w-]*", text.casefold())
    return {word for word in words if len(word) > 1}
