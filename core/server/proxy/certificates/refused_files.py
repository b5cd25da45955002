"""Why a chain and its key are not served, as it is told: nothing of the key is repeated."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedFiles(Refused):
    """What is told of a chain of certificates with its private key."""

    certificate_unclear = "The certificate cannot be understood: {why}"
    key_long = "The key is longer than {most} bytes."
    key_protected = "The key is protected by a password: hand it over without."
    key_unread = "The key cannot be read: an RSA or EC key in PEM is expected."
    key_short = "An RSA key of {bits} bits is not served; {least} or more are expected."
    key_of_kind = "A key of this kind is not served; RSA or one of the curves {curves} is expected."
    key_of_other = "The key does not belong to the certificate of {subject}."
    key_not_of_first = "The key belongs to certificate {number} of the chain, which has to be the first."
    chain_long = "The chain is longer than {most} bytes."
    chain_unread = "The chain cannot be read: certificates in PEM are expected, the one of the names first."
    chain_of_many = "The chain has {count} certificates; {most} at most are expected."
    chain_missing = "The chain is missing: the certificate of its issuer ({issuer}) has to follow."
    chain_disordered = (
        "Certificate {upper_number} ({upper}) did not sign certificate {number} ({subject}):"
        " the chain is not in order, or one is missing between."
    )
    certificate_over = "Certificate {number} ({subject}) expired at {at} UTC."
    certificate_early = "Certificate {number} ({subject}) holds from {at} UTC only."
    certificate_hash = "The certificate is signed by way of a hash that is broken; no browser takes it."
    certificate_use = "The certificate is not for servers (its extended key usage)."
    certificate_names = "The certificate is not for {names}; it is for {has}."
    certificate_nameless = "The certificate is not for {names}; it is for no name."
