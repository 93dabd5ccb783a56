"""Every tool that the agent may use."""

from langchain_core.tools import BaseTool

from copilot.tools.account_facts import account_facts
from copilot.tools.account_people import account_people
from copilot.tools.account_signals import account_signals
from copilot.tools.draft_document import draft_document
from copilot.tools.feedback_themes import feedback_themes
from copilot.tools.find_accounts import find_accounts
from copilot.tools.find_people import find_people
from copilot.tools.list_accounts import list_accounts
from copilot.tools.list_milestones import list_milestones
from copilot.tools.list_tickets import list_tickets
from copilot.tools.portfolio_metrics import portfolio_metrics
from copilot.tools.read_document import read_document
from copilot.tools.read_notes import read_notes
from copilot.tools.renewal_forecast import renewal_forecast
from copilot.tools.search_notes import search_notes
from copilot.tools.search_playbooks import search_playbooks
from copilot.tools.timeline import timeline
from copilot.tools.what_changed import what_changed
from copilot.tools.who_needs_attention import who_needs_attention

TOOLS: tuple[BaseTool, ...] = (
    find_accounts,
    find_people,
    account_facts,
    account_people,
    account_signals,
    draft_document,
    feedback_themes,
    list_accounts,
    list_milestones,
    list_tickets,
    portfolio_metrics,
    read_document,
    read_notes,
    renewal_forecast,
    search_notes,
    search_playbooks,
    timeline,
    what_changed,
    who_needs_attention,
)
