"""How often one address may ask the check page: enough for a job fair, far too little to guess codes."""

from datetime import timedelta

WINDOW = timedelta(minutes=10)
MOST_CHECKS = 60
