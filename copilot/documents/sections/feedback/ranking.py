"""What the themes weigh, how they go against the period before, who speaks and how."""

from collections import Counter
from collections.abc import Sequence

from copilot.display import show_count, show_date, show_word
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.feedback.themes import SHOWN, called, facts, figure, located, shown, source
from copilot.documents.writing import chart, items, part, table
from copilot.evidence import Fact
from copilot.feedback.facts import rows_said, score_fact
from copilot.feedback.ranking import SCALE
from copilot.feedback.reading import Theme
from copilot.feedback.stakes import NEAR
from copilot.feedback_item import Item
from copilot.metrics.pooled import name_some

_FURTHER = 5
NO_ROLE = "no role on record"
_ORDER = ("enterprise", "mid_market", "smb", "unknown")


def no_theme(d: Overall) -> str:
    """Say that there is no theme, and how much was said all the same."""
    said = d.themes.unthemed
    reason = (
        f"no theme {d.themes.period}: nothing is said by enough voices" if said else f"no feedback {d.themes.period}"
    )
    return f"{d.finds} {d.lack(reason)}."


def ranking(d: Overall) -> list[Part]:
    """Write the first themes with accounts, people, ARR and what of it ends soon; the next ones in a line each."""
    if not shown(d):
        return part("unknown", no_theme(d))
    head = ["theme", "accounts", "people", "ARR", f"ends within {NEAR} days", "score"]
    display = f"contract lines that end within {NEAR} days"
    window = d.put(d.make("feedback.window", "Renewal window", display, display=display))
    scale = d.make("feedback.scale", "Scale of the score", SCALE, display=SCALE, formula="points of the whole book")
    note = f"What ends counts {window}; who speaks of several themes counts in each."
    rows = [_weighed(d, one) for one in shown(d)]
    picture = chart("themes-ranking", "Accounts and ARR of the first themes")
    measured = f"A score is a theme's part of the whole book: {d.put(scale)}."
    return part("fact", picture, table(head, rows), note, measured, _told_in(d), _further(d))


def _weighed(d: Overall, theme: Theme) -> list[str]:
    money = [figure(d, theme, name) or "not told" for name in ("arr", "arr_renewing_180d")]
    marks = [theme.theme_id, *(["new"] if theme.is_new else []), *(["small sample"] if _is_small(d, theme) else [])]
    voices = [figure(d, theme, name) for name in ("accounts", "people")]
    return [f"{called(theme)} ({', '.join(marks)})", *voices, *money, d.put(_score(theme))]


def _score(theme: Theme) -> Fact:
    fact = score_fact(theme.ranked)
    return fact.model_copy(update={"label": f"Score of {theme.theme_id}"})


def _is_small(d: Overall, theme: Theme) -> bool:
    return bool(facts(d, theme, "small_sample"))


def _told_in(d: Overall) -> str:
    """Say in what money amounts of several currencies are told."""
    rates = {rate.currency: rate for one in shown(d) for rate in one.ranked.theme.weight.arr.rates}
    if not rates:
        return ""
    unit = shown(d)[0].ranked.theme.weight.arr.currency
    told = [f"{one.currency} at {one.rate.normalize():f}" for one in rates.values()]
    fact = d.make(
        "reporting_currency",
        "Reporting currency",
        unit,
        display=f"{unit}; {', '.join(told)}",
        formula="the latest rate of each currency that is known on the as-of date",
        records=list(rates.values()),
    )
    return f"All amounts are told in {d.put(fact)}."


def _further(d: Overall) -> str:
    rest = d.themes.themes[SHOWN:]
    if not rest:
        return ""
    lines = [f"{called(one)}: {figure(d, one, 'accounts')}, {figure(d, one, 'arr') or 'ARR not told'}" for one in rest]
    if len(rest) > _FURTHER:
        names = [one.theme_id for one in rest[_FURTHER:]]
        label, formula = "Further themes", f"themes of the period after these: {name_some(names)}"
        more = d.make("feedback.more_themes", label, len(names), unit="themes", formula=formula)
        lines[_FURTHER:] = [f"Not listed: {d.put(more)}, each of less weight."]
    return f"**After these**\n\n{items(lines)}"


# Against the period before


def trend(d: Overall) -> list[Part]:
    """Write how many accounts spoke of each theme then and now, and whether the difference is more than chance."""
    if not shown(d):
        return []
    head = ["theme", "before", "now", "its share of all voices", "first heard"]
    names = ("before", "now", "trend", "first_seen")
    rows = [[called(one), *(figure(d, one, name) or "not known" for name in names)] for one in shown(d)]
    note = "A theme is judged by its share: where everything doubles, one that doubles says nothing new."
    picture = chart("themes-trend", "How often the first themes come up")
    return part("fact", _volumes(d), picture, table(head, rows), note, _risen(d))


def _volumes(d: Overall) -> str:
    """Say how many accounts speak of how many things, and of how many in the period before."""
    now = [*(item for one in d.themes.themes for item in one.items), *d.themes.unthemed]
    accounts = {item.account_id for item in now}
    fact = d.make(
        "feedback.now",
        "What was said",
        len(now),
        unit="items",
        display=f"{show_count(len(now), 'item')} from {show_count(len(accounts), 'account')}",
        formula=f"items {d.themes.period}, without what an author said again in the same words",
    )
    before = d.themes.period.before
    compared = f" It is compared with as many days before: {d.put(_compared(d))}." if before is not None else ""
    return f"**{d.put(fact)} in this period.**{compared}"


def _compared(d: Overall) -> Fact:
    before = d.themes.trend_period.before
    told = f"{show_date(before.since)} to {show_date(before.until)}" if before is not None else "none"
    return d.make("feedback.period_before", "Period before", told, display=told, formula="as many days as the period")


def changed(d: Overall) -> list[Theme]:
    """Return the themes whose share of all voices changed beyond chance, the strongest change first."""
    every = [one for one in d.themes.themes if one.ranked.theme.trend.verdict == "more than chance"]
    return sorted(every, key=lambda one: -abs(one.ranked.theme.trend.strength))


def _risen(d: Overall) -> str:
    """Name the themes that changed beyond chance and are not in the table."""
    others = [one for one in changed(d) if one not in shown(d)]
    lines = [f"{called(one)}: {figure(d, one, 'trend')}" for one in others[:_FURTHER]]
    return f"**Also more than chance**\n\n{items(lines)}" if lines else ""


# Who says it, and how


def speakers(d: Overall) -> list[Part]:
    """Write of which segments the accounts of each theme are, how it is said, and in which roles those are who say."""
    head = ["theme", "segments", "how it is said", "roles"]
    rows = [[f"{called(one)} {source(d, one)}", _segments(d, one), _tones(d, one), _roles(d, one)] for one in shown(d)]
    return part("fact", table(head, rows))


def _segments(d: Overall, theme: Theme) -> str:
    counted = {segment or "unknown": count for segment, count in theme.ranked.theme.weight.segments.items()}
    words = {one: show_word(one) if one != "unknown" else "no segment" for one in _ORDER}
    told = ", ".join(f"{words[one]} {counted[one]:,}" for one in _ORDER if one in counted)
    return _told(d, theme, "segments", "Segments", told, "distinct accounts of the period by their segment")


def _tones(d: Overall, theme: Theme) -> str:
    told = ", ".join(f"{tone} {count:,}" for tone, count in theme.ranked.theme.weight.tones.items())
    formula = "mentions by what their words tell: a remark where no word tells more"
    return _told(d, theme, "tones", "Tones", told, formula)


def roles_of(d: Overall, said: Sequence[Item]) -> Counter[str]:
    """Return in which roles those are who speak; an author who is no contact has none on record."""
    found: Counter[str] = Counter()
    for account_id, author in {(item.account_id, item.author or "") for item in said}:
        people = d.by_id[account_id].contacts if account_id in d.by_id else ()
        role = next((one.role for one in people if one.name == author), None)
        found[show_word(role) if role else NO_ROLE] += 1
    return found


def _roles(d: Overall, theme: Theme) -> str:
    counted = sorted(roles_of(d, theme.items).items(), key=lambda one: (-one[1], one[0]))
    told = ", ".join(f"{role} {count:,}" for role, count in counted)
    return _told(d, theme, "roles", "Roles", told, "distinct authors of the period by the role on record")


def _told(d: Overall, theme: Theme, name: str, label: str, told: str, formula: str) -> str:
    fact = d.make(
        f"theme.{theme.theme_id}.{name}",
        f"{label}, {theme.theme_id}",
        told,
        display=told,
        formula=formula,
        records=rows_said(theme.items),
    )
    return d.put(located(d, fact))
