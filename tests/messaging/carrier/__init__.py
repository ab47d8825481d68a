"""A stand-in for Twilio in a process of its own, and workers that are killed while they use it."""
