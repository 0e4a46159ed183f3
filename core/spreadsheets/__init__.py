"""Reads uploaded spreadsheets in a separate process.

The site calls `apart`; everything else here runs in that process and imports neither Django nor the site.
"""
