"""One run of a program: its life from plan to certificates, and the places in it."""
