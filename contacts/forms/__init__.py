"""Forms of contacts, of lists of leads and of offices."""
