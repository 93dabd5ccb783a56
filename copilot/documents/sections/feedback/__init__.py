"""What customers ask for, over all accounts."""
