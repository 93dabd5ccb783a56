"""What the contract says: its lines, how its price came about, and what the book does not hold."""

from copilot.display import show_date, show_money
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.writing import part, table
from copilot.evidence import Fact
from copilot.metrics.revenue import active_subscriptions, due_next
from copilot.records import Subscription


def contract(d: Dossier) -> list[Part]:
    """Write the running lines, the earlier terms and the dates."""
    lines = sorted(active_subscriptions(d.snapshot), key=lambda one: (one.end_date, one.subscription_id))
    if not lines:
        return part("fact", f"Nothing runs today: {d.told('next_renewal_date')}.")
    return [
        *part("fact", _dates(d), _lines(d, lines)),
        *part("fact", _history(d, lines)),
        *part("unknown", _not_known(d, lines)),
    ]


def line_fact(d: Dossier, line: Subscription) -> Fact:
    """Return a contract line as a fact."""
    seats = f"{line.seats:,} seats, " if line.seats is not None else ""
    renews = {True: ", renews by itself", False: ", does not renew by itself", None: ""}[line.auto_renew]
    term = f"{show_date(line.start_date)} to {show_date(line.end_date)}"
    amount = f"{show_money(line.arr, line.currency)} a year"
    return d.make(
        "contract",
        f"Contract line {line.subscription_id}",
        line.arr,
        unit=line.currency,
        display=f"{line.product or 'Product not named'}: {seats}{amount}, {term}{renews}",
        formula="the row of the contract; the end date is the first day that it no longer covers",
        records=[line],
    )


def _dates(d: Dossier) -> str:
    due = due_next(d.snapshot)
    renewal, days, total = d.fact("next_renewal_date"), d.fact("days_to_renewal"), d.facts("arr")
    amounts = " and ".join(d.put(one) for one in total)
    if renewal is None or days is None:
        return f"**{amounts} a year.**"
    ends = " and ".join(sorted({one.product or "a line" for one in due}))
    cited = d.cite(*(line_fact(d, one) for one in due))
    return f"**{amounts} a year; {ends} ends on {d.put(renewal)}, in {d.put(days)} {cited}.**"


def _lines(d: Dossier, lines: list[Subscription]) -> str:
    rows = [
        [
            line.product or "not named",
            f"{line.seats:,}" if line.seats is not None else "not on record",
            show_money(line.arr, line.currency),
            show_date(line.start_date),
            show_date(line.end_date),
            {True: "yes", False: "no", None: "not on record"}[line.auto_renew],
            d.cite(line_fact(d, line)),
        ]
        for line in lines
    ]
    return table(["line", "seats", "ARR", "from", "until", "renews by itself", "source"], rows)


def _history(d: Dossier, lines: list[Subscription]) -> str:
    """Tell the earlier terms of the same products, newest first."""
    products = {line.product for line in lines}
    earlier = [
        one
        for one in d.snapshot.subscriptions
        if one.product in products and one.end_date <= d.as_of and one.start_date < one.end_date and one.arr
    ]
    earlier.sort(key=lambda one: one.end_date, reverse=True)
    rows = [
        [
            one.product or "not named",
            f"{one.seats:,}" if one.seats is not None else "not on record",
            show_money(one.arr, one.currency),
            show_date(one.start_date),
            show_date(one.end_date),
            d.cite(line_fact(d, one)),
        ]
        for one in earlier[:6]
    ]
    return f"Earlier terms:\n\n{table(['line', 'seats', 'ARR', 'from', 'until', 'source'], rows)}" if rows else ""


def _not_known(d: Dossier, lines: list[Subscription]) -> str:
    if not d.is_internal:
        return ""
    told = [d.missed("no notice date in the book: read it in the signed contract")]
    if any(line.seats is None for line in lines):
        told.append(d.missed("a running line does not say its seats"))
    return "\n".join(f"- {d.finds} {one}." for one in told)
