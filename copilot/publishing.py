"""A document as a file, with the charts of its account, of the portfolio or of what customers ask for."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

from copilot.charts.style import Chart, to_png, to_svg
from copilot.documents.audience import Objector
from copilot.documents.document import Document
from copilot.documents.export import Form, export
from copilot.documents.export.manuscript import ImageForm
from copilot.errors import InvalidInput, NotFound
from copilot.feedback.board import Board
from copilot.feedback.period import period_to
from copilot.feedback.reading import Asked
from copilot.pictures import AccountPicture, PortfolioPicture, account_picture, portfolio_picture
from copilot.scope import Scope
from copilot.store.accounts import AccountStore
from copilot.theme_pictures import ThemePicture, theme_picture

_OF_PORTFOLIO: dict[str, PortfolioPicture] = {
    "arr-bridge": "arr-bridge",
    "renewals": "renewals",
    "health-distribution": "health",
}
"""The charts of all accounts, as documents name them."""
_OF_FEEDBACK: dict[str, ThemePicture] = {"themes-ranking": "ranking", "themes-trend": "trend"}
"""The charts of a feedback summary."""


class Publisher:
    """Writes documents as files; `templates` may hold a company's own `template.docx` and `template.pptx`.

    Only a feedback summary's charts need the `board`.
    """

    def __init__(self, accounts: AccountStore, templates: Path | None = None, board: Board | None = None) -> None:
        self._accounts, self._templates, self._board = accounts, templates, board

    def publish(
        self, document: Document, form: Form, scope: Scope, *, template: Path | None = None, base_url: str = ""
    ) -> bytes:
        """Return a document in a form; InvalidInput where the template cannot be used."""

        def draw(name: str, image: ImageForm) -> bytes:
            chart = self._chart(document, name, scope)
            return to_svg(chart).encode() if image == "svg" else to_png(chart)

        return export(document, form, draw, template or self._template(form), base_url)

    def _template(self, form: Form) -> Path | None:
        """Return the company's own template for a form, where there is one."""
        if self._templates is None or form not in ("docx", "pptx"):
            return None
        path = self._templates / f"template.{form}"
        return path if path.exists() else None

    def _chart(self, document: Document, name: str, scope: Scope) -> Chart:
        for picture in get_args(AccountPicture):
            if document.account_id is not None and picture == name:
                shows = self._shows(document, document.account_id, scope)
                return account_picture(self._accounts, picture, document.account_id, scope, document.as_of, shows)
        if name in _OF_PORTFOLIO:
            return portfolio_picture(self._accounts, _OF_PORTFOLIO[name], scope, document.as_of)
        if name in _OF_FEEDBACK and self._board is not None:
            return self._of_feedback(document, _OF_FEEDBACK[name], scope, self._board)
        raise NotFound(f"there is no chart called {name}")

    def _of_feedback(self, document: Document, name: ThemePicture, scope: Scope, board: Board) -> Chart:
        """Draw the themes of the document's own period, and of its account where it is about one."""
        of = Scope(scope.user, frozenset({document.account_id})) if document.account_id is not None else scope
        asked = Asked(since=document.since or period_to(document.as_of).since)
        return theme_picture(board, name, of, document.as_of, asked, self._accounts.standards.themes)

    def _shows(self, document: Document, account_id: str, scope: Scope) -> Callable[[str], bool]:
        """Return what tells whether a name may stand in a chart of a document."""
        if document.audience == "internal":
            return bool
        objection = Objector(self._accounts.account(account_id, scope), self._accounts)
        return lambda text: not objection(text)


def form_of(path: Path) -> Form:
    """Return the form that a file's name asks for; InvalidInput where it is none."""
    forms = get_args(Form)
    for form in forms:
        if path.suffix.casefold() == f".{form}":
            return form  # type: ignore[no-any-return]
    endings = ", ".join(f".{form}" for form in forms)
    raise InvalidInput(f"{path.name} does not end like a document.", f"It can end in {endings}.")
