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
    commas, or empty for none. `organization` is the one they act for; empty means the contour's own. `pairs` says in
    which organization each role holds; without it every role holds wherever the actor sees.
    """

    id: str
    name: str = ""
    person_id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    organizations: str = ""
    organization: str = ""
    pairs: frozenset[tuple[Role, str]] = frozenset()

    @property
    def held(self) -> frozenset[tuple[Role, str]]:
        """Each role with each organization where it holds."""
        return self.pairs or frozenset((role, slug) for role in self.roles for slug in self.organizations.split(","))

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

    def admitted(self, who: frozenset[Role]) -> "Actor":
        """Return the actor as a door for these roles knows them: with these roles alone, and what they see by these.

        A tutor of one college who is an official for another sees difficulties of the first only.
        """
        return self._with(self.roles & who) if len(self.hats()) > 1 else self

    def hats(self) -> "list[Actor]":
        """Return the actor once for each different set of organizations that roles of theirs hold in."""
        places: dict[str, set[Role]] = {}
        for role in self.roles if self.pairs else ():
            places.setdefault(self._scope(frozenset({role})), set()).add(role)
        return [self._with(frozenset(roles)) for _, roles in sorted(places.items())] if len(places) > 1 else [self]

    def _with(self, roles: frozenset[Role]) -> "Actor":
        pairs = frozenset(pair for pair in self.pairs if pair[0] in roles)
        return msgspec.structs.replace(self, roles=roles, pairs=pairs, organizations=self._scope(roles))

    def _scope(self, roles: frozenset[Role]) -> str:
        slugs = {slug for role, slug in self.pairs if role in roles}
        return EVERYTHING if EVERYTHING in slugs else ",".join(sorted(slugs))


NOBODY = Actor(id="system:nobody")


def system(what: str, organization: str = "") -> Actor:
    """Return the actor for the platform's own work: a loop, a reaction, the demo.

    With an organization it sees that one only; without, it sees everything and acts for the contour's own.
    """
    return Actor(id=f"system:{what}", organizations=organization or EVERYTHING, organization=organization)
