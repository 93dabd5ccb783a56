"""The long form of the demo book: copies of its accounts under other names, in other sizes, some days further on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import ceil
from typing import Any

import numpy as np

from copilot.sources.demo_dates import Clock
from copilot.sources.demo_story import Row, Story, Tables, told
from copilot.sources.demo_usage import daily_rows, feature_rows, random_of, users_by_day

FIRST_NUMBER = 20_001
_MOST_DAYS_ON = 27
"""How many days a copy may be ahead of its original: fewer than the next renewal of any of them is away."""
_WEEKS_OF_FEATURES = 14
"""Of feature use, what a look back of 90 days needs."""

_ID = re.compile(r"([A-Z])-(?:(\d{4})-)?(\d+)")
_SIZED = {"arr", "amount", "volume_per_year"}

_ONSETS = "B Br C Cr D Dr F Fl G Gr H J K Kl L M N P Pr Qu R S Sk St T Tr V W Y Z"
_RHYMES = "aldo anth arro ebren elk ember enno esk illa imber indo irrow olm ondra orven osk uld umbra ursk yller"
_TRADES = """
    Foods Works Freight Textiles Labs Media Energy Clinics Holdings Tools Paper Partners Systems Outfitters Timber
    Glass Motors Press
"""
_GIVEN = """
    Abena Arlo Beatrix Callum Dalia Edvin Farida Gideon Hanneke Ivo Jolene Kofi Liesl Marek Nadine Oskar Paloma
    Quentin Rosalind Samir Tove Ulrich Vesna Wendell Xenia Yusuf Zelda
"""


def copies(stories: Sequence[Story], count: int, as_of: date, seed: int) -> Iterator[Tables]:
    """Give the rows of so many copies, one account at a time; the originals are taken in turn."""
    for number in range(FIRST_NUMBER, FIRST_NUMBER + count):
        yield _copy(stories[(number - FIRST_NUMBER) % len(stories)], number, as_of, seed)


def _copy(story: Story, number: int, as_of: date, seed: int) -> Tables:
    account_id = f"A-{number}"
    random = random_of(seed, account_id)
    size = float(np.exp(random.normal(0, 0.5)))
    days_on = int(random.integers(0, _MOST_DAYS_ON + 1))
    shape = _later(story.shape, days_on, size)
    usage = daily_rows(account_id, shape, as_of=as_of, random=random)
    features = feature_rows(account_id, shape, as_of=as_of, random=random, weeks=_WEEKS_OF_FEATURES)
    clock = Clock(as_of - timedelta(days=days_on))
    users = users_by_day(usage)
    change = _Change(number, size, _people(story, number))
    rows = {name: told(map(change.row, rows), clock, users) for name, rows in story.rows(clock).items()}
    return {**rows, "usage": usage, "features": features}


def _later(shape: Mapping[str, Any], days_on: int, size: float) -> dict[str, Any]:
    """Return the shape of an account's usage as it is some days later, for another size."""

    def shifted(points: Any) -> Any:
        return {day - days_on: value for day, value in points.items()} if isinstance(points, Mapping) else points

    later = {**shape, "mau": {day: users * size for day, users in shifted(shape["mau"]).items()}}
    later["features"] = {name: shifted(share) for name, share in shape["features"].items()}
    if "until" in shape:
        later["until"] = shape["until"] - days_on
    return later


@dataclass(frozen=True, slots=True)
class _Change:
    """What a copy changes in a row: ids, names and sizes."""

    number: int
    size: float
    people: Mapping[str, str]

    def row(self, row: Row) -> Row:
        """Return the row of the copy."""
        changed = {column: self._cell(column, value) for column, value in row.items()}
        if "segment" in row:
            return changed | {"name": _company(self.number), "aliases": []}
        if "contact_id" in row and "title" in row:
            name = str(changed["name"])
            return changed | {"email": f"{name.replace(' ', '.').lower()}@c{self.number}.example"}
        return changed

    def _cell(self, column: str, value: object) -> object:
        if column == "account_id":
            return f"A-{self.number}"
        if column in ("name", "author"):
            return self.people.get(str(value), value)
        if column == "seats":
            return ceil(int(str(value)) * self.size)
        if column in _SIZED:
            return round(float(str(value)) * self.size)
        if column.endswith("_id"):
            match = _ID.fullmatch(str(value))
            return f"{match[1]}-{self.number}-{match[3]}" if match else None
        return value


@cache
def _stems() -> list[str]:
    return [onset + rhyme for rhyme in _RHYMES.split() for onset in _ONSETS.split()]


def _company(number: int) -> str:
    """Return an invented name, another one for each number."""
    stems, trades = _stems(), _TRADES.split()
    turn, stem = divmod(number - FIRST_NUMBER, len(stems))
    name = f"{stems[stem]} {trades[(turn + stem) % len(trades)]}"
    again = turn // len(trades)
    return f"{name} {again + 1}" if again else name


def _people(story: Story, number: int) -> dict[str, str]:
    """Return an invented name for each contact of the original."""
    stems, given = _stems(), _GIVEN.split()
    return {
        str(contact["name"]): f"{given[(number + place) % len(given)]} {stems[(number * 7 + place * 13) % len(stems)]}"
        for place, contact in enumerate(story.content["contacts"])
    }
