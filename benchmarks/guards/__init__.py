"""The guards of this site: what was tried, what stands against it, and the tests that fail without it."""
