"""Which of our own people a name means."""

import pytest

from copilot.errors import InvalidInput, NotFound
from copilot.records import Colleague
from copilot.store.colleagues import colleagues_named, find_colleague

TEAM = {
    email: Colleague(email=email, name=name)
    for email, name in (
        ("jonah@our.example", "Jonah Castellaw"),
        ("will@our.example", "Will Best"),
        ("kim@our.example", "Kim Best"),
    )
}


def test_by_first_name_whole_name_or_address() -> None:
    for name in ("Jonah", "jonah", "Jonah Castellaw", "jonah@our.example"):
        assert find_colleague(name, TEAM).email == "jonah@our.example"


def test_several_are_named_and_nobody_is_not_found() -> None:
    assert find_colleague("Kim Best", TEAM).email == "kim@our.example"
    with pytest.raises(InvalidInput, match="Kim Best, Will Best"):
        find_colleague("Best", TEAM)
    with pytest.raises(NotFound, match="no colleague called 'Zoe'"):
        find_colleague("Zoe", TEAM)


def test_a_word_that_is_also_a_name_counts_only_where_it_is_written_large() -> None:
    assert colleagues_named("Who will renew best?", TEAM) == []
    assert [one.name for one in colleagues_named("Who is Will Best?", TEAM)] == ["Will Best"]
