"""The codes of what people are refused with."""

from typing import Annotated

from core.server.alarms.refused import RefusedAlarm
from core.server.apart import RefusedWork
from core.server.api.refused import RefusedQuestionTime, RefusedReach
from core.server.api.told_schemas import codes
from core.server.asking.refused import RefusedQuestion
from core.server.attention.refused import RefusedNotes
from core.server.decisions.refused import RefusedLimits
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.fleet.refused import RefusedNode
from core.server.inventory.refused import RefusedContainer
from core.server.lab.refused import RefusedLab
from core.server.notifications.refused import RefusedNotification
from core.server.proxy.certificates.refused import RefusedCertificate
from core.server.proxy.certificates.refused_files import RefusedFiles
from core.server.proxy.deploy.refused import RefusedDeployment
from core.server.proxy.documents.refused import RefusedDocuments
from core.server.proxy.importing.refused import RefusedImport
from core.server.proxy.refused import RefusedLook
from core.server.proxy.reloads.refused import RefusedReload
from core.server.proxy.secrets.refused import RefusedSecret
from core.server.scaling.refused import RefusedScaling

RefusalCode = Annotated[
    str,
    codes(
        RefusedAlarm,
        RefusedCertificate,
        RefusedContainer,
        RefusedDecision,
        RefusedDeployment,
        RefusedDocuments,
        RefusedFiles,
        RefusedImport,
        RefusedLab,
        RefusedLimits,
        RefusedLook,
        RefusedNode,
        RefusedNotes,
        RefusedNotification,
        RefusedQuestion,
        RefusedQuestionTime,
        RefusedReach,
        RefusedReload,
        RefusedScaling,
        RefusedSecret,
        RefusedWork,
        or_none=True,
    ),
]
