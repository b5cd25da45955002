import pytest

from core.server.settings.settings import SettingsError, read_settings

CORP = {
    "DOZOR_PUBLIC_URL": "https://dozor.example.com/",
    "DOZOR_OIDC_ISSUER": "https://id.example.com/realms/corp",
    "DOZOR_OIDC_CLIENT_ID": "dozor",
    "DOZOR_OIDC_CLIENT_SECRET": "a secret of the client",
    "DOZOR_OIDC_ROLES": "dozor-admins=admin, soc=analyst",
}


def read(tmp_path, **more):
    return read_settings({"DOZOR_DATA_DIR": str(tmp_path), **more})


def test_without_an_issuer_there_is_no_provider(tmp_path):
    assert read(tmp_path).oidc is None


def test_a_provider_sends_people_back_to_where_dozor_is(tmp_path):
    oidc = read(tmp_path, **CORP).oidc
    assert oidc.redirect_uri == "https://dozor.example.com/api/v1/session/provider/callback"
    assert dict(oidc.roles) == {"dozor-admins": "admin", "soc": "analyst"}
    assert "a secret" not in repr(oidc)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOZOR_PUBLIC_URL", ""),
        ("DOZOR_PUBLIC_URL", "http://dozor.example.com"),
        ("DOZOR_OIDC_ISSUER", "http://id.example.com"),
        ("DOZOR_OIDC_ISSUER", "https://user:password@id.example.com"),
        ("DOZOR_OIDC_SCOPES", "profile"),
        ("DOZOR_OIDC_ROLES", "soc=root"),
        ("DOZOR_OIDC_ROLES", "soc"),
        ("DOZOR_OIDC_DEFAULT_ROLE", "everything"),
        ("DOZOR_SECOND_FACTOR_ROLES", "admin, root"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, name, value):
    with pytest.raises(SettingsError, match="DOZOR_"):
        read(tmp_path, **{**CORP, name: value})
