"""Results unit by unit, what freezes them, their sign-off, and whether somebody has earned the paper."""
