"""What happens to a certificate that exists: copies, hand-over, replacement, revocation."""
