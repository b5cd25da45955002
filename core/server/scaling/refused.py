"""Why nothing is told of how a service is scaled, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedScaling(Refused):
    """What somebody is told who looks at scaling."""

    service_unscaled = "Service {service} is not scaled."
    policy_wanted = "Service {service} is not scaled: say by which policy."
    policy_custom = "A custom metric cannot be simulated: nobody knows how it follows from requests."
    traffic_unknown = "Nothing is kept of service {service} in this time."
