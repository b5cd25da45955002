"""The REST API: routes, and the models that its OpenAPI description is made from."""
