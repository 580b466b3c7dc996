"""Articles as plain text or Markdown: the decoded file is the text that spans index."""

from __future__ import annotations

from servanda.sources.article import Article, report_of
from servanda.sources.article_bytes import article_text
from servanda.sources.intake import Context, Intake
from servanda.sources.manifest import Manifest
from servanda.sources.sidecar import KEYS, read_sidecar, undated

MANIFEST = Manifest(
    name="text",
    formats=("plain text", "Markdown"),
    suffixes=(".txt", ".md"),
    says="An article as text. Kept as it is: byte order mark dropped, line ends kept.",
    bad_data="An empty, binary or too large file is refused; text in another encoding is read, with a warning.",
    licence_note="The publisher's: the text is kept for your own work.",
    notes=(
        "The title is the sidecar's, else the first line. Without `published` in the sidecar the report is undated, "
        "with a warning.",
        "At most 16 MB. Bytes that are no UTF-8 are read by their byte order mark or as charset-normalizer finds.",
    ),
    options=dict.fromkeys(KEYS, "in the sidecar NAME.yaml"),
)


def sniff(name: str, head: bytes) -> int:
    return 70 if name.casefold().endswith(MANIFEST.suffixes) else 0


def read(content: bytes, file: str, context: Context) -> Intake:
    text, findings = article_text(content, file)
    sidecar, wrong = read_sidecar(context)
    findings += wrong
    if text is None or any(f.is_error for f in findings):
        return Intake(findings=tuple(findings))
    if sidecar.published.start is None:
        findings.append(undated(file))
    mime = "text/markdown" if file.casefold().endswith(".md") else "text/plain"
    report = report_of(Article(text), sidecar, content, file, mime)
    return Intake((report,), findings=tuple(findings))
