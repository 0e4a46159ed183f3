"""Sealing of issued files: the process that alone holds the keys, the seals, and their verification."""
