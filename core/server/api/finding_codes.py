"""The codes of what is found about documents, pages and files."""

from typing import Annotated

from core.server.api.told_schemas import codes
from core.server.proxy.pages.wrong_pages import WrongPage
from core.server.proxy.render.wrong_files import WrongFile
from core.server.proxy.specs.wrong import Wrong
from core.server.proxy.specs.wrong_snippets import WrongSnippet

FindingCode = Annotated[str, codes(Wrong, WrongSnippet, WrongPage, WrongFile)]
PageCode = Annotated[str, codes(WrongPage, Wrong)]
