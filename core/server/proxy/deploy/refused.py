"""Why a deployment is not begun or ended, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedDeployment(Refused):
    """What somebody is told who wants to deploy, or to end a deployment."""

    deployment_going_on = "Deployment {deployment} is going on."
    deployment_elsewhere = "Another core has a deployment going on."
    deployment_over = "This deployment is over."
    deployment_none = "No deployment is going on."
    deployment_of_nothing = "There is no revision yet: nothing was ever configured."
    revision_meanwhile = "Revision {revision} was made meanwhile; {meant} was meant."
    deployed_meanwhile = "Revision {revision} was deployed meanwhile; {meant} was meant."
    documents_unreadable = "Some documents cannot be read and have to be mended first: {documents}."
    no_deployment = "There is no such deployment."
