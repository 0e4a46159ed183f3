"""Django's templates, drawn with less work. What they draw is the same to the byte.

Drawing was more than half of the processor time of a page. Three things are done less often here: text that is the same
for everybody (`constants.py`) is put together once per language, variables are looked up without exceptions
(`lookups.py`), and partials are drawn without copying the context (`nodes.py`). Everything else is Django's own code,
and so is whatever these modules do not recognize. `loaders.py` puts them in the place of Django's.

Tests compare with Django's own templates, so that a change in a later release shows.
"""
