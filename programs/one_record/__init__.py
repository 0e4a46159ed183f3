"""Two records of one human being: found, compared, joined."""
