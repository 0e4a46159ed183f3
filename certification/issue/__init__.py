"""From the prepared certificate to its number, its words and its file; and the register of numbers."""
