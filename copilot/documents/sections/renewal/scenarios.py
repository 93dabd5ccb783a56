"""What a renewal may come to: loss, fewer seats, flat, more; and how sales, the CSM and the health model call it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from copilot.display import show_date, show_money, show_word
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.statements import inline, titled
from copilot.documents.sections.account.written import last_written
from copilot.documents.sections.renewal.course import agreed, told_by, upheaval
from copilot.documents.sections.renewal.positions import flat_offer, named_amounts
from copilot.documents.writing import items, join, part, table
from copilot.evidence import Fact, Passage, RowRef
from copilot.metrics.adoption import usage_rows
from copilot.metrics.facts import rows_of
from copilot.metrics.forecast import FAR_APART, SOURCES, Renewal, next_call, probability_of, quarter_of
from copilot.metrics.pooled import sum_by_currency, units_for
from copilot.metrics.revenue import active_subscriptions, due_next
from copilot.records import FxRate, Opportunity, Record, Subscription

_MOST_NAMED = 4
_STEP = 10
"""Seats are sold in tens; a smaller contract is told for the next ten above those that use it."""


@dataclass(frozen=True, slots=True)
class Stakes:
    """What is up for renewal, in one unit: the due ARR, that of the account, and that due in the quarter in all.

    `rates` are those at which other currencies were told in the unit; of the quarter, `unknown` has no rate and is left
    out of it.
    """

    due: Decimal
    account: Decimal
    quarter: Decimal
    quarter_name: str
    unit: str
    rows: Sequence[Record | RowRef]
    in_quarter: Sequence[Subscription]
    rates: Sequence[FxRate]
    unknown: Sequence[str]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A way in which the renewal may end: the ARR that follows the due lines, and how that is reckoned.

    What is on the table has the notes that name it as `said`, and its `terms` word for word.
    """

    name: str
    arr: Decimal
    formula: str
    records: Sequence[Record | RowRef]
    said: Sequence[Passage] = ()
    terms: str = ""


def scenarios(d: Dossier) -> list[Part]:
    """Write the scenarios with their effect, what each needs, and the three forecasts side by side."""
    stakes = stakes_of(d)
    if stakes is None:
        return part("unknown", f"- {_why_none(d)}")
    told = scenarios_of(d, stakes)
    return [
        *part("fact", _table(d, stakes, told)),
        *part("inferred", _for_and_against(d)),
        *part("plan", _what_it_takes(d, told)),
        *part("unknown", _not_told(d, told)),
    ]


def forecasts(d: Dossier) -> list[Part]:
    """Write the call of each source side by side, and whether they agree."""
    renewal = next_call(d.snapshot)
    if renewal is None:
        return part("unknown", f"- {d.finds} {d.missed('no paid contract line that ends ahead')}.")
    calls = [call_fact(d, renewal, source) for source in SOURCES]
    rows = [[_SPEAKERS[source], d.put(fact)] for source, fact in zip(SOURCES, calls, strict=True)]
    return [*part("fact", table(["forecast", "call"], rows)), *part("inferred", _together(d, renewal))]


def _together(d: Dossier, renewal: Renewal) -> str:
    """Say how far the calls lie apart, and what that asks for."""
    if len(renewal.calls) < 2:
        return ""
    apart = d.make(
        "forecast",
        "Forecasts",
        renewal.apart,
        display={0: "all agree", 1: "are one category apart"}.get(
            renewal.apart, f"are {renewal.apart} categories apart"
        ),
        formula="categories between the surest and the least sure of commit, best case, pipeline and omitted",
        records=[*renewal.lines, *(row for rows in renewal.said_in.values() for row in rows)],
    )
    settle = ": settle this before the offer goes out" if renewal.apart >= FAR_APART else ""
    return f"**The forecasts {d.put(apart)}{settle}.**"


def call_fact(d: Dossier, renewal: Renewal, source: str) -> Fact:
    """Return the category in which a source puts the renewal, with the probability that it is taken for."""
    call = renewal.calls.get(source)  # type: ignore[call-overload]
    label = f"Renewal forecast by {SOURCES[source]}"  # type: ignore[index]
    if call is None:
        return d.make("forecast", label, "no call on record", display="no call on record", records=list(renewal.lines))
    share = probability_of(call, d.snapshot.standards.forecast)
    display = f"{show_word(call)}, taken for {100 * share:.0f} % likely"
    if source == "model":
        display += f" (health is {renewal.health.band})"
    records = list(renewal.said_in[source])  # type: ignore[index]
    formula = "the category on record, and the probability of it in the standards"
    return d.make("forecast", label, call, display=display, formula=formula, records=records)


_APART = {0: "all agree", 1: "are one category apart"}
_SPEAKERS = {"sales": "Sales", "csm": "CSM", "model": "Health model"}


def stakes_of(d: Dossier) -> Stakes | None:
    """Return what is up for renewal next; None where nothing is, or no rate joins its currencies."""
    due, active = due_next(d.snapshot), active_subscriptions(d.snapshot)
    if not due or not any(line.arr for line in due):
        return None
    units = units_for(d.snapshot.exchange, [sum_by_currency(lines) for lines in (due, active)])
    if len(units.all) != 1:
        return None
    unit = units.all[0]
    told = [units.tell(sum_by_currency(lines))[unit] for lines in (due, active)]
    every = _due_in(d, due[0].end_date) or due
    told_of = {line.subscription_id: _converted(d, line.arr, line.currency, unit) for line in every}
    counted = [line for line in every if told_of[line.subscription_id] is not None]
    whole = sum((amount for amount in told_of.values() if amount is not None), Decimal(0))
    others = {line.currency for line in (*active, *counted)} - {unit}
    used = sorted(others | ({unit} if others else set()))
    rates = [d.snapshot.exchange.rates[one] for one in used if one in d.snapshot.exchange.rates]
    unknown = sorted({line.currency for line in every if line not in counted and line.arr})
    name = quarter_of(due[0].end_date)
    return Stakes(told[0], told[1], whole, name, unit, [*due, *units.rates], counted, rates, unknown)


def _due_in(d: Dossier, end: date) -> list[Subscription]:
    """Return the running lines of all accounts that the caller may see which end in the quarter of a day."""
    first = date(end.year, (end.month - 1) // 3 * 3 + 1, 1)
    last = first + relativedelta(months=3, days=-1)
    return d.accounts.lines_ending(d.scope, d.as_of, max(first, d.as_of + timedelta(days=1)), last)


def _converted(d: Dossier, amount: Decimal, currency: str, unit: str) -> Decimal | None:
    """Return an amount in a unit, None where no rate is known."""
    if currency == unit:
        return amount
    told, one = d.snapshot.exchange.convert(amount, currency), d.snapshot.exchange.convert(Decimal(1), unit)
    return told / one if told is not None and one else None


def scenarios_of(d: Dossier, stakes: Stakes) -> list[Scenario]:
    """Return the scenarios that the book has figures for, from the worst to the best."""
    told = [Scenario("Loss", Decimal(0), "nothing follows the lines that end", stakes.rows)]
    fewer = _fewer_seats(d, stakes)
    flat = _flat(d, stakes)
    found = [*told, *([fewer] if fewer else []), flat, *_expansion(d, stakes), *_on_the_table(d, stakes)]
    return sorted(found, key=lambda one: one.arr)


def open_expansions(d: Dossier) -> list[Opportunity]:
    """Return the expansions that are open on the day."""
    return [
        one
        for one in d.snapshot.opportunities
        if one.kind == "expansion" and one.stage == "open" and one.close_date > d.as_of
    ]


def _flat(d: Dossier, stakes: Stakes) -> Scenario:
    """Return the renewal at today's price; where they agreed to it or we offered it last, in those words."""
    agreement, offer = d.once(agreed), d.once(flat_offer)
    told = agreement or offer
    terms = ""
    if told is not None:
        whose = "as they agreed" if agreement else "our latest offer"
        terms = f", {whose} on {show_date(told.note.date)}: {inline(told.sentence)}"
    said = [told.passage] if told is not None else []
    return Scenario("Flat", stakes.due, "the ARR of the lines that end, unchanged", stakes.rows, said, terms)


def _fewer_seats(d: Dossier, stakes: Stakes) -> Scenario | None:
    """Return the renewal of no more seats than are used, at today's price a seat."""
    users = d.snapshot.reading().monthly_active_users
    seats = sum(line.seats or 0 for line in due_next(d.snapshot))
    if not users or not seats:
        return None
    kept = -(-users // _STEP) * _STEP
    if kept >= seats:
        return None
    formula = f"{kept:,} seats, the next ten above the {users:,} monthly active users, at the price of {seats:,} seats"
    return Scenario(
        f"Contraction to {kept:,} seats",
        stakes.due * kept / seats,
        formula,
        [*stakes.rows, *usage_rows(d.snapshot)],
    )


def _expansion(d: Dossier, stakes: Stakes) -> list[Scenario]:
    open_ones = open_expansions(d)
    amounts = [_converted(d, one.amount, one.currency, stakes.unit) for one in open_ones]
    if not open_ones or any(one is None for one in amounts):
        return []
    more = sum((one for one in amounts if one is not None), Decimal(0))
    formula = "the ARR of the lines that end and the amount of the open expansion opportunities"
    return [Scenario("Expansion", stakes.due + more, formula, [*stakes.rows, *open_ones])]


def _on_the_table(d: Dossier, stakes: Stakes) -> list[Scenario]:
    """Return the annual amounts that the notes name, where the lines that end are all in the unit that is told in."""
    due = due_next(d.snapshot)
    if any(line.currency != stakes.unit for line in due):
        return []
    found = []
    for one in named_amounts(d, stakes.due, stakes.unit)[:_MOST_NAMED]:
        notes = list({said.passage.document_id: said for said in one.said}.values())
        formula = f"{join([titled(said) for said in notes])} {one.how} for the lines that end"
        rows = [RowRef(table="notes", id=said.passage.document_id.removeprefix("note:")) for said in notes]
        name = f"On the table, {one.label}"
        found.append(Scenario(name, one.amount, formula, [*stakes.rows, *rows], [said.passage for said in notes]))
    return found


def _table(d: Dossier, stakes: Stakes, told: Sequence[Scenario]) -> str:
    rows = [
        [f"**{one.name}**{one.terms} {d.cite(*one.said)}".strip(), *(d.put(fact) for fact in _effects(d, stakes, one))]
        for one in told
    ]
    head = [
        "scenario",
        "ARR after",
        "account GRR",
        "account NRR",
        f"{stakes.quarter_name} GRR",
        f"{stakes.quarter_name} NRR",
    ]
    words = f"GRR and NRR of {stakes.quarter_name} are of the {show_money(stakes.quarter, stakes.unit)} due in it"
    quarter = d.make(
        "renewals_due_arr",
        f"Renewals due in {stakes.quarter_name}",
        stakes.quarter,
        unit=stakes.unit,
        formula=f"sum of the ARR of the running contract lines of all accounts that end in {stakes.quarter_name}",
        records=[*stakes.in_quarter, *stakes.rates],
    )
    told_at = _rates(d, stakes)
    return "\n\n".join([table(head, rows), f"{words}, if all the others renew flat {d.cite(quarter)}.", *told_at])


def _rates(d: Dossier, stakes: Stakes) -> list[str]:
    """Say at which rates other currencies are told, and which amounts are left out for want of one."""
    told = []
    if stakes.rates:
        shown = join([f"1 {one.currency} = {one.rate:f} {d.snapshot.exchange.reporting}" for one in stakes.rates])
        day = max(one.as_of for one in stakes.rates)
        what = f"{shown}, the latest on record{f', of {show_date(day)}' if day > date.min else ''}"
        rates = d.make("rate", "Exchange rates", what, display=what, formula="fx_rates", records=list(stakes.rates))
        told.append(f"Amounts in other currencies are told in {stakes.unit} at {d.put(rates)}.")
    if stakes.unknown:
        gap = d.missed(f"no rate for {join(list(stakes.unknown))}, so what is due in it is left out of the quarter")
        told.append(f"{d.finds} {gap}.")
    return told


def _effects(d: Dossier, stakes: Stakes, one: Scenario) -> list[Fact]:
    """Return the ARR after a scenario and the rates that it means, for the account and for the quarter."""
    after = stakes.account - stakes.due + one.arr
    shares = {
        "account GRR": (min(after, stakes.account) / stakes.account, "ARR after, at most that of today / ARR of today"),
        "account NRR": (after / stakes.account, "ARR after / ARR of today"),
        f"{stakes.quarter_name} GRR": (
            (stakes.quarter - stakes.due + min(one.arr, stakes.due)) / stakes.quarter,
            f"ARR due in {stakes.quarter_name} that is kept, the others flat / ARR due",
        ),
        f"{stakes.quarter_name} NRR": (
            (stakes.quarter - stakes.due + one.arr) / stakes.quarter,
            f"ARR that follows what is due in {stakes.quarter_name}, the others flat / ARR due",
        ),
    }
    amount = d.make(
        "scenario", f"{one.name}: ARR after", after, unit=stakes.unit, formula=one.formula, records=one.records
    )
    rates = [
        d.make("scenario", f"{one.name}: {name}", share, unit="ratio", formula=formula, records=rows_of(one.records))
        for name, (share, formula) in shares.items()
    ]
    return [amount, *rates]


def _what_it_takes(d: Dossier, told: Sequence[Scenario]) -> str:
    """Say what would have to be true for each scenario, by the signals that fire."""
    if d.once(agreed) is not None:
        return ""
    first = ["what their notes announce is settled"] if d.once(upheaval) is not None else []
    needs = first + [_NEEDS[one.id] for one in d.signals if one.id in _NEEDS]
    lines = []
    for one in told:
        if one.name.startswith("On the table") or (one.name == "Expansion" and first):
            continue
        if one.name == "Flat":
            wanted = join(list(dict.fromkeys(needs))[:4]) or "the sponsor confirms the need"
            lines.append(f"**Flat** should hold if {wanted}.")
        elif one.name == "Expansion":
            lines.append("**Expansion** should be offered once the flat renewal is agreed and the new team has a lead.")
        elif one.name != "Loss":
            lines.append(f"**{one.name.split(' ')[0]}** should be prepared if the idle seats have no team with a date.")
    return items(lines)


_NEEDS = {
    "usage_drop_28d": "use stops falling",
    "low_utilisation_near_renewal": "the idle seats get a team with a date",
    "no_usage_60d": "somebody is shown to use it",
    "champion_gone": "a champion with a mandate is named",
    "sponsor_gone": "a sponsor speaks for it",
    "single_threaded": "a second person carries it",
    "urgent_ticket_aging": "the urgent ticket is solved",
    "power_role_detractor": "the critic among the deciders has an answer",
    "milestone_overdue": "the overdue milestone gets a date that holds",
    "no_contact_45d": "they talk to us again",
    "sentiment_red": "the save plan works",
    "renewal_without_plan": "a dated plan to the signature is agreed",
}
"""What has to become true for a flat renewal, by the signal that speaks against it."""


def _for_and_against(d: Dossier) -> str:
    """Say what speaks for and against, from the signals that fire."""
    against = [_with_what_they_wrote(d, d.signal(one)) for one in d.signals if not one.is_growth]
    speaking = [d.put(d.signal(one)) for one in d.signals if one.is_growth]
    roi, attained, word = d.fact("roi"), d.facts("value"), d.once(agreed)
    if word is not None:
        speaking.insert(0, f"they agreed to it in {told_by(d, word)}")
    if roi is not None:
        pays = Decimal(str(roi.value)) >= 1
        (speaking if pays else against).append(f"the measured value is {d.put(roi)}")
    elif attained:
        speaking.append(f"a measured outcome: {d.put(attained[0])}")
    lines = ["**Against renewal**", items(against) or f"- {d.missed('no risk signal fires')}"]
    lines += ["**For it**", items(speaking)] if speaking else []
    return "\n\n".join(lines)


def _with_what_they_wrote(d: Dossier, signal: Fact) -> str:
    """Return a signal; of whom it says has not spoken to us, also what they wrote since."""
    named = [person for person in d.people if person.name in signal.display] if "not spoken" in signal.display else []
    written = [one for person in named if (one := last_written(d, person)) is not None]
    return "; written since: ".join([d.put(signal), *(d.put(one) for one in written)])


def _not_told(d: Dossier, told: Sequence[Scenario]) -> str:
    names = {one.name.split(" ")[0] for one in told}
    lines = []
    if "Contraction" not in names:
        lines.append(d.missed("no scenario of fewer seats: the use or the seats are not known, or every seat is used"))
    if "Expansion" not in names:
        lines.append(d.missed("no open expansion opportunity, so no amount for an expansion"))
    if not (d.once(agreed) or d.facts("value") or any(one.is_growth for one in d.signals)):
        lines.append(d.missed("nothing on record that speaks for renewing"))
    return items(f"{d.finds} {one}." for one in lines)


def _why_none(d: Dossier) -> str:
    if not due_next(d.snapshot):
        return f"There is nothing to renew: {d.told('next_renewal_date')}."
    currencies = sorted({line.currency for line in active_subscriptions(d.snapshot)})
    reason = f"no rate that joins {' and '.join(currencies)}, so no scenario in one amount"
    if len(currencies) == 1:
        reason = "no paid line among those that end next, so no amount to renew"
    return f"{d.finds} {d.missed(reason)}."
