"""Reads files from outside in a separate process, so that a hostile file can crash only that process.

The site calls `reading`. `child` and its imports run in the separate process and import neither Django nor the site. A
reader is a module imported by the child: it takes bytes and yields JSON lines.
"""
