"""What was heard as facts: what was asked, who speaks and what they pay, each theme, each voice."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from copilot.display import show_count, show_date, show_word
from copilot.evidence import Fact, RowRef
from copilot.feedback.facts import facts_of, route_fact, rows_said, score_fact
from copilot.feedback.listing import quoted_items
from copilot.feedback.ranking import By, Weighed
from copilot.feedback.reading import Asked, Theme
from copilot.feedback.stakes import Stake, Stakes
from copilot.feedback.trend import trends
from copilot.feedback.weight import Weight, weigh
from copilot.feedback_item import Item, Tone
from copilot.metrics.facts import rows_of
from copilot.metrics.pooled import portfolio_fact
from copilot.standards import ThemeStandards
from copilot.tools.heard import Heard

ALL, NONE = "all", "none"
"""In the place of a theme's id: everything that was heard together, and what is in no theme."""
_TOLD = (
    *("accounts", "people", "mentions", "arr", "arr_renewing_90d", "arr_renewing_180d", "before", "now", "trend"),
    *("small_sample", "last_seen"),
)
_TONES: dict[Tone, str] = {
    "problem": "what is said as a problem",
    "request": "what is said as a request",
    "question": "what is said as a question",
    "praise": "praise",
    "remark": "remarks",
}
_ORDERS: dict[By, str] = {
    "score": "the highest score first",
    "accounts": "the most accounts first",
    "people": "the most people first",
    "arr": "the most ARR first",
    "renewing_90d": "the most ARR that renews within 90 days first",
    "renewing_180d": "the most ARR that renews within 180 days first",
    "trend": "the strongest change first",
    "last_seen": "the last heard first",
}


def asked_fact(asked: Asked, heard: Heard, as_of: date, theme: str, is_by_account: bool) -> Fact:
    """Return what was looked for, in words: subject, kind, segment, area, route, period and order."""
    about = f"about “{asked.about}”" if asked.about else ""
    if asked.about and heard.area and not asked.area:
        about += f" or of the product area {heard.area}"
    parts = [
        theme,
        about,
        f"by the word “{heard.words}”" if heard.words and heard.words != asked.about else "",
        f"of the product area {heard.area}" if asked.area else "",
        _TONES[asked.kind] if asked.kind else "",
        f"{show_word(asked.segment)} accounts" if asked.segment else "",
        f"themes that go to {asked.route}" if asked.route else "",
        str(heard.period),
        "the largest accounts first" if is_by_account else "" if theme else _order(asked),
    ]
    told = "; ".join(part for part in parts if part)
    return portfolio_fact(f"theme.{ALL}.asked", "Looked for", told, as_of, display=told)


def _order(asked: Asked) -> str:
    is_by_said = asked.about and asked.by == "score"
    return "the theme in which most accounts say it first" if is_by_said else _ORDERS[asked.by]


def total_facts(heard: Heard, rest: Iterable[Item], stakes: Stakes, standards: ThemeStandards) -> list[Fact]:
    """Return how many speak of what was heard, what they pay, and how it goes beside all else that was said."""
    moving = trends({ALL: heard.items}, rest, heard.trend_period, standards.false_trends)[ALL]
    weighed = Weighed(ALL, "all that was found", weigh(heard.items, stakes, heard.period), moving)
    return list(_some_of(weighed, standards))


def _some_of(weighed: Weighed, standards: ThemeStandards) -> Iterator[Fact]:
    known = {fact.name.removeprefix(f"theme.{weighed.theme_id}."): fact for fact in facts_of(weighed, standards)}
    return (known[name] for name in _TOLD if name in known)


def theme_facts(
    theme: Theme, said: Sequence[Item], standards: ThemeStandards, voices: int, *, newest: bool = False
) -> list[Fact]:
    """Return what a theme weighs, where it goes, how many of its items are meant, and what these say.

    Quoted are the most telling ones, or the `newest`.
    """
    weighed = theme.ranked.theme
    facts = [score_fact(theme.ranked), *_some_of(weighed, standards), route_fact(weighed, theme.routing)]
    if len(said) < len(theme.items):
        told = f"{len(said):,} of its {len(theme.items):,} mentions say it"
        formula = "items of the theme that say all words of the subject, in any form, in their text or product area"
        name, label = f"theme.{theme.theme_id}.said", f"Said of it, {theme.name}"
        facts.append(portfolio_fact(name, label, told, weighed.weight.as_of, formula=formula, records=rows_said(said)))
    telling = _telling(weighed.weight, said, len(said))
    if newest:
        telling.sort(key=lambda item: item.date, reverse=True)
    return [*facts, *_voices(theme.theme_id, telling[:voices], weighed.weight.stakes)]


def whole_facts(theme: Theme, standards: ThemeStandards, voices: int) -> list[Fact]:
    """Return every figure of a theme, why it stands and goes where it does, what was answered, and what is said."""
    weighed = theme.ranked.theme
    facts = [score_fact(theme.ranked), *facts_of(weighed, standards), route_fact(weighed, theme.routing)]
    day, why = weighed.weight.as_of, str(theme.routing)
    name, label = f"theme.{theme.theme_id}.reason", f"Why it goes there, {theme.name}"
    facts.append(portfolio_fact(name, label, why, day, display=why))
    if theme.answer:
        told = str(theme.answer)
        facts.append(portfolio_fact(f"theme.{theme.theme_id}.answer", f"Answer, {theme.name}", told, day, display=told))
    return [*facts, *_voices(theme.theme_id, quoted_items(weighed.weight, voices), weighed.weight.stakes)]


def near_facts(theme: Theme, subject: str) -> list[Fact]:
    """Return a theme that is near to a subject in meaning, with who speaks of it and a quote to judge it by."""
    weighed = theme.ranked.theme
    told = f"near to “{subject}” in meaning"
    formula = "cosine of the theme's middle with the subject; no item of the theme says it in these words"
    facts = [portfolio_fact(f"near.{theme.theme_id}.near", theme.name, told, weighed.weight.as_of, formula=formula)]
    counted = weighed.weight.accounts
    rows = [RowRef(table="accounts", id=one.account_id) for one in weighed.weight.stakes]
    facts.append(
        portfolio_fact(
            f"near.{theme.theme_id}.accounts",
            f"Accounts, {theme.name}",
            counted,
            weighed.weight.as_of,
            unit="accounts",
            formula=f"distinct accounts with an item of the theme {weighed.weight.period}",
            records=rows,
        )
    )
    quoted = _voices(theme.theme_id, quoted_items(weighed.weight, 1), weighed.weight.stakes)
    return [*facts, *(one.model_copy(update={"name": f"near.{theme.theme_id}.voice"}) for one in quoted)]


def single_facts(heard: Heard, stakes: Stakes, most: int) -> list[Fact]:
    """Return what is said of it in other themes, each with the theme's name, and in none; the newest first."""
    other = sorted(heard.elsewhere, key=lambda one: one[1].date, reverse=True)
    of = {item.item_id: theme for theme, item in other}
    found = _telling(weigh(of_items(other), stakes, heard.period), of_items(other), most)
    facts = []
    for item in found:
        theme = of[item.item_id]
        voice = _voice("elsewhere", item, stakes.of(item.account_id).name)
        facts.append(voice.model_copy(update={"label": f"{voice.label}, in {theme.theme_id} {theme.name}"}))
    unthemed = _telling(weigh(heard.unthemed, stakes, heard.period), heard.unthemed, most)
    return [*facts, *(_voice(NONE, item, stakes.of(item.account_id).name) for item in unthemed)]


def of_items(found: Iterable[tuple[Theme, Item]]) -> list[Item]:
    """Return the items alone."""
    return [item for _, item in found]


def asker_facts(heard: Heard, stakes: Stakes, renewing_until: date | None, most: int) -> tuple[list[Fact], int]:
    """Return the accounts that speak, the largest first, with ARR, renewal and a quote each, and how many there are."""
    weight = weigh(heard.items, stakes, heard.period)
    due = [one for one in weight.stakes if renewing_until is None or _is_due(one, weight.as_of, renewing_until)]
    quotes = {item.account_id: item for item in reversed(quoted_items(weight, weight.accounts))}
    own = {theme_id: {item.item_id for item in items} for theme_id, items in heard.said.items()}
    facts: list[Fact] = []
    for stake in due[:most]:
        facts += _asker(stake, weight)
        if item := quotes.get(stake.account_id):
            facts.append(_voice(next((key for key, ids in own.items() if item.item_id in ids), NONE), item, stake.name))
    if renewing_until is not None:
        facts.insert(0, _due_fact(due, weight, renewing_until))
    return facts, len(due)


def _is_due(stake: Stake, as_of: date, until: date) -> bool:
    return stake.next_renewal is not None and as_of <= stake.next_renewal <= until


def _due_fact(due: Sequence[Stake], weight: Weight, until: date) -> Fact:
    counted = show_count(len(due), "account")
    return portfolio_fact(
        f"theme.{ALL}.due",
        "Of them renew",
        len(due),
        weight.as_of,
        unit="accounts",
        display=f"{counted} {'renews' if len(due) == 1 else 'renew'} by {show_date(until)}",
        formula=f"accounts that speak of it whose next line ends by {until}",
        records=[line for one in due for line in one.lines],
    )


def _asker(stake: Stake, weight: Weight) -> list[Fact]:
    of = {"account_id": stake.account_id, "account_name": stake.name}
    mentions = [item for item in weight.items if item.account_id == stake.account_id]
    rows, day = rows_of(stake.lines), weight.as_of
    said = portfolio_fact(
        "asker.mentions", "Mentions", len(mentions), day, unit="mentions", records=rows_said(mentions)
    )
    facts = [said]
    if stake.arr is not None:
        facts.append(portfolio_fact("asker.arr", "ARR", stake.arr, day, unit=weight.arr.currency, records=rows))
    if stake.next_renewal:
        facts.append(portfolio_fact("asker.renews", "Renews", stake.next_renewal, day, unit="date", records=rows))
    return [one.model_copy(update=of) for one in facts]


def _telling(weight: Weight, said: Sequence[Item], most: int) -> list[Item]:
    """Return the most telling of some items of a theme."""
    ids = {item.item_id for item in said}
    return [item for item in quoted_items(weight, len(weight.items)) if item.item_id in ids][:most]


def _voices(theme_id: str, items: Iterable[Item], stakes: Iterable[Stake]) -> list[Fact]:
    names = {one.account_id: one.name for one in stakes}
    return [_voice(theme_id, item, names[item.account_id]) for item in items]


def _voice(theme_id: str, item: Item, account_name: str) -> Fact:
    return Fact(
        name=f"theme.{theme_id}.voice",
        label=f"{item.author or 'Somebody'} of {account_name}",
        value=item.text,
        display=item.text,
        as_of=item.date,
        rows=rows_said([item]),
        account_id=item.account_id,
        account_name=account_name,
    )
