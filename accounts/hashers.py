from django.contrib.auth.hashers import Argon2PasswordHasher


class OfficeArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with 46 MiB, one pass and one lane: the first choice of the OWASP password storage cheat sheet.

    Django's default (100 MiB, eight lanes) takes seconds when several people sign in at once on an office PC.
    """

    time_cost = 1
    memory_cost = 47104
    parallelism = 1
