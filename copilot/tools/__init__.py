"""What the agent may do, one tool a file."""
