"""The portfolio review for the Head of Customer Success: the answer and the decisions on a page, then the details."""

from copilot.display import show_date
from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.overall import Overall
from copilot.documents.sections.book.decisions import book_decisions
from copilot.documents.sections.book.foresight import foresight
from copilot.documents.sections.book.groups import by_csm, by_segment
from copilot.documents.sections.book.health import book_health
from copilot.documents.sections.book.pressing import book_pressing
from copilot.documents.sections.book.renewals import book_renewals
from copilot.documents.sections.book.retention import book_retention
from copilot.documents.sections.book.summary import book_summary
from copilot.documents.sections.book.unknown import book_unknown
from copilot.documents.sections.book.use import time_to_value, use_and_satisfaction, value_and_roi


def _title(d: Overall) -> str:
    of = f" of {d.alone.name}" if d.alone is not None else ""
    return f"Portfolio review{of}, {show_date(d.as_of)}"


PORTFOLIO_REVIEW = Blueprint(
    kind="portfolio-review",
    title=_title,
    chapters=(
        Chapter(
            "summary",
            "In five lines",
            book_summary,
            nothing="no account to review",
            brief=(
                "NRR and GRR with what moved them, the renewals at risk ahead, and what they ask of the Head of CS, "
                "in three or four sentences"
            ),
        ),
        Chapter("decisions", "Decisions and asks", book_decisions, nothing="nothing to decide"),
        Chapter("pressing", "Who needs somebody this week", book_pressing, nothing="no signal"),
        Chapter("retention", "Retention, and who moved it", book_retention, nothing="no revenue on record"),
        Chapter("renewals", "Renewals of four quarters", book_renewals, nothing="no renewal ahead"),
        Chapter("health", "Health, and who changed", book_health, nothing="no health"),
        Chapter("segments", "By segment", by_segment, nothing="no account to group"),
        Chapter("csms", "By CSM", by_csm, nothing="no customer that somebody could look after"),
        Chapter("time-to-value", "Time to value", time_to_value, nothing="no new account"),
        Chapter("adoption", "Adoption and satisfaction", use_and_satisfaction, nothing="no use on record"),
        Chapter("value", "Value and ROI", value_and_roi, nothing="no outcome on record"),
        Chapter(
            "foresight",
            "Do our score and forecasts predict",
            foresight,
            nothing="no past renewal",
            brief="what the backtest allows us to rely on and what not, with n, in two or three sentences",
        ),
        Chapter("unknown", "Not known", book_unknown, nothing="no gap"),
    ),
)
