"""The codes of what people are refused with."""

from typing import Annotated

from core.server.api.told_schemas import codes
from core.server.decisions.refused import RefusedLimits
from core.server.fleet.refused import RefusedNode
from core.server.proxy.certificates.refused import RefusedCertificate
from core.server.proxy.certificates.refused_files import RefusedFiles
from core.server.proxy.deploy.refused import RefusedDeployment
from core.server.proxy.documents.refused import RefusedDocuments
from core.server.proxy.importing.refused import RefusedImport
from core.server.proxy.refused import RefusedLook
from core.server.proxy.reloads.refused import RefusedReload
from core.server.proxy.secrets.refused import RefusedSecret

RefusalCode = Annotated[
    str,
    codes(
        RefusedCertificate,
        RefusedDeployment,
        RefusedDocuments,
        RefusedFiles,
        RefusedImport,
        RefusedLimits,
        RefusedLook,
        RefusedNode,
        RefusedReload,
        RefusedSecret,
        or_none=True,
    ),
]
