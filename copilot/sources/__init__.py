"""The outside world turned into records: book folders, notes, transcripts and Markdown knowledge."""
