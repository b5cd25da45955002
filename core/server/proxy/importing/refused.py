"""Why a configuration is not imported, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedImport(Refused):
    """What somebody is told who hands over files of NGINX."""

    import_no_nginx = "`nginx -t` would not take it: {why}"
    import_no_main = "there is no file {file}"
    import_large = "at most {files} files of {characters} characters in all are read"
    import_circle = "{file}: it includes itself, or files are included too deeply"
    import_deep = "{file}: blocks stand too deeply within each other"
    import_unended = "{file}:{line}: {directive} has no end"
    import_many = "{file}:{line}: more than {most} directives"
    import_unread = "{file}: {why}"
