"""Tools of a workshop: their register, what goes out and comes back at a session, what is missing, the papers."""
