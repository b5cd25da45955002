"""The codes of what people are refused with."""

from typing import Annotated

from core.server.api.told_schemas import codes
from core.server.proxy.deploy.refused import RefusedDeployment

RefusalCode = Annotated[str, codes(RefusedDeployment, or_none=True)]
