"""The facts of one account."""

from datetime import date

from langchain.tools import tool

from copilot.metrics.account import measure
from copilot.tools.context import Run
from copilot.tools.contradicted import contradicted
from copilot.tools.reply import Reply, reply


@tool(response_format="content_and_artifact")
def account_facts(account: str, runtime: Run, names: list[str] | None = None, as_of: date | None = None) -> Reply:
    """Read the facts of one account: segment, stage, CSM, ARR, renewal, use, surveys, value, tickets, contact.

    `account` is an id, name or alias. `names` picks some facts (arr, next_renewal_date, licence_utilisation,
    monthly_active_users, usage_change_28d, stickiness, feature_breadth, nps, csat, ces, time_to_first_value_days,
    value_realised, roi, health_score, health_band, maturity_stage, open_tickets, open_urgent_tickets,
    last_contact_date, csm_sentiment, …; `value` is the value of each outcome, `health` each component of the health
    score with its points and change); without it all of them are read. `as_of` reads them as they were on an earlier
    day. What cannot be told is listed with the reason; what notes say otherwise of the contract is told too.
    """
    context = runtime.context
    day = min(as_of or context.as_of, context.as_of)
    snapshot = context.accounts.snapshot(context.account_of(account).account_id, context.scope, day)
    facts, gaps = measure(snapshot)
    picked = [fact for fact in facts if names is None or _is_among(fact.name, names)]
    missing = [gap for gap in gaps if names is None or _is_among(gap.name, names)]
    picked += contradicted(context, snapshot.account.account_id, day, names)
    return reply(context, facts=picked, gaps=missing, nothing=f"No such fact of {snapshot.account.name} is known.")


def _is_among(name: str, names: list[str]) -> bool:
    """Tell whether a fact is asked for; `value` asks for each outcome's, `health` for each component of the score."""
    group, _, rest = name.partition(".")
    return name in names or (bool(rest) and group in ("value", "health") and group in names)
