"""The win story, which stays inside, and the case study, which exists only where consent is on record."""

from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.dossier import Dossier
from copilot.documents.sections.stories.case_study import case_study
from copilot.documents.sections.stories.consent_state import consent_state, not_outside
from copilot.documents.sections.stories.win_story import win_state, win_story


def _title(d: Dossier) -> str:
    return f"{d.account.name}: {'win story and case study' if d.is_internal else 'case study'}"


CASE_STUDY = Blueprint(
    kind="case-study",
    title=_title,
    chapters=(
        Chapter(
            "state",
            "Where it stands",
            win_state,
            nothing="nothing that a story could stand on",
            for_customers=False,
        ),
        Chapter(
            "win-story",
            "Win story (internal)",
            win_story,
            nothing="no result to tell of",
            brief=(
                "the story for colleagues in five to eight short sentences: who, the task and how often, before, now, "
                "what turned it so that somebody could copy it on Monday, what nearly sank it"
            ),
            for_customers=False,
        ),
        Chapter("consent", "State of consent", consent_state, nothing="no consent", for_customers=False),
        Chapter(
            "not-outside",
            "Do not repeat outside",
            not_outside,
            nothing="nothing that was refused",
            for_customers=False,
        ),
        Chapter("text", "Case study", case_study, nothing="no consent on record"),
    ),
)
