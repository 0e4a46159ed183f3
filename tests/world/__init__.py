"""People, programs and files as they occur in offices of South Kalimantan: invented, seeded, the same each time."""
