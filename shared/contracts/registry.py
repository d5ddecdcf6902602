"""What the regional registry tells every contour."""

from typing import Annotated, ClassVar

from shared.contracts.regulation import Edition
from shared.event import Leaves, Told

Public = Annotated[str, Leaves("public duty")]


class ToEveryone(Told, frozen=True, kw_only=True):
    """A fact that the registry tells every contour."""

    def stream(self, home: str) -> str:
        """Region to all."""
        return "registry.all"


class OrganizationEnrolled(ToEveryone, frozen=True, kw_only=True, tag="registry.organization_enrolled.v1"):
    """A college was enrolled in the region, or its card was corrected; its contour may sync under this key."""

    about: ClassVar[str] = "organization"

    organization: Public
    name: Public
    full_name: Public
    municipality: Public
    time_zone: Public
    public_key: Public


class OrganizationSuspended(ToEveryone, frozen=True, kw_only=True, tag="registry.organization_suspended.v1"):
    """The region suspended the exchange with an organization; enrolling it again under its card resumes it."""

    about: ClassVar[str] = "organization"

    organization: Public
    reason: Public


class RegulationPublished(ToEveryone, frozen=True, kw_only=True, tag="registry.regulation_published.v1"):
    """The region published an edition of the rules: terms and dictionaries with their clauses."""

    about: ClassVar[str] = "edition_id"

    edition_id: Public
    edition: Annotated[Edition, Leaves("public duty")]
