"""Case studies and win stories, and the consent that they need."""
