"""The suites: their cases read from files, strictly, so that a slip is an error and not a case that nothing fails."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from copilot.errors import InvalidInput, NotFound
from evals.books import Book, demo
from evals.case import SUITES, Case, CaseFile

FOLDER = Path(__file__).with_name("suites")


@dataclass(frozen=True, slots=True)
class Suite:
    """The cases of a suite; `version` is their hash, so that a baseline knows whether it is of these."""

    name: str
    about: str
    as_of: date
    book: Book
    cases: list[Case]
    version: str


def read_suite(name: str, folder: Path = FOLDER) -> Suite:
    """Return a suite; InvalidInput says which case and field is wrong, NotFound which suites there are."""
    path = folder / f"{name}.yaml"
    if not path.is_file():
        raise NotFound(f"There is no suite {name!r}.", f"There are: {', '.join(SUITES)}.")
    content = path.read_bytes()
    try:
        told = yaml.load(content, _Strict)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path.name} cannot be read: {' '.join(str(error).split())}", "It is a YAML file."
        ) from None
    try:
        found = CaseFile.model_validate(told)
    except ValidationError as error:
        raise InvalidInput(f"{path.name}: {'; '.join(_faults(error, told))}.", "Mend the file.") from None
    if found.suite != name:
        raise InvalidInput(f"{path.name} says that it is the suite {found.suite!r}.", "Name the file after its suite.")
    return suite_of(name, found.about, found.as_of, demo(found.book, found.as_of), found.cases)


def suite_of(name: str, about: str, as_of: date, book: Book, cases: list[Case]) -> Suite:
    """Return a suite of cases; its version is that of what is asked and expected, where and when."""
    content = "\n".join([str(as_of), book.name, *(case.model_dump_json(exclude={"note"}) for case in cases)])
    return Suite(name, about, as_of, book, cases, hashlib.sha256(content.encode()).hexdigest()[:12])


class _Strict(yaml.SafeLoader):
    """Reads YAML in which a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twin = next((key for key in keys if keys.count(key) > 1), None)
        if twin is not None:
            raise yaml.constructor.ConstructorError(None, None, f"{twin!r} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _faults(error: ValidationError, told: object) -> list[str]:
    """Say of each fault in which case and field it is."""
    found = []
    for one in error.errors():
        place = [str(part) for part in one["loc"]]
        if place[:1] == ["cases"] and len(place) > 1 and isinstance(told, dict):
            case = told["cases"][int(place[1])]
            place = [f"case {case.get('id', place[1]) if isinstance(case, dict) else place[1]}", *place[2:]]
        found.append(f"{'.'.join(place)}: {one['msg']}".removeprefix(": "))
    return found
