"""The machine under the agent, measured once a second: outside of any container, where the mounts allow."""
