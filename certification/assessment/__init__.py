"""Unit results, what freezes them, their sign-off, and eligibility for papers."""
