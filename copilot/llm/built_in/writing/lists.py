"""Answers that list: accounts, tickets, people, and who needs somebody now."""

import re

from copilot.evidence import NOTE, Evidence, Fact
from copilot.llm.built_in.conditions import USUAL_LIMIT, asks_how_many
from copilot.llm.built_in.periods import count_in_words
from copilot.llm.built_in.writing.draft import Draft, in_words
from copilot.llm.built_in.writing.noted import noted

_COLUMNS = {"segment": "segment", "arr": "ARR", "next_renewal_date": "renews", "csm_email": "CSM"}
_FEW = 5
"""Up to so many accounts are named before they are counted."""


def ranked_list(draft: Draft) -> str:
    """Write which accounts lead where few are asked for or found, the count, what it is worth, and the table."""
    call = draft.turn.called("list_accounts")[0]
    totals = {fact.name: fact for fact in call.evidence.facts if fact.account_id is None}
    if "accounts" not in totals:
        return "\n".join(draft.nothing())
    rows = _rows(call.evidence)
    worth = [f"{{{fact.id}}}" for fact in call.evidence.facts if fact.name == "total_arr"]
    count = f"{{{totals['accounts'].id}}}{f', worth {in_words(worth)} a year together' if rows and worth else ''}"
    read_as = f"Read as: {{{totals['query'].id}}}."
    is_asked_for_few = call.arguments.get("limit", USUAL_LIMIT) < USUAL_LIMIT
    if rows and (is_asked_for_few or (len(rows) <= _FEW and not asks_how_many(draft.plan.question))):
        of_all = "Out of " if is_asked_for_few else ""
        lines = [f"**{_leaders(rows, str(call.arguments.get('sort', 'arr')))}.** {of_all}{count}. {read_as}"]
    else:
        lines = [
            f"**{count}.** {read_as}" if rows else f"**I find no such account that you may see: {count}.** {read_as}"
        ]
    return "\n".join([*lines, "", *_table(rows)]).strip()


def _rows(evidence: Evidence) -> list[list[Fact]]:
    """Return the facts of each account of a list, in its order."""
    rows: dict[str, list[Fact]] = {}
    for fact in evidence.facts:
        if fact.account_id is not None:
            rows.setdefault(fact.account_id, []).append(fact)
    return list(rows.values())


def _leaders(rows: list[list[Fact]], sort: str) -> str:
    """Name the accounts of a short list, each with what it is ranked by: `Marlow Freight ($120,000)`."""
    return in_words(
        [f"{row[0].display}{f' ({value})' if (value := _cell(row, sort)) else f' [{row[0].id}]'}" for row in rows]
    )


def _cell(row: list[Fact], name: str) -> str:
    return " and ".join(f"{{{fact.id}}}" for fact in row if fact.name == name)


def _table(rows: list[list[Fact]]) -> list[str]:
    if not rows:
        return []
    labels = {fact.name: fact.label for row in rows for fact in row if fact.name != "account"}
    header = " | ".join(_COLUMNS.get(name, label.lower()) for name, label in labels.items())
    lines = [f"| account | {header} |", f"|---|{'---|' * len(labels)}"]
    return [
        *lines,
        *(f"| {row[0].display} | {' | '.join(_cell(row, name) or 'unknown' for name in labels)} |" for row in rows),
    ]


def attention(draft: Draft) -> str:
    """Write who needs somebody, the most pressing first, with every signal and the terms of the rank."""
    lines = ["**Most pressing first, by ARR at stake x urgency:**", *_pressing(draft)]
    return "\n".join([*lines, *draft.nothing()]) if len(lines) > 1 else "\n".join(draft.nothing())


def opportunities(draft: Draft) -> str:
    """Write where there is something to win, the largest first."""
    lines = _pressing(draft)
    return "\n".join(["**The largest first:**", *lines] if lines else draft.nothing())


def _pressing(draft: Draft) -> list[str]:
    """Write each account with its rank, its ARR and its signals."""
    lines: list[str] = []
    for call in draft.turn.called("who_needs_attention"):
        if call.error:
            return [call.error]
        for fact in call.evidence.facts:
            if fact.name == "priority":
                lines += ["", f"{fact.account_name}, score {{{fact.id}}}"]
            elif fact.name == "arr":
                lines[-1] += f", ARR {{{fact.id}}}"
            elif fact.name.startswith("signal."):
                play = fact.formula.rpartition(" ")[2]  # the formula ends with the playbook
                lines.append(f"- {fact.label}: {{{fact.id}}}. Play: {play}.")
            elif fact.name == NOTE:
                lines += ["", f"{{{fact.id}}}"]
    return lines


def tickets(draft: Draft) -> str:
    """Write the count of tickets and each of them, the accounts first where they are of several."""
    if draft.turn.called("timeline"):
        return "\n\n".join(_opened(draft, account) for account in draft.plan.accounts)
    lines: list[str] = []
    for fact in draft.evidence.facts:
        if fact.value is None:
            continue
        if fact.name == "tickets":
            subject = fact.account_name or "All accounts together"
            lines.append(f"**{subject}: {fact.label.lower()}: {{{fact.id}}}.**")
        else:
            where = "" if draft.plan.accounts else f"{fact.account_name}: "
            lines.append(f"- {where}{{{fact.id}}}")
    return "\n".join([*lines, *draft.nothing()])


def _opened(draft: Draft, account: Fact) -> str:
    """Write the tickets that an account opened in a period, counted where all events of the period were read."""
    events = [fact for fact in draft.facts_of(account) if fact.label.startswith("Ticket ")]
    opened = [fact for fact in events if fact.label.endswith(" opened")]
    is_cut = any(fact.name == NOTE for call in draft.turn.called("timeline") for fact in call.evidence.facts)
    count = "At least " * is_cut + count_in_words(len(opened))
    handles = f" [{' '.join(fact.id for fact in opened)}]" if opened else ""
    lines = [
        f"**{account.display}: {count} {'ticket' if len(opened) == 1 else 'tickets'} opened in that time{handles}.**"
    ]
    return "\n".join([*lines, *(f"- {{{fact.id}}}: {fact.label}" for fact in opened)])


def people(draft: Draft) -> str:
    """Write who the people are that were asked for."""
    found = [fact for fact in draft.evidence.facts if fact.value is not None]
    if re.search(r"\b(?:left|gone)\b", draft.plan.question, re.I):
        found = [fact for fact in found if "left on" in fact.display] or found
    lines = [
        f"- {fact.label}{f' at {fact.account_name}' if fact.account_name else ''}: {{{fact.id}}}." for fact in found
    ]
    return "\n".join([*lines, *draft.nothing(), *(noted(draft) if draft.plan.accounts else [])])
