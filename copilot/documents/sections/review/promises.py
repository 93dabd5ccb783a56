"""What was agreed last time, and what became of it: kept, late, still to come, or not told."""

from collections import Counter
from collections.abc import Sequence

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.became import label
from copilot.documents.sections.account.fates import Outcome
from copilot.documents.sections.account.promises import Promise, fate, none_open, promises_of, tables
from copilot.documents.writing import part
from copilot.evidence import Fact

_ORDER: Sequence[Outcome] = (
    *("kept", "late", "not kept", "past its day", "to check", "still to come", "not told", "dropped"),
)


def review_promises(d: Dossier) -> list[Part]:
    """Write how many agreements were kept, and each of them with what became of it, ours and theirs apart."""
    found = d.once(shared_promises)
    if not found:
        return none_open(d)
    return [*part("fact", f"**{d.put(_counted(d, [fate(d, one) for one in found]))}.**"), *tables(d, found)]


def shared_promises(d: Dossier) -> list[Promise]:
    """Return the agreements that the audience may read; kept for the sections of one document that ask for them."""
    return [one for one in d.once(promises_of) if d.may_show(f"{one.text} {one.passage.title}")]


def _counted(d: Dossier, fates: Sequence[Outcome]) -> Fact:
    counts = Counter(label(d, one) for one in sorted(fates, key=_ORDER.index))
    parts = [f"{count} {named}" for named, count in counts.items()]
    noun = "agreement" if len(fates) == 1 else "agreements"
    return d.make(
        "promise",
        "Agreements and what became of them",
        len(fates),
        display=f"{len(fates)} {noun}: {', '.join(parts)}",
        formula="the agreements of the latest notes; kept, late or dropped where words of a note say so",
    )
