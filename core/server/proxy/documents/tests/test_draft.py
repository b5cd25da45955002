from core.server.proxy.documents.draft import read_draft

SITE = "names:\n- shop.example\nservice: shop\n"


def _told(text, kind="domain"):
    return [(each.path, each.line, str(each.told)) for each in read_draft(kind, "shop", text).findings]


def test_a_draft_that_is_a_document_says_what_it_is():
    draft = read_draft("domain", "shop", SITE)
    assert (draft.spec.names, draft.findings) == (("shop.example",), ())
    assert read_draft("domain", "shop", '{"names": ["shop.example"], "service": "shop"}').spec == draft.spec


def test_what_is_no_yaml_is_told_with_its_line():
    ((_, line, _),) = _told(f"{SITE}tls: [\n")
    assert line == 5
    assert _told(f"{SITE}service: again\n") == [("", 4, "'service' stands here twice")]


def test_each_wrong_field_is_told_with_its_line():
    told = _told(f"{SITE}body_kib: many\nlocations:\n- match:\n    path: /a\n  colour: red\n")
    assert [(path, line) for path, line, _ in told] == [("body_kib", 4), ("locations.0.colour", 8)]


def test_a_field_that_is_missing_is_told_at_what_lacks_it():
    told = _told("names: [shop.example]\nlocations:\n- match: {path: /}\n  rewrite:\n    regex: a\nservice: shop\n")
    assert [(path, line) for path, line, _ in told] == [("locations.0.rewrite", 4)]
    assert ("service", 1) in [(path, line) for path, line, _ in _told("names: [shop.example]\n")]


def test_each_line_of_a_snippet_is_told_where_it_stands():
    text = f"{SITE}locations:\n- match: {{path: /}}\n  snippet: |\n    etag off;\n    root /etc;\n\n    gzp on;\n"
    told = _told(text)
    assert [(path, line) for path, line, _ in told] == [("locations.0.snippet", 8), ("locations.0.snippet", 10)]
    assert "no files" in told[0][2]


def test_a_snippet_written_on_one_line_is_told_there():
    assert [line for _, line, _ in _told(f'{SITE}snippet: "gzp on;"\n')] == [4]
