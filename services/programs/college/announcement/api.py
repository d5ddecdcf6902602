"""JSON views of the notice board."""

from services.programs.college.announcement import queries
from services.programs.college.announcement.who import READERS
from shared.doors import SHOWN, query

DOORS = [
    query("/api/announcements", queries.announcements, who=READERS, reads=SHOWN),
    query("/api/announcements/{announcement_id:uuid}", queries.announcement, who=READERS, reads=SHOWN),
]
