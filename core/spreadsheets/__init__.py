"""Spreadsheets from outside, read in a process of their own.

`apart` is what the site calls; everything else here runs in that process, and imports neither Django nor the site.
"""
