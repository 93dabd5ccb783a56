"""The agent: model, tools and middleware, and the typed events it answers with."""
