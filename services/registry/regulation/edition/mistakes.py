"""Explains a mistake in the file of an edition to its author; repeats nothing of the content."""

import re

import msgspec

FIELDS = {
    "edition": "код редакции",
    "title": "название",
    "source": "источник",
    "valid_from": "с какого дня действует",
    "valid_to": "до какого дня действует",
    "units": "единицы",
    "terms": "сроки и нормы",
    "dictionaries": "словари",
    "entries": "слова",
    "code": "код",
    "value": "сколько",
    "unit": "единица",
    "dictionary": "из какого словаря",
    "clause": "пункт",
    "confirmed": "подтверждено ли основание",
    "note": "пояснение",
    "one": "один",
    "few": "два",
    "many": "пять",
    "of_one": "не меньше одного",
    "forms": "формы",
    "kinds": "виды",
    "domains": "области",
    "need_reasons": "причины",
    "levels": "уровни",
    "end_reasons": "причины окончания",
    "positions": "должности",
}
WANTED = (
    ("RFC3339", "нужна дата, например, 2026-09-01"),
    ("matching regex", "нужен код из строчных латинских букв, цифр, «-» и «_»"),
    ("Expected `bool | int | str`", "нужно целое число, true, false или текст в кавычках"),
    ("Expected `bool`", "нужно true или false"),
    ("Expected `int`", "нужно целое число"),
    ("Expected `array`", "нужен список в квадратных скобках"),
    ("Expected `object`", "нужна запись в фигурных скобках"),
    ("Expected `str", "нужен текст в кавычках"),
)


def explain(error: Exception) -> str:
    """Return what to correct and where: «нет поля «clause» (пункт) в terms[0] (сроки и нормы, строка 1)»."""
    message = str(error)
    if "JSON is malformed" in message or not isinstance(error, msgspec.ValidationError):
        return "это не JSON или файл повреждён"
    path = message.rpartition("`$")[2].rstrip("`").lstrip(".") if "`$" in message else ""
    place = f" в {path} ({_where(path)})" if path else ""
    if "missing required field" in message:
        field = message.split("field `")[-1].split("`")[0]
        return f"нет поля «{field}» ({FIELDS.get(field, 'так называется поле')}){place}"
    if "unknown field" in message:
        field = message.split("field `")[-1].split("`")[0]
        return f"поля «{field[:60]}» у редакции нет{place or ' в самом файле'}: уберите его или исправьте название"
    wanted = next((words for mark, words in WANTED if mark in message), "")
    return f"значение не подходит{place}{f': {wanted}' if wanted else ''}"


def _where(path: str) -> str:
    """«terms[0].value» → «сроки и нормы, строка 1, сколько»."""
    steps = []
    for part in path.split("."):
        name, _, rest = part.partition("[")
        steps.append(FIELDS.get(name, name))
        steps += [f"строка {int(row) + 1}" for row in re.findall(r"\d+", rest)]
    return ", ".join(steps)
