"""How many replicas a service needs: a pure rule that is driven once a second, and a simulator to judge it by."""
