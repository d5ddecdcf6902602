"""What a college tells the region. Whose fact it is, the stream says: no event here names its organization."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from shared.event import Leaves, Told

# Whoever listens refuses what lies outside: a college that means harm can be large only in its own figures.
Figure = Annotated[int, Meta(ge=0, le=100_000), Leaves("figure")]
Code = Annotated[str, Meta(max_length=100), Leaves("code")]
Number = Annotated[str, Meta(max_length=100), Leaves("public duty")]
Codes = Annotated[tuple[Annotated[str, Meta(max_length=100)], ...], Meta(max_length=100)]
People = Annotated[tuple[UUID, ...], Meta(max_length=1000)]
Line = Annotated[str, Meta(max_length=500)]
Words = Annotated[str, Meta(max_length=10_000)]
Day = Annotated[date, Leaves("figure")]
PersonId = Annotated[UUID, Leaves("pseudonym")]
ThingId = Annotated[UUID, Leaves("code")]


class FromCollege(Told, frozen=True, kw_only=True):
    """A fact that a college tells the region."""

    def stream(self, home: str) -> str:
        """College to region: one stream for each college."""
        return f"programs.{home}"


class StaffCounted(FromCollege, frozen=True, kw_only=True, tag="programs.staff_counted.v1"):
    """The number of teachers of a college changed: the denominators of every share."""

    about: ClassVar[str] = "as_of"

    as_of: Day
    teachers: Figure
    novices: Figure
    under_35: Figure


class SystemIntroduced(FromCollege, frozen=True, kw_only=True, tag="programs.system_introduced.v1"):
    """The head signed the order that introduces the system of mentoring (R4.1.1)."""

    about: ClassVar[str] = "act_id"

    act_id: ThingId
    number: Number
    signed_on: Day
    curator_id: PersonId


class NeedMarked(FromCollege, frozen=True, kw_only=True, tag="programs.need_marked.v1"):
    """A teacher was marked as needing a mentor (R4.1.3)."""

    about: ClassVar[str] = "person_id"

    person_id: PersonId
    reason: Code
    marked_on: Day


class NeedLifted(FromCollege, frozen=True, kw_only=True, tag="programs.need_lifted.v1"):
    """A teacher no longer needs a mentor, or was marked by mistake."""

    about: ClassVar[str] = "person_id"

    person_id: PersonId
    reason: Code
    lifted_on: Day


class PairStarted(FromCollege, frozen=True, kw_only=True, tag="programs.pair_started.v1"):
    """A pair or group began: every consent, the addendum and the order are there (V03, V04)."""

    about: ClassVar[str] = "pair_id"

    pair_id: ThingId
    mentor_id: PersonId
    mentee_ids: Annotated[People, Leaves("pseudonym")]
    form: Code
    kinds: Annotated[Codes, Leaves("code")]
    order_number: Number
    started_on: Day


class PairEnded(FromCollege, frozen=True, kw_only=True, tag="programs.pair_ended.v1"):
    """A pair or group ended, and why."""

    about: ClassVar[str] = "pair_id"

    pair_id: ThingId
    ended_on: Day
    reason: Code


class ProgramStarted(FromCollege, frozen=True, kw_only=True, tag="programs.program_started.v1"):
    """The head approved a personalized program (3 to 12 months) and it began (R1.2)."""

    about: ClassVar[str] = "program_id"

    program_id: ThingId
    pair_id: ThingId
    starts_on: Day
    ends_on: Day
    edition: Code
    domains: Annotated[Codes, Leaves("code")]
    activities: Figure


class ProgramCorrected(FromCollege, frozen=True, kw_only=True, tag="programs.program_corrected.v1"):
    """A running program got a new version: another last day or other activities (R1.2: twelve months at most)."""

    about: ClassVar[str] = "program_id"

    program_id: ThingId
    version: Figure
    ends_on: Day
    activities: Figure


class MeetingHeldV1(FromCollege, frozen=True, kw_only=True, tag="programs.meeting_held.v1"):
    """A pair met, as it was told before the form of a meeting was."""

    about: ClassVar[str] = "program_id"

    program_id: ThingId
    held_on: Day

    def upcast(self) -> "MeetingHeld":
        """Nobody said how they met."""
        return MeetingHeld(program_id=self.program_id, held_on=self.held_on, form=None)


class MeetingHeld(FromCollege, frozen=True, kw_only=True, tag="programs.meeting_held.v2"):
    """A pair met, on site or online. What they spoke of stays with them."""

    about: ClassVar[str] = "program_id"
    was: ClassVar[type[Told]] = MeetingHeldV1

    program_id: ThingId
    held_on: Day
    form: Annotated[Literal["onsite", "online"] | None, Leaves("code")]


class Outcome(msgspec.Struct, frozen=True):
    """The level of a difficulty in one domain before and after a program."""

    domain: Annotated[str, Meta(max_length=100)]
    before: Annotated[str, Meta(max_length=100)]
    after: Annotated[str, Meta(max_length=100)]


class ProgramCompleted(FromCollege, frozen=True, kw_only=True, tag="programs.program_completed.v1"):
    """A program was completed, with what became of each difficulty."""

    about: ClassVar[str] = "program_id"

    program_id: ThingId
    completed_on: Day
    outcomes: Annotated[tuple[Outcome, ...], Meta(max_length=100), Leaves("code")]
    activities_done: Figure
    activities: Figure


class MentorPublishedV1(FromCollege, frozen=True, kw_only=True, tag="programs.mentor_published.v1"):
    """A mentor's card was published, as it was told before words were sealed with their person's key."""

    about: ClassVar[str] = "person_id"
    in_the_clear: ClassVar[bool] = True

    person_id: PersonId
    name: Annotated[Line, Leaves("by consent: publication")]
    post: Annotated[Words, Leaves("by consent: publication")]
    subject: Annotated[Words, Leaves("by consent: publication")]
    category: Annotated[Line, Leaves("by consent: publication")]
    experience_years: Annotated[int, Meta(ge=0, le=100), Leaves("by consent: publication")]
    domains: Annotated[Codes, Leaves("by consent: publication")]
    about_self: Annotated[Words, Leaves("by consent: publication")]
    mentees_now: Figure
    consented_on: Day

    def upcast(self) -> "MentorPublished":
        """The same card; only the bytes differ."""
        return MentorPublished(**msgspec.structs.asdict(self))


class MentorPublished(FromCollege, frozen=True, kw_only=True, tag="programs.mentor_published.v2"):
    """A mentor's card was published to the regional register, with the mentor's consent for exactly that.

    What the consent is for is sealed with the mentor's key.
    """

    about: ClassVar[str] = "person_id"
    was: ClassVar[type[Told]] = MentorPublishedV1

    person_id: PersonId
    name: Annotated[Line, Leaves("by consent: publication")]
    post: Annotated[Words, Leaves("by consent: publication")]
    subject: Annotated[Words, Leaves("by consent: publication")]
    category: Annotated[Line, Leaves("by consent: publication")]
    experience_years: Annotated[int, Meta(ge=0, le=100), Leaves("by consent: publication")]
    domains: Annotated[Codes, Leaves("by consent: publication")]
    about_self: Annotated[Words, Leaves("by consent: publication")]
    mentees_now: Figure
    consented_on: Day


class MentorWithdrawn(FromCollege, frozen=True, kw_only=True, tag="programs.mentor_withdrawn.v1"):
    """A mentor withdrew the consent: the card leaves the regional register, and its words are erased."""

    about: ClassVar[str] = "person_id"
    erases: ClassVar[str] = "publication"

    person_id: PersonId
    withdrawn_on: Day


class RouteRequestedV1(FromCollege, frozen=True, kw_only=True, tag="programs.route_requested.v1"):
    """A teacher asked for a route, as it was told before words were sealed with their person's key."""

    about: ClassVar[str] = "person_id"
    in_the_clear: ClassVar[bool] = True

    person_id: PersonId
    name: Annotated[Line, Leaves("by consent: route")]
    post: Annotated[Words, Leaves("by consent: route")]
    subject: Annotated[Words, Leaves("by consent: route")]
    difficulties: Annotated[
        dict[Annotated[str, Meta(max_length=100)], Annotated[str, Meta(max_length=100)]],
        Meta(max_length=100),
        Leaves("by consent: route"),
    ]
    strengths: Annotated[Codes, Leaves("by consent: route")]
    request: Annotated[Words, Leaves("by consent: route")]
    consented_on: Day

    def upcast(self) -> "RouteRequested":
        """The same request; only the bytes differ."""
        return RouteRequested(**msgspec.structs.asdict(self))


class RouteRequested(FromCollege, frozen=True, kw_only=True, tag="programs.route_requested.v2"):
    """A teacher asked the centre for an individual educational route, with a consent to be known there (R4.2.2).

    What the consent is for is sealed with the teacher's key.
    """

    about: ClassVar[str] = "person_id"
    was: ClassVar[type[Told]] = RouteRequestedV1

    person_id: PersonId
    name: Annotated[Line, Leaves("by consent: route")]
    post: Annotated[Words, Leaves("by consent: route")]
    subject: Annotated[Words, Leaves("by consent: route")]
    difficulties: Annotated[
        dict[Annotated[str, Meta(max_length=100)], Annotated[str, Meta(max_length=100)]],
        Meta(max_length=100),
        Leaves("by consent: route"),
    ]
    strengths: Annotated[Codes, Leaves("by consent: route")]
    request: Annotated[Words, Leaves("by consent: route")]
    consented_on: Day


class RouteWithdrawn(FromCollege, frozen=True, kw_only=True, tag="programs.route_withdrawn.v1"):
    """A teacher withdrew the consent to be known at the centre: the request and the name are erased there."""

    about: ClassVar[str] = "person_id"
    erases: ClassVar[str] = "route"

    person_id: PersonId
    withdrawn_on: Day
