"""Makes passwords cheap to check in tests; the tests of identity check the real cost once."""

from argon2 import PasswordHasher

CHEAP = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
