"""Bad input, by the thousand."""
