"""Every kind of document, as it is declared."""

from collections.abc import Mapping
from typing import Any

from copilot.documents.blueprint import Blueprint
from copilot.documents.document import Kind
from copilot.documents.kinds.renewal_brief import RENEWAL_BRIEF

BLUEPRINTS: Mapping[Kind, Blueprint[Any]] = {one.kind: one for one in (RENEWAL_BRIEF,)}
