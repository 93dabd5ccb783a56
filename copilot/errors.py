"""The errors that people see: each says what is wrong and what to do about it."""


class CopilotError(Exception):
    """A failure to be told to the user in plain words; anything else that is raised is a defect.

    `message` says what is wrong, `hint` what to do next, `status` is the HTTP status that fits.
    """

    status = 500

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InvalidInput(CopilotError):
    """What was given cannot be used: a bad question, date, file or argument."""

    status = 422


class NotFound(CopilotError):
    """Nothing of that name or id is there, or the caller may not see it: the two look the same."""

    status = 404


class NotAllowed(CopilotError):
    """The caller may not do this."""

    status = 403


class Conflict(CopilotError):
    """It cannot be done now, because something else is under way."""

    status = 409


class Unavailable(CopilotError):
    """A part that is needed (model, database, Chroma, disk) cannot be used right now."""

    status = 503
