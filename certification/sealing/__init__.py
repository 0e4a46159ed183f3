"""The seal of issued files: the process that alone holds the key, what it seals, and how seals are verified."""
