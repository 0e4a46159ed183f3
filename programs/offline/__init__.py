"""The roll without a network: what an instructor takes along, and what becomes of the marks that come back."""
