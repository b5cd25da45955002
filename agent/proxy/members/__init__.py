"""Who answers for a service: known to the agent at any moment, told to NGINX by DNS, without a reload."""
