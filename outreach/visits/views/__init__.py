"""Pages of the visits: the agent's day, and what coordinators see of it."""
