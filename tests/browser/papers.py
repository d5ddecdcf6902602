"""Downloads the files of a page and opens them as a reader would."""

import re
import shutil
import subprocess
from pathlib import Path

import docx

from tests.browser.visitor import Visitor


def check_files(visitor: Visitor, *words: str) -> None:
    """Check that the first DOCX and the first PDF of this page open and contain these words."""
    opened = docx.Document(str(visitor.download(re.compile("DOCX$"))))
    texts = [paragraph.text for paragraph in opened.paragraphs]
    texts += [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    paper = visitor.download(re.compile("PDF$"))
    assert paper.read_bytes().startswith(b"%PDF-")
    written = [" ".join(" ".join(texts).split()), *([pdf_text(paper)] if shutil.which("pdftotext") else [])]
    for word in words:
        assert all(word in text for text in written), word


def pdf_text(paper: Path) -> str:
    """Return the text of a PDF, by pdftotext."""
    printed = subprocess.run(["pdftotext", "-layout", str(paper), "-"], capture_output=True, text=True, check=True)
    return " ".join(printed.stdout.split())
