"""Answers written from evidence alone: facts as sentences, passages as quotes, never more."""

import re
from collections.abc import Callable, Sequence

from copilot.display import show_date
from copilot.evidence import Evidence, Fact, Passage
from copilot.llm.built_in.planning import Plan, names_something, without_names
from copilot.llm.built_in.quoting import Quote, agreements, best_quotes, orders_a_model, stems
from copilot.llm.built_in.reading import Embed
from copilot.llm.built_in.turn import Conversation

WHAT_I_DO = (
    "I answer questions about your accounts and playbooks, from your own data and with sources. "
    "Try: *Which enterprise accounts renew in the next ninety days?* "
    "Or: *What does our playbook say when a champion leaves?*"
)
NO_MODEL = "*Put together without a language model: figures from your data, quotes word for word.*"
_WITH_NOTES = {"list_accounts", "list_tickets", "timeline", "search_notes", "search_playbooks"}
_NOTHING, _NOTE = "nothing", "note_on_the_answer"
_RELEVANT = 0.33
_OFF, _FAR = 0.12, 0.25
_CONFIRMS = 0.45
_ACTS = re.compile(r"\bwho does what\b|\bsteps?\b|\bprocess\b|\bday by day\b|\bplan\b|\bby when\b|\bprocedure\b", re.I)


class Writer:
    """Writes the answer to a turn."""

    def __init__(self, embed: Embed) -> None:
        self.embed = embed

    def write(self, plan: Plan, conversation: Conversation) -> str:
        """Return the answer in Markdown, with `{F3}` where a figure goes and `[P2]` where a source is cited."""
        if plan.outcome == "ask which":
            return _ask_which(plan)
        if plan.outcome == "ask for account":
            name = names_something(plan.question)
            known = f"I know no account called {name}. " if name else ""
            return f"{known}Which account do you mean? Name it, and I look it up."
        if plan.intent in ("capability", "off_topic"):
            return _small_talk(plan)
        errors = [call.error for call in conversation.current.calls if call.error]
        evidence = [call.evidence for call in conversation.current.calls if call.name != "find_accounts"]
        if errors and not any(one.facts or one.passages for one in evidence):
            return "\n\n".join(dict.fromkeys(errors))
        body = self._body(plan, conversation)
        looked_up = [call.evidence for call in conversation.current.calls if call.name in _WITH_NOTES]
        notes = dict.fromkeys(f"{{{fact.id}}}" for one in looked_up for fact in one.facts if fact.name == _NOTE)
        return "\n\n".join([body, *notes, NO_MODEL])

    def _body(self, plan: Plan, conversation: Conversation) -> str:
        gathered = gather(conversation)
        writers: dict[str, Callable[[Plan, Conversation, Evidence], str]] = {
            "brief": self._brief,
            "last_contact": self._last_contact,
            "playbook": self._playbook,
            "notes": self._notes,
            "people": _people,
            "tickets": _tickets,
            "usage": self._figures,
            "contract": self._figures,
            "profile": self._profile,
            "compare": _compare,
            "timeline": _timeline,
            "list": _list,
            "portfolio_metric": _cannot_measure,
        }
        return writers.get(plan.intent, self._notes)(plan, conversation, gathered)

    def _brief(self, plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
        return "\n\n".join(self._brief_of(account, evidence, plan) for account in plan.accounts)

    def _brief_of(self, account: Fact, evidence: Evidence, plan: Plan) -> str:
        facts = _told(evidence, account)
        parts = [
            f"{fact.label} {{{fact.id}}}"
            for name in ("arr", "next_renewal_date", "csm_sentiment")
            if (fact := facts.get(name))
        ]
        lines = [f"**{account.display}: {', '.join(parts)}.**" if parts else f"**{account.display}**"]
        use = [
            facts[name] for name in ("monthly_active_users", "licence_utilisation", "usage_change_28d") if name in facts
        ]
        if use:
            lines.append(f"- Use: {_in_a_row(use)}.")
        if reason := facts.get("csm_sentiment_reason"):
            lines.append(f"- The CSM's reason: “{reason.display}” [{reason.id}]")
        lines += [f"- {fact.label}: {{{fact.id}}}." for fact in _contacts(evidence, account)]
        open_tickets = [
            fact for fact in evidence.facts if fact.name == "ticket" and fact.account_id == account.account_id
        ]
        lines += [f"- Open: {{{fact.id}}}." for fact in open_tickets] or [
            "- Open tickets: {" + facts["open_tickets"].id + "}."
        ]
        if note := facts.get("note"):
            lines.append(f"- Last spoken: {note.label}, {{{note.id}}}.")
            lines += _bullets(self._agreed(plan.question, _of(evidence.passages, account), 4), indent="  ")
        else:
            lines += [f"- {line}" for line in _nothing(evidence) if "call" in line]
        return "\n".join(lines + _gap_lines(evidence, account))

    def _agreed(self, question: str, passages: Sequence[Passage], limit: int) -> list[Quote]:
        found = agreements(passages, limit=limit)
        return found or best_quotes(question, passages, self.embed, limit=3, least=0.0)

    def _last_contact(self, plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
        blocks: list[str] = []
        for account in plan.accounts:
            facts = _told(evidence, account)
            lines: list[str] = []
            if note := facts.get("note"):
                days = facts.get("days_since_contact")
                ago = f", {{{days.id}}} ago" if days and facts["last_contact_date"].value == note.value else ""
                lines.append(f"**We last spoke to {account.display} on {{{note.id}}}{ago}: {note.label}.**")
                passages = _of(evidence.passages, account)
                found = agreements(passages, limit=8)
                if found:
                    lines += ["", "What was agreed, in the note's words:", *_bullets(found)]
                else:
                    lines += ["", "I find no agreement written down in it. What it says:"]
                    lines += _bullets(best_quotes(plan.question, passages, self.embed, limit=4, least=0.0))
            else:
                lines += _nothing(evidence)
            later = facts.get("last_contact_date")
            if later and (note is None or str(later.value) > str(note.value)):
                lines += ["", f"A contact is on record for {{{later.id}}}, without a note."]
            blocks.append("\n".join(lines))
        return "\n\n".join(blocks)

    def _playbook(self, plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
        found = [one for call in conversation.current.called("search_playbooks") for one in call.evidence.passages]
        relevant = self._relevant(plan.question, found, _RELEVANT)
        if not relevant:
            return "I find no playbook about this."
        first = relevant[0]
        whole = [one for call in conversation.current.called("read_document") for one in call.evidence.passages]
        lines = [f"**{first.title}** is what we have on this [{first.id}]."]
        for passage in self._parts(plan.question, first, whole or [first]):
            heading = passage.heading[-1] if passage.heading else ""
            lines += ["", f"*{heading}* [{passage.id}]" if heading and heading != first.title else "", _block(passage)]
        others = list({one.title: one for one in relevant if one.document_id != first.document_id}.values())[:3]
        if others:
            lines += ["", "See also: " + "; ".join(f"{one.title} [{one.id}]" for one in others) + "."]
        return "\n".join(lines)

    def _parts(self, question: str, best: Passage, whole: Sequence[Passage]) -> list[Passage]:
        """Choose what to show of a playbook: the parts that the question asks for, else how it begins and who acts."""
        about = stems(question) - stems(best.title)
        asked = [one for one in whole if about & (stems(" ".join(one.heading[-1:])) - stems(best.title))]
        if asked:
            return asked[:3]
        acts = [one for one in whole if _ACTS.search(" ".join(one.heading[-1:]))]
        chosen = {passage.id: passage for passage in [whole[0], *(acts[:2] or [best])]}
        return sorted(chosen.values(), key=lambda passage: passage.start)

    def _notes(self, plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
        question = without_names(plan.question, conversation.current)
        quotes = best_quotes(question, evidence.passages, self.embed, limit=5, least=_RELEVANT)
        about = f" for {plan.accounts[0].display}" if len(plan.accounts) == 1 else ""
        if not quotes:
            least = _OFF if plan.accounts else _FAR
            nearest = best_quotes(question, evidence.passages, self.embed, limit=3, least=least)
            nothing = f"I find no note or playbook that plainly answers this{about}."
            return (
                nothing
                if not nearest
                else "\n".join([f"{nothing} The nearest I have:", *_bullets(nearest, dated=True)])
            )
        return "\n".join([f"What I find{about}, most relevant first:", *_bullets(quotes, dated=True)])

    def _figures(self, plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
        """Write the figures, and what the notes say on it where the question asks for more than a figure."""
        body = _facts_of_accounts(plan, conversation, evidence)
        question = without_names(plan.question, conversation.current)
        quotes = best_quotes(question, evidence.passages, self.embed, limit=2, least=_CONFIRMS)
        return "\n".join([body, "", "In the notes:", *_bullets(quotes, dated=True)]) if quotes else body

    def _profile(self, plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
        """Answer with the facts whose label the question resembles most."""
        facts = [fact for fact in evidence.facts if fact.account_id and fact.value is not None]
        if not facts:
            return _facts_of_accounts(plan, conversation, evidence)
        labels = [fact.label for fact in facts]
        vectors = self.embed([plan.question, *labels])
        scores = (vectors[1:] @ vectors[0]).tolist()
        best = max(scores)
        near = [fact for fact, score in zip(facts, scores, strict=True) if score >= max(best - 0.05, _RELEVANT)]
        picked = near or [
            fact for fact in facts if fact.name in ("segment", "stage", "industry", "region", "csm_email")
        ]
        body = _facts_of_accounts(plan, conversation, Evidence(facts=picked))
        return body if near else f"I find no fact of that name. On record:\n\n{body}"

    def _relevant(self, question: str, passages: Sequence[Passage], least: float) -> list[Passage]:
        if not passages:
            return []
        texts = [f"{passage.title} {' '.join(passage.heading)} {passage.text}" for passage in passages]
        vectors = self.embed([question, *texts])
        scores = (vectors[1:] @ vectors[0]).tolist()
        return [passage for passage, score in zip(passages, scores, strict=True) if score >= least]


def gather(conversation: Conversation) -> Evidence:
    """Put together what the tools of the turn answered."""
    calls = [call for call in conversation.current.calls if call.name != "find_accounts"]
    return Evidence(
        facts=[fact for call in calls for fact in call.evidence.facts if fact.name != _NOTE],
        passages=[passage for call in calls for passage in call.evidence.passages],
    )


def _ask_which(plan: Plan) -> str:
    names = [fact.display for fact in plan.accounts]
    choice = " or ".join([", ".join(names[:-1]), names[-1]])
    handles = " ".join(fact.id for fact in plan.accounts)
    return f"Which one do you mean: {choice}? [{handles}]"


def _small_talk(plan: Plan) -> str:
    text = plan.question.casefold()
    if plan.intent == "off_topic":
        return f"That is outside what I can look up. {WHAT_I_DO}"
    if "thank" in text:
        return "You're welcome."
    if text.strip(" .!?") in ("bye", "goodbye", "see you"):
        return "Goodbye."
    return f"Hello. {WHAT_I_DO}"


def _cannot_measure(plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
    return f"I can't compute that: no query of mine measures it yet, and I don't guess. {WHAT_I_DO}"


def _facts_of_accounts(plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
    """Write facts one a line under the account, the gaps after them."""
    blocks: list[str] = []
    for account in plan.accounts:
        facts = [fact for fact in evidence.facts if fact.account_id == account.account_id and fact.value is not None]
        lines = [f"**{account.display}**", *(f"- {fact.label}: {{{fact.id}}}" for fact in facts)]
        blocks.append("\n".join(lines + _gap_lines(evidence, account)))
    return "\n\n".join(blocks)


def _people(plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
    people = [fact for fact in evidence.facts if fact.value is not None]
    if re.search(r"\b(?:left|gone)\b", plan.question, re.I):
        people = [fact for fact in people if "left on" in fact.display] or people
    found = [f"- {fact.label} at {fact.account_name}: {{{fact.id}}}." for fact in people]
    return "\n".join([*found, *_nothing(evidence)])


def _tickets(plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
    lines: list[str] = []
    for fact in evidence.facts:
        if fact.value is None:
            continue
        if fact.name == "tickets":
            subject = fact.account_name or "All accounts together"
            lines.append(f"**{subject}: {fact.label.lower()}: {{{fact.id}}}.**")
        else:
            where = "" if plan.accounts else f"{fact.account_name}: "
            lines.append(f"- {where}{{{fact.id}}}")
    return "\n".join([*lines, *_nothing(evidence)])


def _compare(plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
    names = [account.display for account in plan.accounts]
    lines = [f"| | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    known = {(fact.account_id, fact.name): fact for fact in evidence.facts}
    labels = {fact.name: fact.label for fact in evidence.facts if fact.value is not None}
    for name, label in labels.items():
        found = [known.get((account.account_id, name)) for account in plan.accounts]
        cells = [f"{{{fact.id}}}" if fact else "not on record" for fact in found]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _timeline(plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
    lines = [f"- {{{fact.id}}}: {fact.label}" for fact in evidence.facts if fact.value is not None]
    return "\n".join([f"**{plan.accounts[0].display}, newest first**", *lines, *_nothing(evidence)])


_COLUMNS = {"segment": "segment", "arr": "ARR", "next_renewal_date": "renews"}


def _list(plan: Plan, conversation: Conversation, evidence: Evidence) -> str:
    """Write the count, what it is worth and the table, with the filter as it was understood."""
    totals = {fact.name: fact for fact in evidence.facts if fact.account_id is None}
    rows: dict[str, list[Fact]] = {}
    for fact in evidence.facts:
        if fact.account_id is not None:
            rows.setdefault(fact.account_id, []).append(fact)
    worth = [fact for fact in evidence.facts if fact.name == "total_arr"]
    count = totals.get("accounts")
    if count is None:
        return "\n".join(_nothing(evidence))
    together = f", worth {' and '.join(f'{{{fact.id}}}' for fact in worth)} a year together" if worth else ""
    lines = [f"**{{{count.id}}}{together}.** Read as: {{{totals['query'].id}}}.", ""]
    if rows:
        lines += _table(rows)
    return "\n".join([*lines, "", *_nothing(evidence)]).strip()


def _table(rows: dict[str, list[Fact]]) -> list[str]:
    names = list(dict.fromkeys(fact.name for facts in rows.values() for fact in facts if fact.name != "account"))
    labels = {fact.name: fact.label for facts in rows.values() for fact in facts}
    header = " | ".join(_COLUMNS.get(name, labels[name].lower()) for name in names)
    lines = [f"| account | {header} |", f"|---|{'---|' * len(names)}"]
    for facts in rows.values():
        cells = [" and ".join(f"{{{fact.id}}}" for fact in facts if fact.name == name) or "unknown" for name in names]
        account = next(fact for fact in facts if fact.name == "account")
        lines.append(f"| {account.display} | {' | '.join(cells)} |")
    return lines


def _told(evidence: Evidence, account: Fact) -> dict[str, Fact]:
    """Return what is known of an account, by name."""
    of_account = [fact for fact in evidence.facts if fact.account_id == account.account_id]
    return {fact.name: fact for fact in of_account if fact.value is not None}


def _in_a_row(facts: Sequence[Fact]) -> str:
    return ", ".join(f"{fact.label.lower()} {{{fact.id}}}" for fact in facts)


def _contacts(evidence: Evidence, account: Fact) -> list[Fact]:
    of_account = [fact for fact in evidence.facts if fact.account_id == account.account_id]
    return [
        fact
        for fact in of_account
        if any(row.table == "contacts" for row in fact.rows) and fact.unit == "" and isinstance(fact.value, str)
    ]


def _of(passages: Sequence[Passage], account: Fact) -> list[Passage]:
    return [passage for passage in passages if passage.account_id == account.account_id]


def _bullets(quotes: Sequence[Quote], *, indent: str = "", dated: bool = False) -> list[str]:
    lines = []
    for quote in quotes:
        passage = quote.passage
        where = [passage.account_name, passage.title, show_date(passage.date) if passage.date else None]
        source = ", ".join(part for part in where if part) if dated else ""
        before = ": ".join(part for part in (source, quote.speaker) if part)
        lines.append(f"{indent}- {before}{': ' if before else ''}“{quote.text}” [{passage.id}]")
    return lines


def _block(passage: Passage) -> str:
    """Quote a passage whole, without lines that give orders to a model."""
    lines = [line for line in passage.text.splitlines() if not orders_a_model(line)]
    return "\n".join(f"> {line}" for line in lines) + f" [{passage.id}]"


def _gap_lines(evidence: Evidence, account: Fact) -> list[str]:
    gaps = [fact for fact in evidence.facts if fact.account_id == account.account_id and fact.value is None]
    return [f"- Not known: {fact.label.lower()} ({{{fact.id}}})." for fact in gaps]


def _nothing(evidence: Evidence) -> list[str]:
    """Say plainly what was looked for and not found."""
    return [f"{{{fact.id}}}" for fact in evidence.facts if fact.name == _NOTHING]
