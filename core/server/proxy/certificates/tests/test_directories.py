import pytest

from core.server.proxy.certificates.directories import DirectoryAwayError, read_json
from core.server.proxy.specs.certificate import AcmeSpec


@pytest.mark.parametrize("host", ["169.254.169.254", "[::ffff:169.254.169.254]", "[fe80::1]"])
async def test_what_is_link_local_is_no_directory(host):
    with pytest.raises(DirectoryAwayError, match="link-local"):
        await read_json(f"http://{host}/latest/meta-data", AcmeSpec())


async def test_a_name_without_address_is_told_without_numbers_of_errors():
    with pytest.raises(DirectoryAwayError) as told:
        await read_json("http://directory.invalid/", AcmeSpec())
    assert str(told.value).startswith("http://directory.invalid/: ")
    assert "Errno" not in str(told.value)
