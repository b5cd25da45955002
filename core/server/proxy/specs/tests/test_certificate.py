import pytest
from pydantic import ValidationError

from core.server.proxy.specs.certificate import AcmeSpec

KEY = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize("text", [KEY, "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_directory_is_trusted_by_certificates_and_nothing_else(text):
    with pytest.raises(ValidationError, match="directory_ca"):
        AcmeSpec(directory="custom", directory_url="https://ca.example/dir", directory_ca=text)
