"""What customers say, and the themes it falls into."""
