"""The sections of documents about an account, one subject a file."""
