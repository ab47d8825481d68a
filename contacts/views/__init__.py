"""Pages of contacts, of the lists that brought them in, and of the offices that look after them."""
