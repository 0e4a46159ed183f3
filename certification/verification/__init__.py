"""What the public may learn about a certificate, and how it proves itself."""
