"""What is taught: programs, their versions and units, and where the lists of them come from."""
