"""What a region tells the federation: figures of the whole region, and how complete they are. Nothing about anybody."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from shared.event import Label, Leaves, Moment, Told

# A whole region fits below this; what lies outside is refused by whoever listens.
Figure = Annotated[int, Meta(ge=0, le=10_000_000), Leaves("figure")]
Withheld = Annotated[Annotated[int, Meta(ge=0, le=10_000_000)] | None, Leaves("figure")]
Code = Annotated[str, Meta(min_length=1, max_length=40), Leaves("code")]


class FromRegion(Told, frozen=True, kw_only=True):
    """A fact that a region tells the federation."""

    addressee: ClassVar[str] = "федерации"
    because: ClassVar[str] = "показатели края без людей"

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
    happened: ClassVar[str] = "Передан показатель края"

    indicator: Annotated[Code, Label("Показатель")]
    edition: Annotated[Code, Label("Редакция показателей")]
    unit: Annotated[Code, Label("Единица")]
    day: Annotated[date, Leaves("figure"), Label("На день")]
    as_of: Annotated[Moment, Leaves("figure"), Label("Сосчитано")]
    part: Annotated[Withheld, Label("Сколько")]
    whole: Annotated[Withheld, Label("Из скольких")]
    withheld: Annotated[bool, Leaves("code"), Label("Скрыто: речь о слишком немногих")]
    least: Annotated[Figure, Label("Меньше скольких не называем")]
    organizations: Annotated[Figure, Label("Организаций")]
    behind: Annotated[Figure, Label("Из них отстают")]
