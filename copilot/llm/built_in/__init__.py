"""The built-in chat model: reads a question, plans the look-ups, writes from their evidence."""
