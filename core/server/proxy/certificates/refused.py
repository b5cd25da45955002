"""Why nothing is done about a certificate, as it is told; of its files `RefusedFiles` tells."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedCertificate(Refused):
    """What somebody is told who deals with certificates, and what keeps one from being had."""

    no_certificate = "There is no certificate {certificate}."
    no_such_certificate = "There is no such certificate."
    no_certificate_yet = "Of certificate {certificate} there is no file yet."
    certificate_uploaded = "Certificate {certificate} is uploaded, not ordered."
    certificate_not_uploaded = (
        "Certificate {certificate} is not one that is uploaded: its document says where it comes from."
    )
    certificate_of_nobody = "Certificate {certificate} is of no authority."
    certificate_busy = "Something is being done about certificate {certificate}."
    certificate_irrevocable = "Only a certificate of an authority that is in force can be revoked."
    certificates_wait = "Too many certificates wait to be had."
    issuer_missing = "There is no node {node}."
    issuer_unnamed = "No domain uses it, and it names no node to order it."
    issuer_away = "{node} is away."
    issuer_said = "{node}: {text}"
    deployment_in_the_way = "Another deployment is going on."
