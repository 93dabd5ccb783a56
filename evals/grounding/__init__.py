"""The gold set for the claim checker, and its measurement; shares no code with copilot/grounding."""
