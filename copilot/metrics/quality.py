"""Data quality: what in an account's tables contradicts itself, is missing or is odd, and what that does to figures."""

from collections import Counter
from collections.abc import Iterable

from copilot.metrics import quality_churn as churn
from copilot.metrics import quality_contracts as contracts
from copilot.metrics import quality_records as records
from copilot.metrics.finding import Finding, Rule, Severity
from copilot.snapshot import Snapshot

RULES: tuple[Rule, ...] = (
    contracts.churned_stage_but_running,
    contracts.ended_but_not_churned,
    churn.churn_flag_but_running,
    churn.churn_flags_disagree,
    churn.no_churn_flag_but_ended,
    churn.churned_before_contract,
    contracts.customer_since_after_contract,
    contracts.won_without_contract,
    contracts.lost_but_continued,
    records.usage_before_contract,
    records.usage_after_contract,
    records.users_inconsistent,
    records.baselines_differ,
    records.milestone_before_customer,
    records.ticket_before_customer,
    records.survey_before_customer,
    records.closed_without_date,
    records.open_with_closing_date,
    records.left_but_active,
    records.contacted_after_leaving,
    contracts.no_contract,
    contracts.gap_between_lines,
    contracts.line_without_arr,
    contracts.line_without_seats,
    contracts.currency_without_rate,
    records.outcome_is_old,
    records.key_contact_gone_without_date,
    records.csm_not_in_team,
    contracts.overlapping_lines,
    contracts.opportunity_overdue,
    records.users_above_seats,
    records.target_passed_by_baseline,
    records.contacted_in_the_future,
    records.ticket_before_contract,
    records.note_before_customer,
)
"""Every rule, what weighs most first; a rule's name is the id of its findings."""

_ONLY_TODAY = {records.contacted_in_the_future.__name__}
"""Rules that say nothing when one looks back: what was to come then has come."""

_SEVEREST_FIRST: tuple[Severity, ...] = ("contradiction", "gap", "oddity")


def findings(snapshot: Snapshot) -> list[Finding]:
    """Return what is wrong with an account's data as it is known on the as-of date, most severe first.

    Nothing is corrected and no metric leaves a row out for it: each finding says how the figures are computed in
    spite of it. What carries no date in the book (stage, flags, who is active) is compared as it is today.
    """
    found = [finding for rule in RULES for finding in rule(snapshot)]
    return sorted(found, key=lambda finding: _SEVEREST_FIRST.index(finding.severity))


def by_account(snapshots: Iterable[Snapshot], *, looking_back: bool = False) -> list[list[Finding]]:
    """Return the findings of each account that has any: most contradictions first, then most gaps, then by name.

    Looking back from a later day, what lies after the as-of date is no fault.
    """
    left_out = _ONLY_TODAY if looking_back else set()
    lists = [[one for one in findings(snapshot) if one.id not in left_out] for snapshot in snapshots]
    return sorted(filter(None, lists), key=_order)


def count_by_rule(found: Iterable[Finding]) -> list[tuple[Severity, str, int]]:
    """Count findings by severity and rule, most severe first and then the most frequent."""
    counts = Counter((one.severity, one.id) for one in found)
    listed = [(severity, rule, count) for (severity, rule), count in counts.items()]
    return sorted(listed, key=lambda one: (_SEVEREST_FIRST.index(one[0]), -one[2], one[1]))


def _order(found: list[Finding]) -> tuple[list[int], str, str]:
    counts = Counter(finding.severity for finding in found)
    return [-counts[severity] for severity in _SEVEREST_FIRST], found[0].account_name, found[0].account_id
