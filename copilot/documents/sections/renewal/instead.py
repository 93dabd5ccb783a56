"""What is to be done in place of a renewal, where the contract has ended."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.ended import has_ended
from copilot.documents.writing import items, part

_WIN_BACK = ("win-back", "winback", "customer-win-back")
_INSTEAD = (
    ("offboarding", "See that the export is accepted, access and connections are cut, and the goodbye call is held"),
    ("churn-post-mortem", "Write down the cause in their words, and the first day on which it could have been seen"),
)


def why_nothing(d: Dossier) -> str:
    """Say why nothing is due: `no contract runs on 3 May 2026; the last one ended on 1 May 2026`."""
    return d.told("next_renewal_date")


def after_the_end(d: Dossier) -> list[Part]:
    """Write that there is nothing to renew; of a contract that has ended also what is to be done instead."""
    if not has_ended(d):
        return part("fact", f"There is nothing to renew: {why_nothing(d)}.")
    return [
        *part("fact", f"**It has ended; there is nothing to renew:** {why_nothing(d)}."),
        *part("plan", "What to do instead:", items(_instead(d))),
        *part("unknown", items(_win_back(d))),
    ]


def _instead(d: Dossier) -> list[str]:
    found = [(d.playbook(name), what) for name, what in _INSTEAD]
    named = [f"{what}: play *{play.title}* {d.cite(play)}." for play, what in found if play is not None]
    play = next((one for name in _WIN_BACK if (one := d.playbook(name)) is not None), None)
    return [*named, *([f"Prepare to win them back: play *{play.title}* {d.cite(play)}."] if play else [])]


def _win_back(d: Dossier) -> list[str]:
    if any(d.playbook(name) for name in _WIN_BACK):
        return []
    gap = d.missed("no play for winning a customer back among the playbooks, so no offer is proposed")
    return [f"{d.finds} {gap}."]
