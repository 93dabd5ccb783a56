"""The parts of a document held against its evidence: what cannot be checked does not stay."""

import re
from collections.abc import Callable, Sequence, Set
from datetime import date

from copilot.documents.document import LeftOut, Part
from copilot.errors import InvalidInput
from copilot.evidence import Claim, Evidence
from copilot.grounding.check import Checker
from copilot.grounding.handles import CITATION, MISSING, Renderer, handles_in
from copilot.grounding.names import Names
from copilot.grounding.sentences import Sentence
from copilot.grounding.statements import is_advice
from copilot.orders import orders_a_model

NOT_VERIFIED = " (not verified)"
"""Stands behind a sentence of a person that could not be checked, which stays."""

_CHART = re.compile(r"^!\[[^\]\n]*\]\(chart:[a-z-]+\)$")
_EMPTY_LINE = re.compile(r"^\s*(?:[-*+]|\d+[.)]|#+|>)?\s*$")
_RULE = re.compile(r"^\s*\|[\s|:-]*\|\s*$")
_DIGIT = re.compile(r"\d")
_STATES = re.compile(
    r"\b(?:know|consider|remember|note|recall|keep in mind|bear in mind|mention|say|tell \w+|remind \w+|given|since"
    r"|because|as)\b,? (?:that )?(?:the|they|their|its?|he|she|all|most|nobody|no|we|our|every|that)\b",
    re.I,
)
"""Advice that states something on its way: `Consider that the sponsor has left`."""
_HEAD = re.compile(r"^\|.*\n(?=\|[\s|:-]*\|$)", re.MULTILINE)
Objection = Callable[[str], str]
"""Says why a sentence may not be shown to the reader, or nothing."""


class Proofreader:
    """Checks parts against one body of evidence, which it takes apart once."""

    def __init__(self, evidence: Evidence, as_of: date, names: Names, objection: Objection) -> None:
        self._renderer, self._checker = Renderer(evidence), Checker(evidence, as_of, names)
        self._renderer_of_tables, self._checker_of_tables = self._renderer, self._checker
        if any("|" in one.display for one in evidence.facts):
            # A bar would end the cell.
            told = [one.model_copy(update={"display": one.display.replace("|", "/")}) for one in evidence.facts]
            in_tables = Evidence(facts=told, passages=evidence.passages)
            self._renderer_of_tables, self._checker_of_tables = Renderer(in_tables), Checker(in_tables, as_of, names)
        self._objection = objection

    def read(self, section: str, parts: Sequence[Part]) -> tuple[list[Part], list[LeftOut]]:
        """Return the parts with their claims, without what could not be checked, and what was left out.

        What a person wrote stays, marked where it could not be checked, unless its reader may not see it, which is an
        InvalidInput. Parts that have nothing left are dropped; a person's empty one stays, as it says what is gone.
        """
        kept: list[Part] = []
        left_out: list[LeftOut] = []
        for part in parts:
            proved, failed = self._read(part)
            left_out += [LeftOut(section=section, text=self._told(one.text), reason=one.reason) for one in failed]
            if proved.text or part.author == "person":
                kept.append(proved)
        return kept, left_out

    def _told(self, text: str) -> str:
        """Return what is told of a sentence that was left out: of one that is not for its reader nothing."""
        return "(a sentence that is not for customers)" if self._objection(text) else text

    def _read(self, part: Part) -> tuple[Part, list[Claim]]:
        charts, text = _without_charts(part)
        is_table = "|" in text
        renderer = self._renderer_of_tables if is_table else self._renderer
        checker = self._checker_of_tables if is_table else self._checker
        if part.author == "model":
            text = _with_unknown_marked(text, renderer.known)
        rendered = renderer.render(text.replace(NOT_VERIFIED, "")).text
        heads = _heads(rendered) if part.author == "code" else set()
        checked = [
            (sentence, self._judged(claim if part.author != "model" else _strictly(claim)))
            for sentence, claim in checker.check(rendered, is_cited=part.author != "person")
            if sentence.start not in heads
        ]
        failed = [(sentence, claim) for sentence, claim in checked if claim.state == "unverified"]
        if part.author == "person":
            self._refuse_unfit(failed)
            told, claims = _marked(rendered, failed), [claim for _, claim in checked]
            return part.model_copy(update={"text": _joined(told, charts), "claims": claims}), []
        told = _tidied(_without(rendered, failed))
        claims = [claim for _, claim in checked if claim.state != "unverified"]
        return part.model_copy(update={"text": _joined(told, charts), "claims": claims}), [one for _, one in failed]

    def _refuse_unfit(self, failed: Sequence[tuple[Sentence, Claim]]) -> None:
        for _, claim in failed:
            if reason := self._objection(claim.text):
                raise InvalidInput(f"A customer may not read “{claim.text[:200]}”: {reason}.", "Write it otherwise.")

    def _judged(self, claim: Claim) -> Claim:
        reason = "" if claim.state == "unverified" else self._objection(claim.text)
        return claim.model_copy(update={"state": "unverified", "reason": reason}) if reason else claim


def _with_unknown_marked(text: str, known: Set[str]) -> str:
    """Mark the citations of what was never gathered, so that the sentence in which one stands fails."""
    return CITATION.sub(lambda found: found.group() if set(handles_in(found.group())) <= known else MISSING, text)


def _strictly(claim: Claim) -> Claim:
    """Hold what a model writes without a source to what advice is: it says what to do, and nothing that is so."""
    if claim.state == "unverified" or (claim.state != "advice" and not orders_a_model(claim.text)):
        return claim
    reason = ""
    if orders_a_model(claim.text):
        reason = "it gives orders to a model"
    elif _DIGIT.search(CITATION.sub("", claim.text)):
        reason = "a figure in it has no source"
    elif _STATES.search(claim.text) or not (is_advice(claim.text) or claim.evidence):
        reason = "it states something without a source"
    return claim.model_copy(update={"state": "unverified", "reason": reason}) if reason else claim


def _heads(text: str) -> set[int]:
    """Return where the heads of tables begin, which say what stands below and claim nothing."""
    return {match.start() for match in _HEAD.finditer(text)}


def _without_charts(part: Part) -> tuple[list[str], str]:
    """Set the charts aside, which are no Markdown of a model; a model's stay in, and lose their marks."""
    if part.author == "model":
        return [], part.text
    lines = part.text.split("\n")
    return [one for one in lines if _CHART.match(one)], "\n".join(one for one in lines if not _CHART.match(one))


def _joined(text: str, charts: Sequence[str]) -> str:
    return "\n\n".join(one for one in (text, *charts) if one)


def _without(text: str, failed: Sequence[tuple[Sentence, Claim]]) -> str:
    for sentence, _ in reversed(failed):
        after = sentence.end + (sentence.text.startswith("|") and text[sentence.end : sentence.end + 1] == "\n")
        text = text[: sentence.start] + text[after:]
    return text


def _marked(text: str, failed: Sequence[tuple[Sentence, Claim]]) -> str:
    for sentence, _ in reversed(failed):
        if not sentence.text.startswith("|"):
            text = text[: sentence.end] + NOT_VERIFIED + text[sentence.end :]
    return text


def _tidied(text: str) -> str:
    """Drop what is left of list items, headings, quotes and tables when their sentences have gone."""
    lines = [line.rstrip() for line in text.split("\n")]
    lines = [line for line in lines if not line or not _EMPTY_LINE.match(line)]
    lines = [line for at, line in enumerate(lines) if not _is_bare_table(lines, at)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_bare_table(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line is of a table that has lost its head or every row."""
    if not lines[at].startswith("|"):
        return False
    first, last = at, at
    while first > 0 and lines[first - 1].startswith("|"):
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].startswith("|"):
        last += 1
    block = lines[first : last + 1]
    return len(block) < 3 or not _RULE.match(block[1])
