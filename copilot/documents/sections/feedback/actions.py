"""Where the themes go, who does what next, whom to answer first, and whom to tell what was answered."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from copilot.display import show_count, show_date
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.sections.feedback.themes import called, facts, located, shown, source
from copilot.documents.sections.feedback.trouble import PLAIN_STEP, trouble_of
from copilot.documents.sections.feedback.voices import is_quotable, opening, voice_of
from copilot.documents.writing import join, part, table
from copilot.evidence import Fact
from copilot.feedback.closing import asked_of
from copilot.feedback.decisions import STATE_WORDS
from copilot.feedback.facts import route_fact, rows_said
from copilot.feedback.reading import Theme
from copilot.feedback.routing import Route
from copilot.feedback.stakes import SOON
from copilot.feedback_item import Item
from copilot.grounding.handles import plain_text
from copilot.metrics.pooled import name_some
from copilot.metrics.revenue import due_next

_FIRST, _NAMED = 8, 6
_TOLD, _WEIGHTIEST, _REST = 2, 10, 22
"""Working days within which an answer is told, and a theme answered that weighs most, or any other."""
_WITHIN: dict[Route, int] = {"Engineering": 5, "AI": 5, "Support": 5, "Commercial": _WEIGHTIEST, "Product": 2}
"""Working days within which who a theme goes to does the first step."""


# Where it goes


def feedback_routing(d: Overall) -> list[Part]:
    """Write where each theme goes and which of its items say so."""
    rows = [[f"{called(one)} {source(d, one)}", d.put(_route(d, one)), _reason(d, one)] for one in shown(d)]
    if not rows:
        return []
    note = "The words of its items suggest who looks first; two that fit are two owners, and a PM decides."
    told = table(["theme", "goes first to", "why"], rows)
    return part("plan", told, note, f"Play: {d.playbook('feedback-routing')}")


def _route(d: Overall, theme: Theme) -> Fact:
    return located(d, route_fact(theme.ranked.theme, theme.routing))


def _reason(d: Overall, theme: Theme) -> str:
    told = plain_text(str(theme.routing).partition(": ")[2])
    name, label = f"theme.{theme.theme_id}.reason", f"Why {theme.theme_id} goes there"
    return d.put(d.make(name, label, told, display=told, formula="words and product areas of its items"))


def owner_of(d: Overall, theme: Theme) -> str:
    """Return who of us looks at a theme first: by name where that is a product manager."""
    route = theme.routing.first.route
    return _product(d) if route == "Product" else "the AI team" if route == "AI" else route


def _product(d: Overall) -> str:
    known = [d.put(fact) for email in d.team if d.team[email].role == "pm" and (fact := d.colleague(email, "PM"))]
    return join(known) if known else "the PM of the area"


# What to do


def feedback_actions(d: Overall) -> list[Part]:
    """Write whom to answer first, who does what next for each theme, and whom to tell what was answered."""
    return [*_verdict(d), *_accounts_first(d), *_answered(d), *_steps(d)]


def _verdict(d: Overall) -> list[Part]:
    """Say in a sentence what is to be done: it is what the slides of all that follows are called."""
    first, themes = {item.account_id for item in blocked(d)}, len(shown(d))
    if not first or not themes:
        return []
    formula = "accounts with an item of importance 3 and a renewal soon"
    many = d.count("feedback.blocked_accounts", "Accounts to answer first", len(first), "accounts", formula)
    steps = d.count("feedback.shown", "Themes told whole", themes, "themes", "the first themes of the period")
    return part("plan", f"**Answer {many} first, and take the first step in {steps}.**")


def _steps(d: Overall) -> list[Part]:
    steps = [_step(d, one) for one in shown(d)]
    if not steps:
        return []
    rest = "Answer all other themes in the same three ways, and tell who spoke"
    steps.append((_REST, rest, "every theme not named above", f"{_product(d)}, then the CSMs"))
    steps.sort(key=lambda one: one[0])
    rows = [[d.put(due_in(d, days)), *told] for days, *told in steps]
    return part("plan", table(["by", "step", "theme", "who"], rows), f"Play: {d.playbook('voice-of-the-customer')}")


def _step(d: Overall, theme: Theme) -> tuple[int, str, str, str]:
    """Return what is done next about a theme: it is told, looked into, or first heard again where few speak of it."""
    named = f"{called(theme)} {source(d, theme)}"
    if theme.answer is not None:
        return _TOLD, f"Tell those who asked that it is {STATE_WORDS[theme.answer.state]}", named, "the CSMs"
    if facts(d, theme, "small_sample"):
        return _WEIGHTIEST, "Ask further accounts before anything is built", named, "the CSMs"
    step = f"{_first_step(d, theme)}; then answer it"
    return _WITHIN[theme.routing.first.route], step, named, owner_of(d, theme)


def _first_step(d: Overall, theme: Theme) -> str:
    """Return what is done first, by what most of its items speak of; each kind of trouble has its own step."""
    trouble = trouble_of(theme.items)
    if trouble is None:
        return PLAIN_STEP
    label, of = f"Items of {theme.theme_id} that tell the first step", len(theme.items)
    display = f"{len(trouble.items):,} of {show_count(of, 'item')}"
    name, formula = f"theme.{theme.theme_id}.trouble", f"items whose words tell of {trouble.name}"
    records = rows_said(trouble.items)
    told = d.make(name, label, len(trouble.items), unit="items", display=display, formula=formula, records=records)
    return f"{trouble.step} ({trouble.name}: {d.put(located(d, told))})"


def blocked(d: Overall) -> list[Item]:
    """Return the items of importance 3 whose account renews soon: the next to end first, then the largest."""
    every = [*(item for theme in d.themes.themes for item in theme.items), *d.themes.unthemed]
    urgent = [item for item in every if item.importance == 3 and item.account_id in d.by_id]
    dated = [(due[0].end_date, item) for item in urgent if (due := due_next(d.by_id[item.account_id]))]
    soon = [(end, item) for end, item in dated if end <= d.as_of + timedelta(days=SOON)]
    soon.sort(key=lambda one: (one[0], -d.weight(d.by_id[one[1].account_id]), one[1].item_id))
    return [item for _, item in soon]


def _accounts_first(d: Overall) -> list[Part]:
    urgent = blocked(d)
    if not urgent:
        return []
    seen = list({item.account_id: item for item in reversed(urgent)}.values())[::-1]
    theme_of = {item.item_id: theme for theme in d.themes.themes for item in theme.items}
    rows = [_first(d, item, theme_of.get(item.item_id)) for item in seen[:_FIRST]]
    told = table(["account", "contract ends", "ARR", "theme", "what they said", "tell them"], rows)
    more = ""
    if len(seen) > _FIRST:
        formula = "further accounts with an item of importance 3 and a renewal soon"
        more = f"Not listed: {d.count('feedback.blocked_more', 'Not listed', len(seen) - _FIRST, 'accounts', formula)}."
    return part("fact", "**Answer these accounts first**", told, more)


def _first(d: Overall, item: Item, theme: Theme | None) -> list[str]:
    snapshot = d.by_id[item.account_id]
    account = snapshot.account
    line = due_next(snapshot)[0]
    end = d.make("renewal_end", "Contract ends", line.end_date, of=account, unit="date", records=[line])
    said = f"{show_date(item.date)} {d.cite(voice_of(d, item))}"
    if is_quotable(d, item):
        said = f"“{opening(item)}”, {said}"
    named = f"{called(theme)} {source(d, theme)}" if theme is not None else "in no theme"
    return [account.name, d.put(end), d.arr(snapshot), named, said, d.csm(account)]


# What is answered


def answered(d: Overall) -> list[Theme]:
    """Return the themes, of all that is on record, that somebody answered and somebody asked for."""
    return [one for one in d.themes_ever.themes if one.answer is not None and to_be_told(one)]


def to_be_told(theme: Theme) -> Sequence[Item]:
    """Return what was said by those who are to hear the answer."""
    return asked_of(theme)


def _answered(d: Overall) -> list[Part]:
    rows = [_answer(d, one) for one in answered(d)]
    note = "Run `csm themes --close ID` to draft the messages." if rows else ""
    head = "**Answered, and to be told**" if rows else ""
    return part("fact", head, table(["theme", "answer", "tell"], rows), note)


def _answer(d: Overall, theme: Theme) -> list[str]:
    assert theme.answer is not None
    words = plain_text(theme.answer.words)
    told = f"{STATE_WORDS[theme.answer.state]}: {words}"
    answer = d.make(f"theme.{theme.theme_id}.answer", f"Answer to {called(theme)}", told, display=told)
    ids = dict.fromkeys(item.account_id for item in to_be_told(theme))
    accounts = [d.by_id[one].account for one in ids if one in d.by_id]
    tell = d.make(
        f"theme.{theme.theme_id}.tell",
        "To be told",
        len(accounts),
        unit="accounts",
        display=f"{len(accounts):,}: {name_some(_names(one.name for one in accounts), _NAMED)}",
        formula="accounts that asked for it, on record by the as-of date",
        records=accounts,
    )
    return [f"{called(theme)} ({theme.theme_id})", d.put(answer), d.put(tell)]


def _names(names: Iterable[str]) -> list[str]:
    return sorted(names, key=str.casefold)
