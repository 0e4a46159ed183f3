"""The public pages alone: check page, keys and status lists, from an exported register. No database, no users."""
