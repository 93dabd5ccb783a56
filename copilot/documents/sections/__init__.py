"""The sections of documents, one subject a file, in a folder for each family of documents."""
