"""The commands, one group of them a file; what they need is imported when they run, so that help costs nothing."""
