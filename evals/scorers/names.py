"""Whether the accounts that were asked for are named, in their order, and no other."""

import re
from itertools import combinations

from evals.case import Case
from evals.mark import Mark
from evals.response import Response
from evals.scorers.folding import alternatives, folded
from evals.scorers.prose import Sentence, said, sentences
from evals.scorers.sources import accounts

_HEADS = frozenset(("account", "accounts", "customer", "kunde", "konto", "client", "compte"))


def score(case: Case, response: Response) -> Mark | None:
    """Give the share named, times that of the pairs in order where `ordered`, and of the right ones where `only`.

    Other accounts are known from the evidence and from a table's column of accounts; one that an answer invents in
    running text is not seen. The order is that of first mention.
    """
    wanted = case.expect.names
    if not wanted:
        return None
    first = _first_mentions(said(response.text), wanted, response)
    named = [name for name in wanted if name in first]
    value = len(named) / len(wanted)
    why = [f"does not name {name}" for name in wanted if name not in first]
    if case.expect.ordered and len(named) > 1:
        pairs = list(combinations(named, 2))
        swapped = [(one, two) for one, two in pairs if first[one] > first[two]]
        value *= 1 - len(swapped) / len(pairs)
        why += [f"names {two} before {one}" for one, two in swapped[:3]]
    if case.expect.only:
        others = sorted((set(first) - set(wanted)) | _strangers(sentences(response.text), wanted, set(first)))
        value *= len(named) / max(1, len(named) + len(others))
        why += [f"names {', '.join(others[:5])} too"] if others else []
    return Mark(value, "; ".join(why) or f"names all {len(wanted)}")


def _first_mentions(text: str, wanted: list[str], response: Response) -> dict[str, int]:
    """Return where each wanted name, and each other account of the evidence, is first named."""
    called = {spelling: name for name in accounts(response).values() for spelling in alternatives(name)}
    called |= {spelling: name for name in wanted for spelling in alternatives(name)}
    if not called:
        return {}
    spellings = "|".join(re.escape(spelling) for spelling in sorted(called, key=len, reverse=True))
    found: dict[str, int] = {}
    for match in re.finditer(rf"(?<!\w)(?:{spellings})(?!\w)", text):
        found.setdefault(called[match[0]], match.start())
    return found


def _strangers(told: list[Sentence], wanted: list[str], known: set[str]) -> set[str]:
    """Return what stands in a table's first column under “account” and is none of the known."""
    fine = {spelling for name in (*wanted, *known) for spelling in alternatives(name)}
    found, in_accounts = set(), False
    for one in told:
        if not one.is_row:
            in_accounts = False
            continue
        cell = one.text.strip("| ").split("|")[0].strip()
        if one.is_head:
            in_accounts = folded(cell) in _HEADS
        elif in_accounts and cell and not any(spelling in folded(cell) for spelling in fine):
            found.add(cell)
    return found
