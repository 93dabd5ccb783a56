"""The one place that calls the checker which is measured."""

from datetime import date

from copilot.evidence import Evidence
from copilot.grounding.check import check, check_uncited
from copilot.grounding.names import Names
from evals.grounding.book import KnownNames
from evals.grounding.scores import Check


def checker(known: KnownNames, *, is_cited: bool = True) -> Check:
    """Return the checker with the names of a book; without citations, each sentence is held against all there is."""
    names = Names(
        accounts=[[one.name, one.account_id, *one.aliases] for one in known.accounts],
        people=known.people,
        things=[*known.products, *known.features],
    )

    def reasons(text: str, evidence: Evidence, as_of: date) -> list[str]:
        held = check if is_cited else check_uncited
        claims = [claim for _, claim in held(text, evidence, as_of, names)]
        return [claim.reason for claim in claims if claim.state == "unverified"]

    return reasons
