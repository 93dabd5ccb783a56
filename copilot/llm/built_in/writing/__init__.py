"""Answers written from evidence alone: facts as sentences, passages as quotes, never more."""
