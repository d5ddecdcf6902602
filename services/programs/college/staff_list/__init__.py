"""Staff lists: a college's own file is read, previewed and imported."""

from services.programs.college.staff_list import api, pages, store, tasks
from shared.service import Subject

SUBJECT = Subject(
    name="staff_list",
    title="Загрузка списка сотрудников",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    tasks=tasks.TASKS,
)
