"""The settings of the environment, as they are shown: no secret is, only whether it is set."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from core.server.api.settings_schemas import SettingGroup, SettingOut

if TYPE_CHECKING:
    from core.server.settings.settings import Settings

_Unit = Literal["", "days", "bytes", "per_second"]


def shown_settings(settings: "Settings") -> list[SettingOut]:
    """Return all settings under the variables that they are read from."""
    return [*_access(settings), *_network(settings), *_retention(settings), *_storage(settings), *_detection(settings)]


def _access(settings: "Settings") -> Iterator[SettingOut]:
    yield _shown("REFRESH_DAYS", "access", settings.refresh_days, "days")
    yield _shown("SECOND_FACTOR_ROLES", "access", ",".join(sorted(settings.second_factor_roles)))
    yield _shown("FIRST_PASSWORD_STAYS", "access", "yes" if settings.first_password_stays else "no")
    yield _shown("OIDC_ISSUER", "access", settings.oidc.issuer if settings.oidc else "")
    yield _secret("OIDC_CLIENT_SECRET", "access", is_set=bool(settings.oidc and settings.oidc.client_secret))
    yield _secret("SECRET", "access", is_set=bool(settings.signing_secrets))
    yield _shown("REQUESTS_PER_SECOND", "access", settings.requests_per_second, "per_second")
    yield _shown("GUEST_REQUESTS_PER_SECOND", "access", settings.guest_requests_per_second, "per_second")


def _network(settings: "Settings") -> Iterator[SettingOut]:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    yield _shown("LISTEN", "network", f"{host}:{settings.port}")
    yield _shown("PUBLIC_URL", "network", settings.public_url)
    yield _shown("PUBLIC_PATH", "network", settings.public_path)
    yield _shown("TRUSTED_PROXIES", "network", settings.trusted_proxies)
    yield _shown("BODY_BYTES_MAX", "network", settings.body_bytes_max, "bytes")
    yield _shown("REPORT_BYTES_MAX", "network", settings.report_bytes_max, "bytes")


def _retention(settings: "Settings") -> Iterator[SettingOut]:
    yield _shown("HISTORY_DAYS", "retention", settings.history_days, "days")
    yield _shown("AUDIT_DAYS", "retention", settings.audit_days, "days")
    yield _shown("FEATURE_DAYS", "retention", settings.feature_days, "days")


def _storage(settings: "Settings") -> Iterator[SettingOut]:
    yield _shown("DATA_DIR", "storage", str(settings.data_dir))
    yield _secret("DATABASE_URL", "storage", is_set=settings.database_url is not None)
    yield _secret("SEAL_KEY", "storage", is_set=bool(settings.seal_keys))


def _detection(settings: "Settings") -> Iterator[SettingOut]:
    yield _shown("ASN_DATABASE", "detection", str(settings.asn_database or ""))
    yield _shown("SOURCE_NAMES", "detection", "yes" if settings.source_names else "no")


def _shown(name: str, group: SettingGroup, value: str | int, unit: _Unit = "") -> SettingOut:
    text = str(value)
    return SettingOut(name=f"DOZOR_{name}", group=group, value=text, unit=unit, is_secret=False, is_set=bool(text))


def _secret(name: str, group: SettingGroup, *, is_set: bool) -> SettingOut:
    return SettingOut(name=f"DOZOR_{name}", group=group, value="", unit="", is_secret=True, is_set=is_set)
