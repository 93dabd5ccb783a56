"""The next hour with a customer."""
