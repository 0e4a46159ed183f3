from django.urls import reverse


def url(name, *args):
    """The page of this name with these parts in its address."""
    return reverse(f"certification:{name}", args=args)
