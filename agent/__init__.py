"""The agent: reads access logs on a node, reports to the core, carries out its actions."""
