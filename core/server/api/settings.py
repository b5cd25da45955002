"""What the installation is set to: read-only, as the environment says it, with what is kept and what is protected."""

import asyncio
import platform
import shutil

from fastapi import APIRouter

from agent.contract.address import address_text
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator
from core.server.api.settings_schemas import SettingsOut, StoredOut
from core.server.api.settings_stored import folders, stored
from core.server.api.settings_view import shown_settings
from core.server.api.version import VERSION
from core.server.db.database import DatabaseAway

router = APIRouter(tags=["settings"])


@router.get("/settings")
async def read_settings(parts: PartsDep, _person: Operator) -> SettingsOut:
    """Show what is set, how long what is kept and how much room it takes, and who is protected."""
    data_dir = parts.settings.data_dir
    disk = shutil.disk_usage(data_dir)
    protected, mode = parts.core.live.read(lambda live: (live.context.protected, live.context.default_mode))
    return SettingsOut(
        version=VERSION,
        python=platform.python_version(),
        settings=shown_settings(parts.settings),
        stored=await _stored(parts),
        folders=await asyncio.to_thread(folders, data_dir),
        disk_free_bytes=disk.free,
        disk_total_bytes=disk.total,
        protected=sorted(address_text(packed) for packed in protected),
        default_mode=mode,
    )


async def _stored(parts: PartsDep) -> list[StoredOut]:
    try:
        return await stored(parts.database, parts.settings)
    except DatabaseAway:
        return []
