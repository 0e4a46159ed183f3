"""Competency tests held by certification bodies (LSP): who goes, what comes back, which blanks were used."""
