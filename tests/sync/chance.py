"""The chance of the simulation: the draws of `random.Random`, at half the price."""

from random import Random


class Chance(Random):
    """The standard library's, which asks less before it draws."""

    def below(self, end: int) -> int:
        """Draw what `randrange(end)` would draw."""
        bits = end.bit_length()
        drawn = self.getrandbits(bits)
        while drawn >= end:
            drawn = self.getrandbits(bits)
        return drawn
