"""The forms of retention, of requests from people, and of the broken glass."""
