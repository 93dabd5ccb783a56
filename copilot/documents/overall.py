"""What a document about all accounts stands on."""

from copilot.documents.citing import Citing


class Overall(Citing):
    """Every account that the caller may see, on a day; what is cited is put into the ledger and gets a handle."""
