import re
from typing import Final

_VIRTUAL: Final = re.compile(
    r"lo|(?:veth|cali|cilium|lxc|lxd|flannel|cni|docker|br-|virbr|vnet|tap|ifb|dummy|sit|ip6tnl|ip6_vti|ip_vti|gre|gretap"
    r"|erspan|tunl|nlmon|kube|podman|ovs-|genev|vxlan).*"
)


def is_told_of(interface: str) -> bool:
    """Return whether an interface is the machine's, not one of the many that containers and machines in it have.

    By their names, as they are the same in every namespace: bonds, bridges by other names, VLANs and VPNs stay.
    """
    return not _VIRTUAL.fullmatch(interface)
