"""What the copilot answered to a case: all that a scorer may look at, as plain data that can be kept and read again."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from copilot.agent.events import Usage
from copilot.evidence import Claim, Evidence


class CalledTool(BaseModel):
    """A tool that was called for the last turn."""

    name: str
    arguments: dict[str, Any]
    failed: bool = False


class Response(BaseModel):
    """The answer to the last turn, the passages of a search, a drafted document as Markdown, or themes as JSON.

    `evidence` is what it cites, `retrieved` what was gathered besides. `error` is what a caller was told instead.
    `unanswered` says why nobody answered, as the model was down: there is nothing to judge then, or to keep.
    `seconds` is the time of all turns on the wall, `usage` their tokens.
    """

    model_config = ConfigDict(extra="forbid")

    text: str = ""
    claims: list[Claim] = Field(default_factory=list)
    evidence: Evidence = Field(default_factory=Evidence)
    retrieved: Evidence = Field(default_factory=Evidence)
    tools: list[CalledTool] = Field(default_factory=list)
    usage: Usage = Usage()
    model: str = ""
    seconds: float = 0.0
    error: str = ""
    unanswered: str = ""
