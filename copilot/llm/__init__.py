"""The chat model that was asked for: one that speaks the OpenAI protocol, or the built-in one."""
