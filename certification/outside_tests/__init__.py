"""Competency tests held by certification bodies (LSP): candidates, results, pre-printed blanks."""
