"""The notice board of a college of the demo: two notices that stand there, one that has passed, one taken off."""

from datetime import timedelta

from deploy.demo.stage import Stage
from services.programs.college.announcement.commands import (
    ArchiveAnnouncement,
    PostAnnouncement,
    archive_announcement,
    post_announcement,
)
from services.programs.college.announcement.model import Audience

# Who wrote it and how many days ago, for how many days, for whom, pinned, what.
NOTICES: tuple[tuple[str, int, int, Audience, bool, str, str], ...] = (
    ("head", 30, 20, "all", False, "Педсовет о наставничестве",
     "Вторник, 15:00, актовый зал.\nКуратор расскажет, как прошло полугодие, наставники — что получилось."),
    ("curator", 12, 30, "mentees", False, "Отметьте затруднения до встречи с наставником",
     "Девять областей, десять минут. С этого начинается программа."),
    ("curator", 5, 25, "all", True, "Открытые занятия наставников",
     "График — в методическом кабинете. Приходите к коллегам и зовите к себе: взаимопосещение идёт в программу."),
)  # fmt: skip
MISTAKE = ("Встреча совета наставников", "Пятница, 14:00. Дата уточняется.")


async def fill(stage: Stage) -> None:
    """Let the head and the curator write."""
    for login, ago, days, audience, pinned, title, text in NOTICES:
        until = stage.day(ago) + timedelta(days=days)
        wish = PostAnnouncement(title=title, text=text, audience=audience, until=until, pinned=pinned)
        async with stage.acting(login, ago) as tx:
            await post_announcement(tx, wish)
    title, text = MISTAKE
    async with stage.acting("curator", 20) as tx:
        until = stage.day(20) + timedelta(days=60)
        taken = await post_announcement(tx, PostAnnouncement(title=title, text=text, audience="council", until=until))
    async with stage.acting("curator", 19) as tx:
        await archive_announcement(tx, ArchiveAnnouncement(announcement_id=taken, version=1))
