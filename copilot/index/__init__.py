"""Passages of documents, their embeddings in Chroma and their words in the keyword index."""
