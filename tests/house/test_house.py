"""The code follows docs/architecture.md and STYLE.md, as far as a test can check it."""

import ast
import re
from pathlib import Path

import asyncpg
import pytest

from deploy.contours import SERVICES, services_of
from deploy.docs import SERVICE_NAMES, _service, all_events
from shared import db
from shared.actor import Actor, Role
from shared.config import Kind
from shared.contracts.regulation import first_edition
from shared.event import (
    CONSENT,
    GROUNDS,
    Dictionary,
    Event,
    Label,
    Leaves,
    Told,
    leaving,
    marked,
    name_of,
    newest,
)
from shared.migrations import TABLES
from shared.sync.running import start_service
from shared.web.crossing import told_events
from tests.conftest import FreshContour
from tests.house.source import ROOT, SERVICES_ON_DISK, modules, statements, written

ROOMS_WITH_SQL = ("store.py", "queries.py")
LONGEST = 350
LONGEST_FUNCTION = 40
ALL_SERVICES = [_service(name) for name in SERVICE_NAMES]
EVENTS = all_events(ALL_SERVICES)


def test_a_row_is_locked_in_one_way() -> None:
    by_hand = [
        f"{file.relative_to(ROOT)}:{line}"
        for file, tree in modules(SERVICES_ON_DISK)
        for line, text in written(tree)
        if "for update" in text
    ]
    assert by_hand == []


def test_sql_is_only_in_store_and_queries() -> None:
    strangers = [
        f"{file.relative_to(ROOT)}:{line}"
        for file, tree in modules(SERVICES_ON_DISK)
        for line, _ in statements(tree)
        if file.name not in ROOMS_WITH_SQL
    ]
    assert strangers == []


WRITES = re.compile(r"^\s*(insert|update|delete|truncate)\b", re.IGNORECASE)


def test_views_never_write() -> None:
    writers = [
        f"{file.relative_to(ROOT)}:{line}"
        for file, tree in modules(SERVICES_ON_DISK)
        for line, sql in statements(tree)
        if file.name == "queries.py" and WRITES.match(sql)
    ]
    assert writers == []


@pytest.mark.parametrize("kind", ["college", "region"])
async def test_every_statement_fits_the_migrated_schema(kind: Kind, fresh_contour: FreshContour) -> None:
    config = await fresh_contour(kind, kind, untouched=True)
    wrong: list[str] = []
    count = 0
    for service in SERVICES[kind]:
        pool = await db.open_pool(config.logins[service], service)
        async with pool.acquire() as connection:
            for file, tree in modules(SERVICES_ON_DISK / service):
                for line, sql in statements(tree):
                    count += 1
                    try:
                        await connection.prepare(sql)
                    except asyncpg.PostgresError as error:
                        wrong.append(f"{file.relative_to(ROOT)}:{line}: {error}")
        await pool.close()
    assert wrong == []
    assert count > 10


@pytest.mark.parametrize("kind", ["college", "region", "federation"])
async def test_every_kind_of_task_fits_the_migrated_schema_and_finds_nothing_in_an_empty_contour(
    kind: Kind, fresh_contour: FreshContour
) -> None:
    config = await fresh_contour(kind, kind, untouched=True)
    anybody = Actor("account:anybody", roles=frozenset(Role), organizations=kind)
    first = []
    for service in services_of(kind):
        running = await start_service(config, service)
        tasks = await running.tasks(anybody)
        assert await running.waiting(anybody) == len(tasks)
        first += [task.url for task in tasks]
        await running.pool.close()
    # Where there is nothing, the first of everything waits.
    assert first == [{"college": "/people/upload", "region": "/organizations/new", "federation": "/regions/new"}[kind]]


@pytest.mark.parametrize("kind", ["college", "region"])
async def test_every_table_is_under_forced_row_level_security(kind: Kind, fresh_contour: FreshContour) -> None:
    config = await fresh_contour(kind, kind, untouched=True)
    for schema in (*SERVICES[kind], "identity", "sync"):
        connection = await db.connect(config.logins[schema])
        try:
            tables = [row["name"] for row in await connection.fetch(TABLES, schema)]
            bare = await connection.fetch(
                """select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                   where n.nspname = $1 and c.relkind in ('r', 'p') and c.relname <> '_migration'
                   and not (c.relrowsecurity and c.relforcerowsecurity)""",
                schema,
            )
            owned = await connection.fetchval(
                "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = current_user"
            )
        finally:
            await connection.close()
        assert tables
        assert [row["relname"] for row in bare] == []
        assert owned == 0, f"the login of {schema} owns tables"


@pytest.mark.parametrize("event", EVENTS, ids=name_of)
def test_every_event_is_documented_and_named_by_its_service(event: type[Event]) -> None:
    assert re.fullmatch(r"(registry|programs|routes|monitoring)\.[a-z0-9_]+\.v\d+", name_of(event))
    doc = event.__doc__ or ""
    assert len(doc) > 20
    assert not doc.startswith(f"{event.__name__}(")
    assert event.about in event.__struct_fields__


@pytest.mark.parametrize("event", [one for one in EVENTS if newest(one)], ids=name_of)
def test_every_event_says_in_russian_what_happened(event: type[Event]) -> None:
    assert event.happened[:1].isupper()
    assert not event.happened.endswith(".")


@pytest.mark.parametrize("event", told_events(), ids=name_of)
def test_every_field_that_may_leave_says_why(event: type[Told]) -> None:
    for field, ground in leaving(event).items():
        assert ground is not None, f"{event.__name__}.{field} does not say why it may leave"
        assert ground.ground.startswith(GROUNDS), ground.ground


@pytest.mark.parametrize("event", [one for one in told_events() if newest(one)], ids=name_of)
def test_every_told_event_says_beside_its_class_what_people_read(event: type[Told]) -> None:
    assert event.happened
    assert event.addressee
    assert event.because
    labels = marked(event, Label)
    assert [field for field in event.__struct_fields__ if not (field in labels and labels[field].text)] == []
    for dictionary in marked(event, Dictionary).values():
        assert first_edition().entries(dictionary.name)
        assert not dictionary.values or first_edition().entries(dictionary.values)
    if any(mark.ground.startswith(CONSENT) for mark in marked(event, Leaves).values()):
        assert "consented_on" in event.__struct_fields__


def test_only_contracts_declare_events_that_cross() -> None:
    strangers = [
        f"{file.relative_to(ROOT)}: {node.name}"
        for file, tree in modules(SERVICES_ON_DISK)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id in ("Told", "FromCollege", "ToEveryone") for base in node.bases)
    ]
    assert strangers == []


def test_every_own_event_is_applied_by_exactly_one_subject_or_told_by_an_event_that_is() -> None:
    for service in ALL_SERVICES:
        applied = [name_of(event) for apply in service.applies for event in (*apply.writes, *apply.tells)]
        own = [name for name in applied if name.startswith(f"{service.name}.")]
        assert sorted(own) == sorted(set(own))
        told = {name_of(event) for event in told_events() if newest(event)}
        assert {name for name in told if name.startswith(f"{service.name}.")} <= set(own)


FORBIDDEN = re.compile(
    "|".join(("py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.(org|com)", "deb" + r"\.debian"))
)
OWN_FILES = (".py", ".md", ".toml", ".txt", ".lock", ".json", ".sql", ".html", ".css", ".js", ".sh", "run", ".npmrc")


def test_no_file_names_a_registry_or_a_machine() -> None:
    named = []
    for folder in ("shared", "services", "deploy", "tests", "docs", ".ci"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and file.name.endswith(OWN_FILES) and "vendor" not in file.parts:
                text = file.read_text("utf-8", "replace")
                if FORBIDDEN.search(text) or str(ROOT) in text:
                    named.append(str(file.relative_to(ROOT)))
    assert named == []


def test_templates_carry_neither_style_nor_script_of_their_own() -> None:
    inline = re.compile(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", re.IGNORECASE)
    guilty = [
        str(file.relative_to(ROOT))
        for file in ROOT.glob("s*/**/templates/**/*.html")
        if inline.search(file.read_text("utf-8"))
    ]
    assert guilty == []


def test_files_stay_small() -> None:
    long = [
        f"{file.relative_to(ROOT)}: {lines}"
        for folder in ("shared", "services", "deploy")
        for file in (ROOT / folder).rglob("*.py")
        if file.name != "staff.py" and (lines := len(file.read_text("utf-8").splitlines())) > LONGEST
    ]
    assert long == []


def _length(function: ast.AST) -> int:
    """How many lines of code; a statement or a text of several lines is one thing."""
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    lines = (function.end_lineno or 0) - function.lineno + 1
    texts = [node for node in ast.walk(function) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return lines - sum((text.end_lineno or 0) - text.lineno for text in texts)


def test_functions_stay_short() -> None:
    long = [
        f"{file.relative_to(ROOT)}: {node.name}, {_length(node)} lines"
        for folder in ("shared", "services", "deploy")
        for file, tree in modules(ROOT / folder)
        if file.name != "document.py"  # an order is as long as the order
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > LONGEST_FUNCTION
    ]
    assert long == []


def test_every_subject_with_rules_is_named_by_a_test() -> None:
    tested = "\n".join(file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    unheard = [
        f"{service.name}.{area.name}.{subject.name}"
        for service in ALL_SERVICES
        for area in service.areas
        for subject in area.subjects
        if (SERVICES_ON_DISK / service.name / area.name / subject.name / "model.py").exists()
        and not re.search(
            rf"services\.{service.name}\.{area.name}(\.{subject.name}\b| import .*\b{subject.name}\b)", tested
        )
    ]
    assert unheard == []


def test_every_subject_on_disk_is_in_its_service() -> None:
    on_disk = {
        file.parent.relative_to(SERVICES_ON_DISK).as_posix() for file in SERVICES_ON_DISK.glob("*/*/*/__init__.py")
    }
    known = {
        f"{service.name}/{area.name}/{subject.name}"
        for service in ALL_SERVICES
        for area in service.areas
        for subject in area.subjects
    }
    assert on_disk == known


def test_no_file_of_a_service_lies_where_the_import_rule_does_not_look() -> None:
    files = [file.relative_to(SERVICES_ON_DISK) for file in SERVICES_ON_DISK.rglob("*.py")]
    deep = [str(file) for file in files if len(file.parts) > 4]
    assert deep == []
    folders = {(SERVICES_ON_DISK / file).parent for file in files}
    assert [
        str(folder) for folder in folders if not (folder / "__init__.py").exists() and folder.name != "services"
    ] == []


LATER = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")))


def test_nothing_is_put_off_in_a_comment() -> None:
    put_off = [
        str(file.relative_to(ROOT))
        for folder in ("shared", "services", "deploy", "tests")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in (".py", ".html", ".sql")
        and "vendor" not in file.parts
        and LATER.search(file.read_text("utf-8"))
    ]
    assert put_off == []


DATABASE_TIME = re.compile(
    r"(?<!default )\bnow\(\)|\b(current|local)_?(timestamp|date|time)\b|\b(clock|statement)_timestamp", re.I
)
# The first moment of a rebuild is nobody's: each line of the journal brings its own.
MAY_ASK = {Path("shared/rebuild.py")}


def test_nothing_is_decided_by_the_databases_time() -> None:
    said = []
    for folder in (ROOT / "shared", ROOT / "services"):
        texts = [
            (file, node.value)
            for file, tree in modules(folder)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        texts += [(file, file.read_text("utf-8")) for file in folder.rglob("*.sql")]
        said += [file.relative_to(ROOT) for file, text in texts if DATABASE_TIME.search(text)]
    assert set(said) == MAY_ASK
