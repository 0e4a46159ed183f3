"""When it is taught: the week, the sessions made from it, holidays, clashes."""
