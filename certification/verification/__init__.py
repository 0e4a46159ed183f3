"""What the public may learn about a certificate, and how a certificate proves itself."""
