"""Virtual machines of the node, as its libvirt knows them. A node without libvirt is a usual one."""
