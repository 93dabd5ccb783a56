"""Statements of state (`T-5121 is closed`, `it renews by itself`) held against the facts of the evidence."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property

from copilot.evidence import Fact
from copilot.grounding.dates import DateMention
from copilot.grounding.deals import DEAL_WORDS, labelled_otherwise, put_together
from copilot.grounding.names import Mention
from copilot.grounding.quantities import Quantity
from copilot.grounding.roles import ROLE_WORDS, Person, against_roles, people_of
from copilot.grounding.sources import Source
from copilot.grounding.stated_values import VALUE_WORDS, Facts, against_colour, against_counts, against_days
from copilot.grounding.statements import is_advice
from copilot.grounding.terms import TERM_WORDS, against_terms
from copilot.grounding.ticket_states import STATE_WORDS, against_tickets, tickets_of
from copilot.grounding.units import is_money
from copilot.grounding.words import words_in

_SUPPOSED = re.compile(
    r"\?|\b(?:if|whether|once|until|unless|when|will|would|should|could|might|may|must|can|expects?|hopes?"
    r"|says?|said|claims?|wrote|told|assum\w+|suppos\w+|propos\w+ that"
    r"|wenn|falls|ob|sobald|wird|werden|würde|sollte|könnte|soll"
    r"|sagt|sagte|si|quand|lorsque|dit|sera|serait|devrait|pourrait)\b",
    re.I,
)
"""What is supposed, asked for or told by somebody is no statement of how things are."""


class States:
    """The facts of one body of evidence that tell how things are, by what they are about."""

    def __init__(self, sources: Sequence[Source], as_of: date):
        self._sources, self._as_of = sources, as_of

    @cached_property
    def _facts(self) -> Facts:
        return _by_name(self._sources)

    @cached_property
    def _tickets(self) -> Mapping[str, Sequence[Fact]]:
        return tickets_of([one.fact for one in self._sources if one.fact is not None])

    @cached_property
    def _people(self) -> Sequence[Person]:
        return people_of([one.fact for one in self._sources if one.fact is not None])

    def contradicted(
        self,
        sentence: str,
        days: Sequence[DateMention],
        mentions: Sequence[Mention],
        held: Sequence[Source],
        *,
        is_cited: bool,
    ) -> str:
        """Say which fact contradicts how things are by a sentence; nothing where none does.

        Days, counts and colours of a sentence that cites are held against what it cites, which is of their own day.
        """
        words = words_in(sentence)
        is_of_role, is_of_terms = not ROLE_WORDS.isdisjoint(words), not TERM_WORDS.isdisjoint(words)
        is_of_state = not STATE_WORDS.isdisjoint(words) and any(one.kind == "thing" for one in mentions)
        is_of_value = not VALUE_WORDS.isdisjoint(words)
        if not (is_of_role or is_of_terms or is_of_state or is_of_value) or _SUPPOSED.search(sentence):
            return ""
        is_said = not is_advice(sentence)
        reason = ""
        if is_said and is_of_state:
            reason = against_tickets(sentence, days, self._tickets)
        if is_said and is_of_terms and not reason:
            reason = against_terms(sentence, self._of_accounts("auto_renew", mentions, held), held)
        if is_said and is_of_role and not reason:
            reason = against_roles(sentence, self._people, held, is_dated=bool(days))
        if is_of_value and not reason:
            reason = self._against_values(sentence, days, mentions, held, is_cited=is_cited)
        return reason

    def _against_values(
        self,
        sentence: str,
        days: Sequence[DateMention],
        mentions: Sequence[Mention],
        held: Sequence[Source],
        *,
        is_cited: bool,
    ) -> str:
        facts = _by_name(held) if is_cited else self._facts
        names_person = any(one.kind == "person" for one in mentions)
        reason = against_days(sentence, days, facts, held, self._as_of, names_person=names_person) if days else ""
        reason = reason or against_colour(sentence, facts)
        if not (is_cited or days or reason):
            reason = against_counts(sentence, self._sources)
        return reason

    def put_together(
        self,
        sentence: str,
        figures: Sequence[Quantity],
        days: Sequence[DateMention],
        tells: Callable[[Source, DateMention], bool],
    ) -> str:
        """Say which amount of a sentence that cites nothing is told by no one source the way the sentence tells it."""
        if not any(is_money(one.unit) for one in figures):
            return ""
        reason = ""
        if days and not DEAL_WORDS.isdisjoint(words_in(sentence)):
            reason = put_together(figures, days, sentence, self._sources, tells)
        return reason or labelled_otherwise(figures, sentence, self._sources)

    def _of_accounts(self, name: str, mentions: Sequence[Mention], held: Sequence[Source]) -> Sequence[Fact]:
        """Return the facts of a name of the accounts that a sentence names, or else that its evidence is about."""
        named = {name for one in mentions if one.kind == "account" for name in one.names}
        owners = {one.account_id for one in held if one.account_id}
        return [
            one
            for one in self._facts.get(name, ())
            if (one.account_name in named if named else not owners or one.account_id in owners)
        ]


def _by_name(sources: Sequence[Source]) -> Facts:
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for source in sources:
        if source.fact is not None:
            found[source.fact.name].append(source.fact)
    return found
