"""One theme with all that stands behind it: its figures as facts, every voice, who asked, and what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pydantic import BaseModel

from copilot.evidence import Fact
from copilot.feedback.decisions import Made
from copilot.feedback.facts import facts_of, route_fact, score_fact
from copilot.feedback.listing import Amount, Quote, ThemeLine, apart, line_of, money, quote_of, quoted_items, quotes_of
from copilot.feedback.reading import Alike, Opened, Theme
from copilot.feedback.stakes import Stake
from copilot.feedback_item import Item, Origin
from copilot.records import Feedback, Segment, Survey, Ticket
from copilot.scope import Scope
from copilot.standards import ThemeStandards
from copilot.store.accounts import AccountStore

MOST_VOICES = 500
"""Voices that are told of a theme; `mentions` counts them all."""


class Voice(Quote):
    """What somebody said, in its row: `whole[start:end]` is `text`; of a note `whole` is None, as its passage has it.

    `item` is the id by which it is moved or split off.
    """

    item: str
    whole: str | None
    start: int
    end: int
    area: str | None
    importance: int | None


class Asker(BaseModel):
    """An account that speaks of a theme, with what it pays and when that renews; `reason` says what cannot be told."""

    account_id: str
    account_name: str
    segment: Segment | None
    arr: Amount | None
    currency: str
    reason: str
    next_renewal: date | None
    mentions: int
    people: list[str]
    last_said: date


class Together(BaseModel):
    """What two themes would weigh as one: each account counts once."""

    accounts: int
    mentions: int
    arr: Amount | None
    arr_apart: dict[str, Amount]


class AlikeLine(BaseModel):
    """A theme near to the one that is opened, with a quote, the cosine of the two, and what both would weigh as one."""

    id: str
    name: str
    cosine: float
    accounts: int
    mentions: int
    currency: str
    arr: Amount | None
    arr_apart: dict[str, Amount]
    quote: Quote | None
    together: Together


class ThemeDetail(ThemeLine):
    """A theme and what is behind it: the most telling voices first, the largest accounts first, the most alike first.

    `decided` is what people decided about it and stands, oldest first; `may_decide` tells whether the caller may.
    """

    facts: list[Fact]
    voices: list[Voice]
    asked_by: list[Asker]
    alike: list[AlikeLine]
    decided: list[Made]
    may_decide: bool


def detail_of(opened: Opened, accounts: AccountStore, scope: Scope, standards: ThemeStandards) -> ThemeDetail:
    """Return a theme with all that the caller may see of it."""
    theme = opened.theme
    line = line_of(theme, (standards.few_accounts, standards.few_mentions))
    weighed = theme.ranked.theme
    facts = [score_fact(theme.ranked), *facts_of(weighed, standards), route_fact(weighed, theme.routing)]
    return ThemeDetail(
        **{name: getattr(line, name) for name in ThemeLine.model_fields},
        facts=[one.model_copy(update={"id": f"F{number}"}) for number, one in enumerate(facts, 1)],
        voices=_voices(theme, accounts, scope),
        alike=[_alike(one) for one in opened.alike],
        asked_by=[_asker(one, theme) for one in weighed.weight.stakes],
        decided=list(opened.decided),
        may_decide=scope.account_ids is None,
    )


def _voices(theme: Theme, accounts: AccountStore, scope: Scope) -> list[Voice]:
    weight = theme.ranked.theme.weight
    telling = quoted_items(weight, MOST_VOICES)
    shown = [*{one.item_id: one for one in (*telling, *reversed(weight.items))}.values()][:MOST_VOICES]
    return voices_of(shown, {one.account_id: one.name for one in weight.stakes}, accounts, scope)


def voices_of(items: Sequence[Item], names: Mapping[str, str], accounts: AccountStore, scope: Scope) -> list[Voice]:
    """Return what was said in its rows; `names` are those of the items' accounts."""
    wholes = _wholes(items, accounts, scope)
    return [
        Voice(
            **dict(quote_of(item, names[item.account_id])),
            item=item.item_id,
            whole=wholes.get((item.origin, item.source_id)),
            start=item.start,
            end=item.end,
            area=item.area,
            importance=item.importance,
        )
        for item in items
    ]


def _alike(one: Alike) -> AlikeLine:
    own, both = one.theme.ranked.theme.weight, one.together
    return AlikeLine(
        id=one.theme.theme_id,
        name=one.theme.name,
        cosine=round(one.cosine, 2),
        accounts=own.accounts,
        mentions=own.mentions,
        currency=own.arr.currency,
        arr=money(own.arr.amount),
        arr_apart=apart(own.arr),
        quote=next(iter(quotes_of(own, 1)), None),
        together=Together(
            accounts=both.accounts, mentions=both.mentions, arr=money(both.arr.amount), arr_apart=apart(both.arr)
        ),
    )


def _wholes(items: Sequence[Item], accounts: AccountStore, scope: Scope) -> Mapping[tuple[Origin, str], str]:
    """Return the whole texts of the rows in which items stand, in one query a table."""
    days = [item.date for item in items]
    of = sorted({item.account_id for item in items})
    if not items:
        return {}
    first, last = min(days), max(days)
    feedback = accounts.dated(Feedback, scope, first, last, of)
    surveys = accounts.dated(Survey, scope, first, last, of)
    tickets: Iterable[Ticket] = accounts.tickets(scope, last, of)
    return (
        {("feedback", one.feedback_id): one.text for one in feedback}
        | {("survey", one.survey_id): one.comment for one in surveys if one.comment}
        | {("ticket", one.ticket_id): one.subject for one in tickets if one.subject}
    )


def _asker(stake: Stake, theme: Theme) -> Asker:
    weight = theme.ranked.theme.weight
    said = [item for item in weight.items if item.account_id == stake.account_id]
    return Asker(
        account_id=stake.account_id,
        account_name=stake.name,
        segment=stake.segment,
        arr=stake.arr,
        currency=weight.arr.currency,
        reason=stake.reason,
        next_renewal=stake.next_renewal,
        mentions=len(said),
        people=list(dict.fromkeys(item.author for item in said if item.author)),
        last_said=max(item.date for item in said),
    )
