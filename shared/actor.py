"""Who acts: a person with roles, or the system itself."""

from enum import StrEnum
from uuid import UUID

import msgspec


class Role(StrEnum):
    """The roles of the regulation (R4) and the operator of the platform."""

    HEAD = "head"
    CURATOR = "curator"
    COUNCIL = "council"
    MENTOR = "mentor"
    MENTEE = "mentee"
    TEACHER = "teacher"
    HR = "hr"
    TUTOR = "tutor"
    METHODIST = "methodist"
    MUNICIPAL = "municipal"
    OFFICIAL = "official"
    OBSERVER = "observer"
    OPERATOR = "operator"


ROLE_WORDS = {
    Role.HEAD: "директор",
    Role.CURATOR: "куратор",
    Role.COUNCIL: "член совета наставников",
    Role.MENTOR: "наставник",
    Role.MENTEE: "наставляемый",
    Role.TEACHER: "педагог",
    Role.HR: "отдел кадров",
    Role.TUTOR: "тьютор ЦНППМ",
    Role.METHODIST: "методист",
    Role.MUNICIPAL: "муниципальный координатор",
    Role.OFFICIAL: "мониторинг, министерство",
    Role.OBSERVER: "федеральный наблюдатель",
    Role.OPERATOR: "оператор платформы",
}

EVERYTHING = "*"


class Actor(msgspec.Struct, frozen=True):
    """Who acts, and what rows they may see.

    `id` is `account:<uuid>`, `system:<what>` or `stream:<name>`; `organizations` is `*` for all, slugs joined by
    commas, or empty for none. `organization` is the one they act for; empty means the contour's own.
    """

    id: str
    name: str = ""
    person_id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    organizations: str = ""
    organization: str = ""

    @property
    def system(self) -> bool:
        """Whether the platform itself acts: a clock, a reaction, the demo."""
        return self.id.startswith("system:")

    def has(self, *roles: Role) -> bool:
        """Tell whether the actor holds any of the roles."""
        return not self.roles.isdisjoint(roles)

    def covers(self, organization: str) -> bool:
        """Tell whether the actor may see this organization."""
        return self.organizations == EVERYTHING or organization in self.organizations.split(",")


NOBODY = Actor(id="system:nobody")


def system(what: str, organization: str = "") -> Actor:
    """Return the actor for the platform's own work: a loop, a reaction, the demo.

    With an organization it sees that one only; without, it sees everything and acts for the contour's own.
    """
    return Actor(id=f"system:{what}", organizations=organization or EVERYTHING, organization=organization)
