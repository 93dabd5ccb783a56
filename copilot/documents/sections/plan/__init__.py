"""Plans: objectives, measures, milestones, and the days that they are worked back to."""
