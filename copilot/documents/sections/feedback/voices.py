"""What customers said, word for word, and where it goes."""

import re
from collections.abc import Sequence

from copilot.display import show_date, show_word
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.sections.feedback.groups import Group, groups
from copilot.documents.sections.feedback.ranking import count_accounts
from copilot.documents.writing import one_line, part, quote, table
from copilot.evidence import Fact
from copilot.grounding.handles import plain_text
from copilot.metrics.people import person_fact
from copilot.orders import orders_a_model
from copilot.records import Feedback

_AREAS, _VOICES, _TELLING = 5, 3, 2
_SHORTEST, _LONGEST = 4, 60
_OPENING = 10
"""Words of a quote, and of an opening."""
_SENTENCE_ENDS = re.compile(r"(?<=[.!?。])\s+|(?<=。)")


def feedback_voices(d: Overall) -> list[Part]:
    """Write the most telling words of each of the first areas, each of another account."""
    paragraphs: list[str] = []
    for group in groups(d)[:_AREAS]:
        told = [line for item in chosen(d, group) for line in voice(d, item)]
        if told:
            paragraphs += [f"**{group.name}**", *told]
    return part("said", *paragraphs)


def chosen(d: Overall, group: Group) -> list[Feedback]:
    """Return what weighs most in a group, each of another account, and of every segment where there is something."""
    able = [item for item in group.items if is_quotable(item) and item.account_id in d.by_id]
    able.sort(key=lambda item: (-(item.importance or 0), -d.weight(d.by_id[item.account_id]), item.feedback_id))
    found: list[Feedback] = []
    for is_new in (_of_new_segment, _of_new_account):
        for item in able:
            if len(found) < _VOICES and is_new(d, item, found):
                found.append(item)
    return found


def _of_new_segment(d: Overall, item: Feedback, found: Sequence[Feedback]) -> bool:
    segments = {d.by_id[one.account_id].account.segment for one in found}
    return d.by_id[item.account_id].account.segment not in segments


def _of_new_account(d: Overall, item: Feedback, found: Sequence[Feedback]) -> bool:
    return all(one.account_id != item.account_id for one in found)


def is_quotable(item: Feedback) -> bool:
    """Tell whether an item can be quoted whole: it is neither too short nor too long, and orders nothing to a model."""
    text = plain_text(item.text)
    return not orders_a_model(text) and _SHORTEST <= len(text.split()) <= _LONGEST


def voice(d: Overall, item: Feedback) -> list[str]:
    """Write who said it, of which account, and below it what."""
    snapshot, said = d.by_id[item.account_id], voice_fact(d, item)
    person = next((one for one in snapshot.contacts if one.name == item.author), None)
    facts = [said] if person is None else [said, person_fact(snapshot.account, person, d.as_of)]
    role = f", {show_word(person.role)}" if person is not None and person.role else ""
    where = f", by {item.channel}" if item.channel else ""
    who = f"{item.author or 'Somebody'}{role}, {snapshot.account.name}{where}, {show_date(item.date)}"
    return [f"{who} {d.cite(*facts)}:", quote(plain_text(item.text), d.cite(said))]


def voice_fact(d: Overall, item: Feedback) -> Fact:
    """Return what was said as a fact of its day."""
    return d.make(
        "voice",
        f"Feedback of {item.author or 'somebody'}{f' on {item.product_area}' if item.product_area else ''}",
        item.text,
        of=d.by_id[item.account_id].account,
        display=item.text,
        formula=f"as said by {item.channel}" if item.channel else "as said",
        records=[item],
        as_of=item.date,
    )


def opening(item: Feedback) -> str:
    """Return the first sentences of an item, word for word, so many that they say something."""
    text = one_line(plain_text(item.text))
    ends = [match.start() for match in _SENTENCE_ENDS.finditer(text)]
    return next((text[:end] for end in ends if len(text[:end].split()) >= _OPENING), text)


# Where it goes

_BY_NAME = (
    (r"pric|licen[cs]|billing|contract|seat", "Commercial"),
    (r"support", "Support"),
    (r"academy|training|adoption|enablement|onboarding", "Academy"),
    (r"sign.?on|sso|security|reliab|performance|connector|integration|\bapi\b|mobile", "Engineering"),
    (r"assistant|agent|\bai\b|model|answer", "AI team"),
)
_BY_WORDS = (
    (
        r"crash|error|broken|bounces|\bfails?\b|failed|stops|stopped|disappear|gone\b|slow|timeout|can.?t log",
        "Engineering",
    ),
    (r"\bcited?\b|\bsources?\b|invent|made up|hallucinat|wrong (?:answer|report|number)|\bguess|confident", "AI team"),
    (r"\bpay(?:ing)?\b|\bprice|\bdiscount|\bbill(?:s|ing)?\b|\btiers?\b|too dear|charging", "Commercial"),
    (r"nobody (?:told|showed) us|never learn|how do (?:I|we)|\bmodule|\bcourse|\btraining", "Academy"),
    (r"ticket|no answer|nobody answers|respon[sd]", "Support"),
)
_READS_LIKE = {
    "Engineering": "a defect",
    "AI team": "a doubtful answer or source",
    "Commercial": "a matter of price",
    "Academy": "something not learned",
    "Support": "a matter of support",
}


def feedback_routing(d: Overall) -> list[Part]:
    """Suggest where each area goes, by its name and by what its items read like."""
    rows = []
    for group in groups(d)[: 2 * _AREAS]:
        first = owner_of(group.name)
        rows.append([group.name, count_accounts(d, group), first, _others(d, group, first)])
    if not rows:
        return []
    play = f"Play: {d.playbook('feedback-routing')}"
    note = (
        "The name of the area suggests who comes first, words suggest the last column; two rows that fit are two items."
    )
    return part("plan", table(["area", "accounts", "goes first to", "its items also read like"], rows), note, play)


def owner_of(area: str) -> str:
    """Return who of us answers for an area, by its name; Product where the name tells nothing else."""
    return next((owner for words, owner in _BY_NAME if re.search(words, area, re.I)), "Product")


def _others(d: Overall, group: Group, first: str) -> str:
    counts = []
    for words, owner in _BY_WORDS:
        found = [item for item in group.items if re.search(words, item.text, re.I)]
        if len(found) >= _TELLING and owner != first:
            counts.append((len(found), owner, found))
    counts.sort(key=lambda one: (-one[0], one[1]))
    return "; ".join(
        d.put(
            d.make(
                f"feedback.{group.name}.route.{owner}",
                f"{group.name}, {owner}",
                count,
                unit="items",
                display=f"{_READS_LIKE[owner]}, {count:,} of {len(group.items):,}: {owner}",
                formula="items that hold one of a list of English words, out of those of the period",
                records=found,
            )
        )
        for count, owner, found in counts[:2]
    )
