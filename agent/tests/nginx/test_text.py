"""What may stand in an NGINX configuration."""

import re
from pathlib import Path

import pytest

from agent.nginx.text import NginxConfigError, checked, safe_path


def test_a_plain_path_stands_as_it_is():
    assert safe_path(Path("/srv/a-b_c@1.2+x=y/nginx")) == "/srv/a-b_c@1.2+x=y/nginx"


@pytest.mark.parametrize("path", ["relative", "/a b", "/a;x", "/a\n", "/$uri", '/"', "/{}"])
def test_a_path_that_could_end_a_directive_is_refused(path):
    with pytest.raises(NginxConfigError):
        safe_path(Path(path))


def test_a_text_is_looked_at_whole():
    assert checked(re.compile("[a-z]+"), "abc") == "abc"
    with pytest.raises(NginxConfigError):
        checked(re.compile("[a-z]+"), "abc;")
