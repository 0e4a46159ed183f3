from django.urls import reverse


def url(name, row):
    """The page of this name about this row."""
    return reverse(f"programs:{name}", args=[row.public_id])
