"""Whether a check of a text finds something unverified in it where there is, and nothing where all is true."""

from evals.case import Case
from evals.mark import Mark
from evals.response import Response


def score(case: Case, response: Response) -> Mark | None:
    """Give 1 if the text is flagged where `flags` is yes, or not where it is no; without claims nothing was."""
    if case.expect.flags is None:
        return None
    if not response.claims:
        return Mark(0.0, f"nothing was checked{': ' + response.error if response.error else ''}")
    failed = [claim for claim in response.claims if claim.state == "unverified"]
    told = f"“{failed[0].text[:80]}” is unverified ({failed[0].reason})" if failed else "nothing is unverified"
    return Mark(float(bool(failed) == (case.expect.flags == "yes")), told)
