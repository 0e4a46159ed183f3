"""Everything that is stored about one person, as PDF and JSON for that person (UU 27/2022, articles 7, 13 and 32).

`scope` says about whom an office answers, the `*_tables` what is stored where, `collected` reads it with a fixed
number of queries and takes other people out of it, `portable` and `paper` write it down.
"""
