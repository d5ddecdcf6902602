"""Passwords that cost next to nothing to check: what they cost in earnest, the tests of identity look at once."""

from argon2 import PasswordHasher

CHEAP = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
