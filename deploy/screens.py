"""The README's pictures, taken from a running demo: `python -m deploy.screens --data DIR`. Needs Chromium."""

import argparse
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from deploy.chromium import FLAGS, installed
from deploy.demo.stage import PASSWORD
from deploy.folder import Folder
from deploy.process import ROOT

# Picture, contour, login, page, and the element to click first.
SHOTS = (
    ("today", "btlh", "curator", "/", ""),
    ("program", "btlh", "mentor", "/programs", "main table a"),
    ("region", "region", "ministry", "/monitoring", ""),
)


# Pixels. Longer pages are cut: the README is not the place for them.
TALLEST = 1180


def main() -> None:
    """Take every picture."""
    asked = argparse.ArgumentParser("screens")
    asked.add_argument("--data", type=Path, default=Path(".podrost"))
    folder = Folder(asked.parse_args().data)
    urls = {config.contour: config.url for config in folder.configs()}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        for name, contour, login, page, click in SHOTS:
            take(browser, name, (urls[contour], login, page, click))
        browser.close()


def take(browser: Browser, name: str, where: tuple[str, str, str, str]) -> None:
    """Sign in, open the page, take the picture."""
    url, login, path, click = where
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ru-RU", timezone_id="Asia/Barnaul")
    page = context.new_page()
    page.goto(f"{url}/login")
    page.get_by_label("Логин").fill(login)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    page.goto(url + path)
    if click:
        page.locator(click).first.click()
        page.wait_for_load_state()
    page.evaluate("document.fonts.ready")
    file = ROOT / "docs" / "screens" / f"{name}.png"
    file.parent.mkdir(exist_ok=True)
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": 1280, "height": min(tall(page), TALLEST)})
    print(file.relative_to(ROOT), f"{file.stat().st_size // 1024} KiB")
    context.close()


def tall(page: Page) -> int:
    """Return the height of the whole page."""
    height: int = page.evaluate("document.documentElement.scrollHeight")
    return height


if __name__ == "__main__":
    main()
