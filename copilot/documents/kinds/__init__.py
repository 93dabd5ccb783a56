"""Every kind of document, as it is declared."""

from collections.abc import Mapping
from typing import Any

from copilot.documents.blueprint import Blueprint
from copilot.documents.document import Kind
from copilot.documents.kinds.account_brief import ACCOUNT_BRIEF
from copilot.documents.kinds.case_study import CASE_STUDY
from copilot.documents.kinds.escalation_brief import ESCALATION_BRIEF
from copilot.documents.kinds.feedback_summary import FEEDBACK_SUMMARY
from copilot.documents.kinds.meeting_prep import MEETING_PREP
from copilot.documents.kinds.onboarding_plan import ONBOARDING_PLAN
from copilot.documents.kinds.portfolio_review import PORTFOLIO_REVIEW
from copilot.documents.kinds.renewal_brief import RENEWAL_BRIEF
from copilot.documents.kinds.success_plan import SUCCESS_PLAN
from copilot.documents.kinds.value_review import VALUE_REVIEW

BLUEPRINTS: Mapping[Kind, Blueprint[Any]] = {
    one.kind: one
    for one in (
        ACCOUNT_BRIEF,
        MEETING_PREP,
        RENEWAL_BRIEF,
        SUCCESS_PLAN,
        ONBOARDING_PLAN,
        VALUE_REVIEW,
        ESCALATION_BRIEF,
        CASE_STUDY,
        FEEDBACK_SUMMARY,
        PORTFOLIO_REVIEW,
    )
}
