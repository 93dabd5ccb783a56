"""The portfolio review: every account at once, for the Head of Customer Success."""
