"""How far the figures of a feedback summary can be trusted, and what they leave out."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from copilot.display import show_count, show_date, show_ratio
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.feedback.ranking import NO_ROLE, roles_of
from copilot.documents.sections.feedback.themes import called, located, row_of, shown, source
from copilot.documents.writing import items, part
from copilot.evidence import Fact
from copilot.feedback.facts import rows_said
from copilot.feedback_item import Item, Origin
from copilot.language import NAMES, Language, language_of
from copilot.metrics.pooled import name_some

_NAMED, _SEVERAL = 5, 5
_ONE_VOICE = 3
"""Items from one source that are one voice, as the playbook on the voice of the customer says."""


_ORIGINS: dict[Origin, str] = {
    "feedback": "rows of feedback",
    "survey": "comments in surveys",
    "ticket": "subjects of tickets",
    "note": "words of customers in notes and transcripts",
}


def uncertain(d: Overall) -> list[Part]:
    """Write what is in no theme, which themes are few voices, and what could not be read or told."""
    if not _said(d):
        return []
    lines = [
        *_unthemed(d),
        *_small(d),
        *_one_source(d),
        *_one_role(d),
        *_tones(d),
        *_languages(d),
        *_without_money(d),
        *_void(d),
    ]
    return [*part("unknown", items(lines)), *part("fact", *_read(d))]


def _said(d: Overall) -> list[Item]:
    return [*(item for theme in d.themes.themes for item in theme.items), *d.themes.unthemed]


def _unthemed(d: Overall) -> Iterator[str]:
    """Say what is in no theme, and that it is counted in none."""
    some, every = d.themes.unthemed, _said(d)
    if some:
        told = _fact(
            d,
            "feedback.unthemed",
            "In no theme",
            len(some),
            f"{len(some):,} of {show_count(len(every), 'item')} ({show_ratio(_share(some, every))})",
            "items of the period that too few others are like, of all items of the period",
            some,
        )
        yield f"In no theme, and in none of these figures: {d.put(told)}."


def _small(d: Overall) -> Iterator[str]:
    standards = d.accounts.standards.themes
    small = [one for one in d.themes.themes if one.ranked.theme.weight.is_small(standards)]
    if small:
        told = _fact(
            d,
            "feedback.small",
            "Themes with few voices",
            len(small),
            f"{len(small):,} of {show_count(len(d.themes.themes), 'theme')}",
            f"themes with fewer than {standards.few_accounts} accounts or {standards.few_mentions} mentions",
        )
        named = [one for one in shown(d) if one in small]
        which = f", of the first ones {', '.join(f'{called(one)} {source(d, one)}' for one in named)}" if named else ""
        yield f"Small samples, single voices rather than themes: {d.put(told)}{which}."


def _one_source(d: Overall) -> Iterator[str]:
    """Say where several items of a theme come from one ticket, call or note: they are one voice."""
    for theme in shown(d):
        heard: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in theme.items:
            row = row_of(d, item)
            whence = item.source_id if row is None else row.source_id
            if whence:
                heard[item.account_id, whence].append(item)
        (account_id, _), some = max(heard.items(), key=lambda one: len(one[1]), default=(("", ""), []))
        if len(some) >= _ONE_VOICE and account_id in d.by_id:
            name, label = f"theme.{theme.theme_id}.one_source", f"From one source, {theme.theme_id}"
            formula = "items of the theme from one ticket or note"
            told = _fact(d, name, label, len(some), show_count(len(some), "item"), formula, some)
            account = d.by_id[account_id].account.name
            whose = d.make(f"{name}.account", "Whose source it is", account, display=account)
            yield f"{called(theme)} {source(d, theme)}: {d.put(told)} come from one source of {d.put(whose)}."


def _one_role(d: Overall) -> Iterator[str]:
    for theme in shown(d):
        roles = roles_of(d, theme.items)
        role = next(iter(roles))
        if len(roles) == 1 and role != NO_ROLE and len(theme.items) >= _SEVERAL:
            told = d.make(f"theme.{theme.theme_id}.one_role", f"Role, {theme.theme_id}", role, display=role)
            yield f"{called(theme)} {source(d, theme)}: all who speak have one role, {d.put(told)}."


def _tones(d: Overall) -> Iterator[str]:
    """Say of how much no word tells whether it is a problem, a wish, a question or praise."""
    every = _said(d)
    some = [item for item in every if item.tone == "remark"]
    if some:
        display = f"{len(some):,} of {show_count(len(every), 'item')} ({show_ratio(_share(some, every))})"
        formula = "items that no word tells to be a problem, a request, a question or praise"
        told = _fact(d, "feedback.untold_tone", "Tone not told", len(some), display, formula)
        yield f"Counted as remarks, as no word tells more: {d.put(told)}."


def _languages(d: Overall) -> Iterator[str]:
    """Say in which languages it was said, where these are several: each mostly makes themes of its own."""
    found = Counter[Language | None](language_of([item.text]) for item in _said(d))
    unread = found.pop(None, 0)
    if len(found) > 1:
        told = ", ".join(f"{NAMES[language]} {count:,}" for language, count in found.most_common() if language)
        rest = f"; too short to tell {unread:,}" if unread else ""
        formula = "items by their language, as their small words tell it"
        fact = _fact(d, "feedback.languages", "Languages", len(found), f"{told}{rest}", formula)
        yield f"Several languages, so one subject may be two themes: {d.put(fact)}."


def _without_money(d: Overall) -> Iterator[str]:
    ids = dict.fromkeys(item.account_id for theme in d.themes.themes for item in theme.items)
    free = [d.by_id[one].account for one in ids if one in d.by_id and not d.weight(d.by_id[one])]
    if free:
        told = d.make(
            "feedback.without_arr",
            "Accounts that speak and pay nothing",
            len(free),
            unit="accounts",
            display=f"{len(free):,}: {name_some([one.name for one in free], _NAMED)}",
            formula="accounts with an item in a theme and no ARR on the as-of date",
            records=free,
        )
        yield f"Counted as accounts, without ARR: {d.put(told)}."


def _void(d: Overall) -> Iterator[str]:
    if d.themes.void:
        formula = "decisions about a theme or an item that is gone"
        count = len(d.themes.void)
        told = d.count("feedback.void", "Decisions without effect", count, "decisions", formula)
        yield f"Without effect, as what they are about is gone: {told}."


def _read(d: Overall) -> list[str]:
    """Say from where the items are, and what is not read."""
    counted = Counter(item.origin for item in _said(d))
    told = ", ".join(f"{_ORIGINS[origin]} {counted[origin]:,}" for origin in _ORIGINS if counted[origin])
    fact = _fact(d, "feedback.origins", "Where it was said", sum(counted.values()), told, "items of the period")
    last = max(item.date for item in _said(d))
    heard = d.make("feedback.last", "Last heard of anything", last, unit="date", display=show_date(last))
    return [
        f"Read for this: {d.put(fact)}; the latest of {d.put(heard)}.",
        "Of a ticket only its subject is on record; of notes only what the customer's own people say of the product is "
        "read, and no note that is not indexed yet.",
    ]


def _share(some: Sequence[Item], every: Sequence[Item]) -> Decimal:
    return Decimal(len(some)) / len(every)


def _fact(d: Overall, name: str, label: str, value: int, display: str, formula: str, said: Sequence[Item] = ()) -> Fact:
    made = d.make(name, label, value, unit="items", display=display, formula=formula, records=rows_said(said))
    return located(d, made)
