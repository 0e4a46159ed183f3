"""Everything stored about one person, as PDF and JSON for that person (UU 27/2022, articles 7, 13 and 32).

`scope` decides whom an office answers for, the `*_tables` modules describe what is stored where, `collected` reads it
in a fixed number of queries and redacts other people, and `portable` and `paper` write it out.
"""
