"""«Обмен» hands out statements of completeness on both sides; they hold with the keys, which the operator is shown."""

import re

from shared.sync import keys
from shared.sync.statement import examine, fingerprint
from tests.house.lived import Lived

LINK = re.compile(r'href="(/exchange/statement/([^/"]+)/([^/"]+))"')


async def test_both_sides_hand_out_statements_that_a_stranger_can_verify(year: Lived) -> None:
    await year.exchange(agreed=True)
    enrolled = await year.contours["region"].sync.fetch("select speaker, public_key from sync.followed")
    trusted = {row["speaker"]: row["public_key"] for row in enrolled}
    trusted |= {name: keys.read(one.config.key).public for name, one in year.contours.items()}
    proven = set()
    for contour, login in (("btlh", "head"), ("region", "operator"), ("region", "ministry")):
        async with year.browser(contour, login) as browser:
            page = await browser.get("/exchange/streams")
            assert page.status_code == 200, page.text
            key = await browser.get("/exchange/keys")
            assert (fingerprint(trusted[contour]) in page.text + key.text) is (login == "operator")
            for url, stream, other in LINK.findall(page.text):
                file = await browser.get(url)
                assert file.headers["content-disposition"].startswith(f"attachment; filename*=UTF-8''{stream}-")
                finding = examine(file.content, {name: trusted[name] for name in (contour, other)})
                assert finding.proven, finding.words
                proven.add((contour, stream))
    assert {("btlh", "programs.btlh"), ("region", "programs.btlh"), ("region", "programs.bgpk")} <= proven
    assert ("btlh", "registry.all") in proven


async def test_a_statement_that_was_never_agreed_on_is_not_there(year: Lived) -> None:
    async with year.browser("btlh", "head") as browser:
        assert (await browser.get("/exchange/statement/programs.bgpk/region")).status_code == 404
    async with year.browser("btlh") as stranger:
        assert (await stranger.get("/exchange/statement/programs.btlh/region")).status_code == 303
