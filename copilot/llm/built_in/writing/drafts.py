"""The answer that tells of a document that was drafted."""

from copilot.llm.built_in.writing.draft import Draft

_SHOWN = 6


def drafted(draft: Draft) -> str:
    """Say which documents were drafted and where they are, with the first figures of each."""
    documents = [fact for fact in draft.evidence.facts if fact.name == "document"]
    others = [fact for fact in draft.evidence.facts if fact.name != "document" and fact.value is not None]
    blocks = []
    for document in documents:
        about = [one for one in others if one.account_id == document.account_id][:_SHOWN]
        lines = [f"{document.label}: {{{document.id}}}."]
        lines += [f"- {one.label}: {{{one.id}}}" for one in about]
        blocks.append("\n".join([lines[0], "", *lines[1:]]))
    return "\n\n".join(blocks)
