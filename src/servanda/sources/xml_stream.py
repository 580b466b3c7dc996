"""XML from a stream, element by element, without entities: a document that declares a type or an entity is refused.

defusedxml stops the parser at the declaration, before anything can unfold (billion laughs, external entities).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from servanda.words import _

if TYPE_CHECKING:
    from xml.sax.xmlreader import Locator

    from servanda.sources.track_fixes import Fixes

MOST_LETTERS = 4096  # of a name or a time
DEEPEST = 200


class Scan:
    """Mixed into a ContentHandler: where we are, and the text of the one element that is listened to."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._text: list[str] | None = None
        self._letters = 0
        self._where: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:
        self._where = locator

    @property
    def line(self) -> int:
        return (self._where.getLineNumber() or 0) if self._where is not None else 0

    @property
    def parent(self) -> str:
        return self._open[-2] if len(self._open) > 1 else ""

    @property
    def listening(self) -> bool:
        return self._text is not None

    def down(self, name: str) -> str:
        """An element begins; its local name."""
        local = name.rpartition(":")[2]
        if len(self._open) >= DEEPEST:
            raise TooDeep
        self._open.append(local)
        return local

    def up(self, name: str) -> str:
        """An element ends; its local name."""
        return self._open.pop()

    def listen(self) -> None:
        self._text, self._letters = [], 0

    def heard(self) -> str:
        """The text since `listen`, which ends with it."""
        text = "".join(self._text or ()).strip()
        self._text = None
        return text

    def characters(self, content: str) -> None:
        if self._text is not None and self._letters < MOST_LETTERS:
            self._text.append(content[:MOST_LETTERS])
            self._letters += len(content)


class TooDeep(SAXException):  # type: ignore[misc,unused-ignore]
    def __init__(self) -> None:
        super().__init__("nested too deeply")


def scan(stream: BinaryIO, handler: ContentHandler, fixes: Fixes) -> None:
    """Parse; what is wrong with the document is a problem of `fixes`, which keeps what it has."""
    import defusedxml.sax
    from defusedxml.common import DefusedXmlException

    try:
        defusedxml.sax.parse(stream, handler, forbid_dtd=True)
    except DefusedXmlException:
        fixes.problem(
            "xml-entities",
            _("the file declares a document type or entities, which can unfold to anything; it was not read"),
            expected=_("XML without <!DOCTYPE>"),
            advice=_("export the track again with another program, or remove the declaration if you trust the file"),
        )
    except SAXParseException as error:
        line = error.getLineNumber() or 0
        advice = _("the file is damaged or cut off: ask for it again")
        fixes.problem("xml-syntax", _("the file is no whole XML"), line, got=error.getMessage(), advice=advice)
    except (SAXException, UnicodeError, ValueError, LookupError) as error:
        fixes.problem("xml-syntax", _("the file is no whole XML"), got=str(error), advice=_("ask for it again"))
