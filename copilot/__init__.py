"""The customer-success copilot: the model writes words, the code supplies facts."""
