"""Whether each figure that was asked for is told, right to the digit shown, and cited as what it is."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from copilot.evidence import Fact
from evals.case import Case, Figure
from evals.mark import Mark
from evals.response import Response
from evals.scorers import themes
from evals.scorers.amounts import Amount, amounts
from evals.scorers.folding import folded, holds
from evals.scorers.prose import Sentence, sentences
from evals.scorers.sources import accounts

_FALLS = re.compile(
    r"[-−]|\b(?:fell|fall|down|drop|declin|decreas|los[ts]|less|lower|shr[aiu]nk|churn|contract|sank|below|behind|minus"
    r"|gesunken|gefallen|sank|rückgang|weniger|verl|unter|bais|recul|chut|perd|moins)",
    re.IGNORECASE,
)
_ROOM, _ROOM_EACH = 20, 5
"""Figures outside tables that an answer may hold, and for each that was asked for, before the rest costs."""
_MOST = 500


def score(case: Case, response: Response) -> Mark | None:
    """Give a figure 1 if it is told and cited, a half if it is told and not cited; half of that beside a wrong one.

    An answer to a question with far more figures than were asked for loses steeply: who reads it finds none. Of themes
    they are those of one theme: `evals.scorers.themes.figures`.
    """
    if case.themes is not None:
        return themes.figures(case, response)
    wanted = case.expect.figures
    if not wanted:
        return None
    read = _Read(response)
    judged = [_judge(figure, read) for figure in wanted]
    share = _focus(len(wanted), read) if case.ask is not None else 1.0
    why = [reason for _, reason in judged if reason]
    if share < 1:
        why.append(f"{len(read.shown)} figures where {len(wanted)} were asked for")
    value = share * sum(credit for credit, _ in judged) / len(wanted)
    return Mark(value, "; ".join(why) or f"all {len(wanted)} figures are told and cited")


class _Read:
    """A response read once for all its figures."""

    def __init__(self, response: Response) -> None:
        self.facts, self.accounts = response.evidence.facts, accounts(response)
        self.sentences = sentences(response.text)
        self.amounts = [amounts(one.raw) for one in self.sentences]
        loose = amounts("\n".join(one.text for one in self.sentences if not one.is_row))
        self.shown = {(one.readings, one.unit, one.days) for one in loose if not one.is_worded}
        known = [*response.evidence.facts, *response.retrieved.facts]
        told = [f"{fact.display}; {fact.value}; {fact.formula}" for fact in known]
        told += [one.text for one in response.evidence.passages]
        self.known = amounts("\n".join(told))
        self.names = {account: folded(name) for account, name in self.accounts.items()}

    def about(self, sentence: Sentence, account: str | None) -> bool:
        """Whether a sentence may be about an account: it names it, or no other."""
        if account is None:
            return True
        named = {part for key, name in self.names.items() for part in (key, name) if name in sentence.folded}
        return not named or account in named or folded(account) in named


def _judge(figure: Figure, read: _Read) -> tuple[float, str]:
    value, what = _value(figure), f"{figure.name} of {figure.account or 'all'}"
    called = figure.name.split("|")
    of_it = [fact for fact in read.facts if fact.name in called and _is_of(fact, figure.account)]
    right = [fact for fact in of_it if _tells(fact, value, figure)]
    if not _stands(figure, value, read):
        shown = f"; its {of_it[0].name} is {of_it[0].display}" if of_it else ""
        return 0.0, f"{what}: {figure.value} {figure.unit}".rstrip() + f" is not told{shown}"
    wrong = _wrong(figure, value, right, read)
    credit = (1.0 if right else 0.5) * (0.5 if wrong else 1.0)
    reasons = [] if right else [f"told, but no cited fact is {figure.name} with this value" + _as_of(figure)]
    reasons += [f"{wrong} is told of it too"] if wrong else []
    return credit, f"{what}: {', '.join(reasons)}" if reasons else ""


def _stands(figure: Figure, value: Decimal | date | str, read: _Read) -> bool:
    if isinstance(value, str):
        return any(holds(one.folded, value) and read.about(one, figure.account) for one in read.sentences)
    return any(
        amount.tells(value, figure.unit)
        for one, shown in zip(read.sentences, read.amounts, strict=True)
        if read.about(one, figure.account)
        and (not isinstance(value, Decimal) or value >= 0 or figure.unit == "points" or _FALLS.search(one.text))
        for amount in shown
    )


def _wrong(figure: Figure, value: Decimal | date | str, right: list[Fact], read: _Read) -> str:
    """Return another figure that is told of the same thing: cited as it, or beside its name and from nowhere."""
    if isinstance(value, str):
        return ""
    handles = {fact.id: amounts(fact.display) for fact in right}
    labels = {folded(fact.label) for fact in right} | set(figure.name.replace("_", " ").split("|"))
    tried = 0
    for sentence, shown in zip(read.sentences, read.amounts, strict=True):
        if not read.about(sentence, figure.account):
            continue
        told = sentence.folded
        by_name = figure.account is not None and any(holds(told, label) for label in labels)
        for amount in shown:
            if not _alike(amount, value, figure.unit) or amount.tells(value, figure.unit) or tried > _MOST:
                continue
            tried += 1
            cited = re.match(r"\W{0,3}\[(F\d+)\]", sentence.raw[amount.end : amount.end + 16])
            as_it = cited is not None and cited[1] in handles and not any(map(amount.equals, handles[cited[1]]))
            if as_it or (by_name and not any(map(amount.equals, read.known)) and not _derived(sentence, amount)):
                return sentence.raw[amount.start : amount.end].strip()
    return ""


def _derived(sentence: Sentence, amount: Amount) -> bool:
    """Whether a sentence tells a change or sum of what it cites, which the citations are judged for."""
    return len(sentence.cites) > 1 or bool(re.search(r"\b(?:by|um|de)\s*$", sentence.raw[: amount.start]))


def _alike(amount: Amount, value: Decimal | date, unit: str) -> bool:
    """Whether a figure is of the kind of the wanted one: money of its currency, a share, a day, or the same measure."""
    if amount.is_worded or isinstance(value, date):
        return amount.unit == "date" and isinstance(value, date)
    if unit == "ratio":
        return amount.unit == "%"
    return bool(amount.readings) and amount.unit == unit


def _tells(fact: Fact, value: Decimal | date | str, figure: Figure) -> bool:
    if figure.as_of is not None and fact.as_of != figure.as_of:
        return False
    if isinstance(value, date):
        return str(fact.value) == value.isoformat()
    if isinstance(value, str):
        return any(holds(folded(str(text).replace("_", " ")), value) for text in (fact.value, fact.display))
    if figure.unit and fact.unit != figure.unit:
        return False
    try:
        found = Decimal(str(fact.value))
    except InvalidOperation:
        return False
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(found - value) * 2 <= step


def _is_of(fact: Fact, account: str | None) -> bool:
    return fact.account_id is None if account is None else account in (fact.account_id, fact.account_name)


def _value(figure: Figure) -> Decimal | date | str:
    if not isinstance(figure.value, str):
        return figure.value
    try:
        return date.fromisoformat(figure.value) if figure.unit == "date" else Decimal(figure.value)
    except (InvalidOperation, ValueError):
        return figure.value.replace("_", " ")


def _as_of(figure: Figure) -> str:
    return f" as of {figure.as_of}" if figure.as_of else ""


def _focus(wanted: int, read: _Read) -> float:
    return min(1.0, (_ROOM + _ROOM_EACH * wanted) / max(1, len(read.shown))) ** 2
