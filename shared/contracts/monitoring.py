"""What a region tells the federation: figures of the whole region, and how complete they are. Nothing about anybody."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from shared.event import Leaves, Moment, Told

# A whole region fits below this; what lies outside is refused by whoever listens.
Figure = Annotated[int, Meta(ge=0, le=10_000_000), Leaves("figure")]
Withheld = Annotated[Annotated[int, Meta(ge=0, le=10_000_000)] | None, Leaves("figure")]
Code = Annotated[str, Meta(min_length=1, max_length=40), Leaves("code")]


class FromRegion(Told, frozen=True, kw_only=True):
    """A fact that a region tells the federation."""

    def stream(self, home: str) -> str:
        """Region to federation: one stream for each region."""
        return f"monitoring.{home}"


class IndicatorReported(FromRegion, frozen=True, kw_only=True, tag="monitoring.indicator_reported.v1"):
    """An indicator of the whole region as it stood on a day, with the completeness that it had at that moment.

    `part` of `whole`, in people or things; an indicator that is no share has no whole. What would point to fewer than
    `least` people is not there: a figure is None, and nothing else that is told lets it be computed. `behind` of the
    `organizations` may have recorded something that the region did not have yet.
    """

    about: ClassVar[str] = "indicator"

    indicator: Code
    edition: Code
    unit: Code
    day: Annotated[date, Leaves("figure")]
    as_of: Annotated[Moment, Leaves("figure")]
    part: Withheld
    whole: Withheld
    withheld: Annotated[bool, Leaves("code")]
    least: Figure
    organizations: Figure
    behind: Figure
