"""An escalation: what happened, what it costs them, whose clock runs, what is said next."""
