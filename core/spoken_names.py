"""How somebody is called: by a name, and not by the title before it."""

# Titles without their full stop, and the Balinese words that come before a name.
BEFORE_NAMES = {"dr", "dra", "drg", "drs", "h", "haji", "hajah", "hj", "i", "ir", "ni", "prof"}


def spoken_name(full_name: str) -> str:
    """The first word that is a name: "Hj. Noor Aisyah" is called Noor, "I Gusti Ngurah" Gusti."""
    words = full_name.split()
    names = (word for word in words if not word.endswith(".") and word.lower() not in BEFORE_NAMES)
    return next(names, words[0] if words else "")
