"""Pages of plans. An office that is not the user's own does not exist: 404."""
