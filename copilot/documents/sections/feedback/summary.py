"""The answer first: which theme weighs most, what changed beyond chance, and whom to answer."""

from copilot.display import show_count, show_date
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.account.working_days import due_in
from copilot.documents.sections.feedback.actions import answered, blocked, owner_of, to_be_told
from copilot.documents.sections.feedback.ranking import changed, no_theme
from copilot.documents.sections.feedback.themes import bare_name, called, facts, figure, shown
from copilot.documents.writing import items, join, part
from copilot.evidence import Fact
from copilot.feedback.reading import Theme
from copilot.feedback.stakes import SOON

_DECIDED = 10
_FEW = 3


def feedback_summary(d: Overall) -> list[Part]:
    """Write which theme weighs most and how it goes, what follows, what changed, and whom to answer first."""
    if not shown(d):
        return [*part("unknown", no_theme(d)), *part("fact", items([_period(d), _waiting(d)]))]
    first = shown(d)[0]
    lines = [_period(d), _course(d, first), _next(d), _changes(d), _new(d), _waiting(d), _answers(d)]
    return [*part("fact", _verdict(d, first), items(lines)), *part("plan", items([_to_do(d, first)]))]


def _verdict(d: Overall, theme: Theme) -> str:
    voices = f"{figure(d, theme, 'accounts')} and {figure(d, theme, 'people')}"
    if d.alone is not None:
        return f"**{called(theme)} weighs most: {figure(d, theme, 'mentions')} from {figure(d, theme, 'people')}.**"
    if not facts(d, theme, "arr"):
        return f"**{called(theme)} weighs most: {voices} speak of it.**"
    worth, soon = figure(d, theme, "arr"), figure(d, theme, "arr_renewing_180d")
    return f"**{called(theme)} weighs most: {voices}, worth {worth}, of it {soon} renewing within 180 days.**"


def _period(d: Overall) -> str:
    """Say of which days this tells, and which theme comes first over all days where that is another one."""
    period = d.themes.period
    days = f"{show_date(period.since)} to {show_date(period.until)}, {show_count(period.days, 'day')}"
    formula = "the days of which this document tells; what was said before counts in first heard and in the trend alone"
    told = f"**Period:** {d.put(d.make('feedback.period', 'Period', days, display=days, formula=formula))}."
    ever = d.themes_ever.themes
    if not ever or (shown(d) and ever[0].theme_id == shown(d)[0].theme_id):
        return told
    return f"{told} Over all that is on record, {called(ever[0])} comes first ({d.put(_ever(d, ever[0]))})."


def _ever(d: Overall, theme: Theme) -> Fact:
    """Return how many accounts ever spoke of a theme; the document's other figures of it are of its period."""
    records = [d.by_id[one.account_id].account for one in theme.ranked.theme.weight.stakes if one.account_id in d.by_id]
    formula = f"distinct accounts with an item of the theme {d.themes_ever.period}"
    label = f"Accounts over all that is on record, {bare_name(theme)}"
    count = theme.ranked.theme.weight.accounts
    return d.make("feedback.first_ever", label, count, unit="accounts", formula=formula, records=records)


def _course(d: Overall, theme: Theme) -> str:
    """Say how the first theme goes, of whom it is, and whether few speak of it."""
    trend = figure(d, theme, "trend")
    told = f"{figure(d, theme, 'now')}, and {figure(d, theme, 'before')} in the period before: {trend}" if trend else ""
    segments = theme.ranked.theme.weight.segments
    only = figure(d, theme, f"segment.{next(iter(segments))}") if len(segments) == 1 and None not in segments else ""
    few = figure(d, theme, "small_sample")
    said = [told, f"All of one segment: {only}" if only and d.alone is None else "", f"Mind: {few}" if few else ""]
    return f"**How it goes:** {'. '.join(one for one in said if one)}." if any(said) else ""


def _next(d: Overall) -> str:
    told = [
        f"{called(one)} ({figure(d, one, 'accounts')}, {figure(d, one, 'arr') or 'ARR not told'})" for one in shown(d)
    ]
    return f"**After it:** {join(told[1 : 1 + _FEW])}." if len(told) > 1 else ""


def _changes(d: Overall) -> str:
    found = changed(d)
    if not found:
        lack = d.lack("no theme whose share of all voices changed beyond chance")
        return f"**Against the period before:** I find {lack}."
    told = [f"{called(one)}: {figure(d, one, 'trend')}" for one in found[:_FEW]]
    return f"**Against the period before:** {'; '.join(told)}."


def _new(d: Overall) -> str:
    found = [one for one in d.themes.themes if one.is_new]
    told = [f"{called(one)} ({figure(d, one, 'accounts')})" for one in found[:_FEW]]
    return f"**New since the last look:** {join(told)}." if told else ""


def _waiting(d: Overall) -> str:
    urgent = blocked(d)
    if not urgent:
        return f"**Answer first:** I find {d.lack(f'no item of importance 3 whose account renews within {SOON} days')}."
    some = [d.by_id[one] for one in dict.fromkeys(item.account_id for item in urgent)]
    formula = f"items of importance 3 from accounts whose next contract line ends within {SOON} days"
    count = d.count("feedback.blocked", "Items to answer first", len(urgent), "items", formula)
    worth = d.arr(*some, name="feedback.blocked_arr", label="ARR of those to answer first")
    return f"**Answer first:** {count} of importance 3 from accounts that renew within {SOON} days, worth {worth}."


def _answers(d: Overall) -> str:
    found = answered(d)
    if not found:
        return ""
    ids = {item.account_id for theme in found for item in to_be_told(theme)}
    formula = "accounts that asked for what has an answer by now"
    return f"**To be told of an answer:** {d.count('feedback.to_tell', 'To be told', len(ids), 'accounts', formula)}."


def _to_do(d: Overall, theme: Theme) -> str:
    told = f"{called(theme)} ({figure(d, theme, 'accounts')}) goes first to {owner_of(d, theme)}"
    return (
        f"**Decide by {d.put(due_in(d, _DECIDED))}:** give each theme yes by a date, no because, or not now until a "
        f"date; {told}."
    )
