"""The public side alone: check page, keys and status lists, from an exported register. No database and no users."""
