"""What comes from outside is read in a process of its own: a hostile file ends that process, and nothing else.

`reading` is what the site calls; `child` and what it imports run in that process, and import neither Django nor the
site. A reader is one module that the child imports: it takes bytes and says lines of JSON.
"""
