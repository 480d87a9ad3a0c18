"""How passwords are kept: Argon2id, as slow as OWASP asks and no slower.

Mornings, a whole province signs in within an hour; each hash holds one core for as long as it takes.
The parameters are OWASP's for Argon2id with 19 MiB (two passes, one lane), about a twelfth of the
time of PBKDF2 with a million rounds at better protection against graphics cards. Older hashes are
read as before and are replaced when their person next signs in.
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
