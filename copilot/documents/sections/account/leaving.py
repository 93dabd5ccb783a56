"""Why somebody left, in their words and in our notes, what is said of their data, and of a way back."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from copilot.display import show_date
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.ended import ended_on
from copilot.documents.sections.account.said import Words, chosen_words
from copilot.documents.sections.account.sentences import Sentence, sentences_since
from copilot.documents.writing import quote
from copilot.grounding.sources import fold
from copilot.snapshot import days_before

_LOOK_BACK, _WINDING_UP = 240, 60
"""Days before the end in which its reasons are looked for, and what was said of data and of a way back."""
_LEAVES = re.compile(
    r"\b(?:not|never|\w+n['’]t) (?:be )?renew\w*|\bnot to renew\b|\bnon-?renewal\b|\bnotice that\b"
    r"|\bgiv(?:e|es|en|ing) notice\b|\blet (?:it|the \w+) (?:lapse|run out|expire)\b|\bwind(?:ing)? down\b"
    r"|\bceas(?:e|ed|es|ing) (?:trading|operations)\b"
    r"|\b(?:cancel|terminat)\w* (?:the|our|your|this) (?:contract|agreement|subscription|licen[cs]es?)\b"
    r"|\b(?:kündigen|kündigung|gekündigt|nicht (?:weiter )?verlänger\w+|insolvenz\w*)\b"
    r"|\b(?:résili\w+|ne (?:\w+ )?(?:pas )?renouvel\w+|pas renouvel\w+|liquidation)\b",
    re.I,
)
"""Says that a contract is not gone on with."""
_WHY = re.compile(
    r"\b(?:because|reasons? (?:for|is|was|why)|grounds|instead of|acquisition|acquired by|taken over|takeover"
    r"|merger|merged|consolidat\w+|insolven\w+|bankrupt\w*|includes?|bundled|cheaper|too expensive|no (?:more )?money"
    r"|budget (?:cut|freeze)|(?:has|have|was|were|been) (?:dropped|sold)"
    r"|weil|deshalb|wegen|übernahme|fusion\w*|zu teuer|kein budget|parce que|à cause|en raison|rachat|trop cher)\b",
    re.I,
)
"""Gives a reason; counted only in a note that also speaks of leaving, and near to it."""
_ALTERNATIVE = re.compile(
    r"\b(?:a|their|the|on|free) (?:\w+ )?trial (?:in|at|of|with|running|of theirs)\b(?! (?:us|you)\b)"
    r"|\bpilot(?:s|ing|ed)? (?:with (?!us\b|you\b|our\b)|of another)|\bevaluat\w+ (?:\w+ ){0,3}"
    r"(?:alternatives?|vendors?|suppliers?|providers?|competitors?|tools|others)\b"
    r"|\b(?:RFP|RFI|request for proposals?)\b"
    r"|\bcompet(?:itors?|ing (?:\w+ )?(?:proposal|offer|product|bid|tool))\b|\brival(?:s|['’]s)?\b"
    r"|\b(?:testphase|ausschreibung|wettbewerber\w*|konkurrenz(?:produkt|angebot)\w*|alternativanbieter\w*)\b"
    r"|\bappels? d['’]offres\b|\bconcurrents?\b(?! (?:users?|sessions?|connections?|licen[cs]es?))|\bphase de test\b",
    re.I,
)
"""Speaks of another product that is looked at."""
_NO_CAUSE = re.compile(
    r"\b(?:(?:did|does|was|is|were) not|(?:did|does|was|is|were)n['’]t|never|nicht|kein\w*|n['’]est pas|pas)\b"
    r"(?: \w+){0,3} (?:cause[sd]?|reasons?|ursache|grund|raison)\b|\bno (?:cause|reason)\b",
    re.I,
)
"""Says what was no cause."""
_CAUSE = re.compile(
    r"\breasons?(?: code)?\s*[:=]|\bcause[sd]?\b|\bproduct gap\b|\b(?:could|would) (?:we |you |they )?(?:\w+ )?have"
    r" (?:kept|saved|helped|turned)\b|\bdid (?:you|they|she|he) leave\b|\bto be seen\b|\bcould not be seen\b"
    r"|\b(?:ursache|hauptgrund|grund (?:war|ist|für))\b|\bhätte\w* (?:\w+ ){0,3}(?:gehalten|geholfen)\b"
    r"|\b(?:la cause|raison principale|aurait (?:pu )?(?:gardé|garder|aidé))\b",
    re.I,
)
"""Names a cause, as a post-mortem does."""
_DATA = re.compile(
    r"\b(?:delet(?:ion|ed) (?:certificate|letter|confirm\w+|on)|certificate of deletion"
    r"|(?:data|prompts?|conversations?|chats?) exports?"
    r"|exports? (?:with|by|is|was|done|sent|delivered|ready|ordered)|datenexport|export (?:ist|wurde)|löschbestätigung"
    r"|löschung (?:der|ihrer) daten|daten (?:wurden |sind )?gelöscht|export des données|suppression des données"
    r"|attestation de suppression)\b",
    re.I,
)
"""Says what became of what is theirs."""
_BACK = re.compile(
    r"\b(?:win-?back|c[oa]m(?:e|es|ing) back|(?:buy|work with you|talk) (?:\w+ )?again|ever buy|can call me"
    r"|wherever i (?:land|go)|zurückkomm\w+|wieder (?:kaufen|zu ihnen|mit ihnen)|revenir chez|reviendr\w+)\b",
    re.I,
)
_NEAR, _IN_A_MAIL, _IN_A_LIST, _SHOWN = 3, 12, 6, 3


def their_reasons(d: Dossier) -> list[Words]:
    """Return what their people said of leaving and why, the newest first."""
    near = _near_leaving([one for one in d.once(_written) if not _is_ours(d, one)], _IN_A_MAIL)
    since = (d.as_of - ended_on(d)).days + _LOOK_BACK
    return chosen_words(d, most=_SHOWN, about=lambda text: text in near or bool(_LEAVES.search(text)), since_days=since)


def our_reasons(d: Dossier) -> list[Sentence]:
    """Return what our notes give as the reason since leaving was first spoken of, a question with its answer."""
    word = d.once(first_word)
    since = min([ended_on(d) - timedelta(days=_WINDING_UP), *([word.note.date] if word is not None else [])])
    ours = [one for one in d.once(_written) if _is_ours(d, one) and one.note.date >= since]
    near = _near_leaving(ours, _NEAR)
    told = [_answered(ours, at) for at, one in enumerate(ours) if _gives_cause(one.text) or one.text in near]
    return [one for one in told if not one.text.endswith("?") and not _NO_CAUSE.search(one.text)][-_SHOWN:]


def _gives_cause(text: str) -> bool:
    return bool(_CAUSE.search(text)) and not _NO_CAUSE.search(text)


def _answered(ours: Sequence[Sentence], at: int) -> Sentence:
    """Return a sentence, and where it asks what stands right behind it: `Could we have kept them? With a price.`."""
    one, behind = ours[at], ours[at + 1 : at + 2]
    both = " ".join(other.text for other in (one, *behind))
    is_answered = one.text.endswith("?") and len(behind) == 1 and fold(both) in fold(one.passage.text)
    return replace(one, text=both) if is_answered else one


def _near_leaving(written: Sequence[Sentence], reach: int) -> set[str]:
    """Return the sentences that give a reason near to words of leaving in the same note, and the list behind them."""
    near = set[str]()
    for at, one in enumerate(written):
        if _LEAVES.search(one.text):
            around = written[max(0, at - reach) : at + reach + 1]
            behind = written[at + 1 : at + 1 + _IN_A_LIST]
            told = [other.text for other in around if _WHY.search(other.text) and other.note is one.note]
            near |= {one.text, *told, *(other.text for other in behind if other.is_item and other.note is one.note)}
    return near


def of_data(d: Dossier) -> list[Sentence]:
    """Return what the notes since the winding up say of export and deletion, the newest last."""
    return _late(d, _DATA.search)[-2:]


def of_a_way_back(d: Dossier) -> list[Sentence]:
    """Return what the notes since the winding up say of coming back, the newest last."""
    return _late(d, _BACK.search)[-2:]


def first_word(d: Dossier) -> Sentence | None:
    """Return the first sentence on record that says that the contract is not gone on with."""
    return next((one for one in d.once(_written) if _LEAVES.search(one.text)), None)


def first_alternative(d: Dossier) -> Sentence | None:
    """Return the first sentence that speaks of another product, where it is before leaving is spoken of."""
    found = next((one for one in d.once(_written) if _ALTERNATIVE.search(one.text)), None)
    word, end = d.once(first_word), ended_on(d)
    last = word.note.date if word is not None else end
    return found if found is not None and found.note.date < last else None


def their_way_back(d: Dossier) -> list[Words]:
    """Return what their people said of coming back since the winding up, the newest first."""
    since = (d.as_of - ended_on(d)).days + _WINDING_UP
    return chosen_words(d, most=2, about=lambda text: bool(_BACK.search(text)), since_days=since)


def written_since(d: Dossier) -> list[Sentence]:
    """Return what each note of one of theirs since the end asks first, or how it begins, the newest last."""
    found: dict[str, Sentence] = {}
    names = {one.name for one in d.people}
    for one in d.once(_written):
        if one.note.date >= ended_on(d) and one.note.author in names:
            first = found.setdefault(one.note.document_id, one)
            if one.text.endswith("?") and not first.text.endswith("?"):
                found[one.note.document_id] = one
    return list(found.values())


def quoted(d: Dossier, told: Sequence[Sentence]) -> list[str]:
    """Write sentences of notes, each note named once, and who wrote it where that was one of theirs."""
    written: list[str] = []
    last = ""
    people = {one.name: one for one in d.people}
    for one in told:
        if one.passage.document_id != last:
            author = people.get(one.note.author or "")
            who, cited = ("Our note", []) if author is None else (f"{author.name} in", [d.person(author)])
            head = f"{who} “{one.passage.title}”, {show_date(one.note.date)}"
            written.append(f"{head} {d.cite(one.passage, *cited)}:")
        d.quoted.add(one.text)
        written.append(quote(one.text, d.cite(one.passage)))
        last = one.passage.document_id
    return written


def _written(d: Dossier) -> list[Sentence]:
    """Return the sentences of the notes since long before the end."""
    return list(sentences_since(d, days_before(ended_on(d), _LOOK_BACK)))


def _late(d: Dossier, says: Callable[[str], object]) -> list[Sentence]:
    since: date = ended_on(d) - timedelta(days=_WINDING_UP)
    return [one for one in d.once(_written) if one.note.date >= since and says(one.text)]


def _is_ours(d: Dossier, one: Sentence) -> bool:
    """Tell whether one of us wrote a note down."""
    return one.note.author in {person.name for person in d.snapshot.team.values()}
