"""The forms of messaging."""
