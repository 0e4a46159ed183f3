"""A hasher of passwords that notes whether it works within a transaction."""

from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection


class WatchingHasher(MD5PasswordHasher):
    held: list[bool] = []

    def encode(self, password, salt):
        self.held.append(connection.in_atomic_block)
        return super().encode(password, salt)
