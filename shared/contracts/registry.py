"""What the regional registry tells every contour."""

from typing import Annotated, ClassVar

from shared.contracts import regulation_v1
from shared.contracts.regulation import Edition
from shared.event import Label, Leaves, Told

Public = Annotated[str, Leaves("public duty")]


class ToEveryone(Told, frozen=True, kw_only=True):
    """A fact that the registry tells every contour."""

    addressee: ClassVar[str] = "всем организациям края"
    because: ClassVar[str] = "публичные сведения"

    def stream(self, home: str) -> str:
        """Region to all."""
        return "registry.all"


class OrganizationEnrolled(ToEveryone, frozen=True, kw_only=True, tag="registry.organization_enrolled.v1"):
    """A college was enrolled in the region, or its card was corrected; its contour may sync under this key."""

    about: ClassVar[str] = "organization"
    happened: ClassVar[str] = "Организация подключена к обмену"

    organization: Annotated[Public, Label("Организация")]
    name: Annotated[Public, Label("Краткое название")]
    full_name: Annotated[Public, Label("Полное название")]
    municipality: Annotated[Public, Label("Муниципалитет")]
    time_zone: Annotated[Public, Label("Часовой пояс")]
    public_key: Annotated[Public, Label("Открытый ключ")]


class OrganizationSuspended(ToEveryone, frozen=True, kw_only=True, tag="registry.organization_suspended.v1"):
    """The region suspended the exchange with an organization; enrolling it again under its card resumes it."""

    about: ClassVar[str] = "organization"
    happened: ClassVar[str] = "Обмен с организацией приостановлен"

    organization: Annotated[Public, Label("Организация")]
    reason: Annotated[Public, Label("Причина")]


class RegulationPublishedV1(ToEveryone, frozen=True, kw_only=True, tag="registry.regulation_published.v1"):
    """The region published an edition of the rules; nobody could add a dictionary or a unit to one yet."""

    about: ClassVar[str] = "edition_id"

    edition_id: Public
    edition: Annotated[regulation_v1.Edition, Leaves("public duty")]

    def upcast(self) -> "RegulationPublished":
        """Return the edition with its dictionaries, units and terms by name."""
        return RegulationPublished(edition_id=self.edition_id, edition=self.edition.upcast())


class RegulationPublished(ToEveryone, frozen=True, kw_only=True, tag="registry.regulation_published.v2"):
    """The region published an edition of the rules: terms, units and dictionaries by name, with their clauses."""

    about: ClassVar[str] = "edition_id"
    happened: ClassVar[str] = "Опубликована редакция Положения"
    was: ClassVar[type[Told]] = RegulationPublishedV1

    edition_id: Annotated[Public, Label("Редакция")]
    edition: Annotated[Edition, Leaves("public duty"), Label("Сроки, единицы и словари")]
