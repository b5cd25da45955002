#!/bin/sh
# Speaks the command line of the image neilpang/acme.sh as far as Dozor uses it; the work is done by Debian's lego.
# Like acme.sh it keeps accounts below /acme.sh/ca, certificates with their keys below /acme.sh/NAME[_ecc].
set -eu
verb=$1
shift
domains= first= server= webroot= dns= length=ec-256 key_file= chain_file= email=nobody@dozor.test ending=
while [ $# -gt 0 ]; do
    case $1 in
    --ecc) ending=_ecc && shift && continue ;;
    -d) domains="$domains --domains $2" first=${first:-$2} ;;
    --server) server=$2 ;;
    --webroot) webroot=$2 ;;
    --dns) dns=$2 ;;
    --keylength) length=$2 ;;
    --key-file) key_file=$2 ;;
    --fullchain-file) chain_file=$2 ;;
    --accountemail) email=$2 ;;
    --ca-bundle) export LEGO_CA_CERTIFICATES="$2" ;;
    --revoke-reason | --challenge-alias) ;;
    *) echo "Unknown parameter : $1" && exit 1 ;;
    esac
    shift 2
done
mkdir -p /tmp/lego/certificates /acme.sh/ca
ln -sfn /acme.sh/ca /tmp/lego/accounts
case $length in
ec-*) kind=ec${length#ec-} ;;
*) kind=rsa$length ;;
esac
# shellcheck disable=SC2086 # one word each
set -- --accept-tos --path /tmp/lego --server "$server" --email "$email" --key-type $kind $domains
name=$(echo "$first" | tr '*' '_')
case $verb in
--issue)
    if [ -n "$dns" ]; then
        [ "$dns" = dns_test ] || { echo "Cannot find DNS API hook for: $dns" && exit 1; }
        export EXEC_PATH=/bin/dns-test
        lego "$@" --dns exec --dns.disable-cp --dns.resolvers "$DNS_TEST_RESOLVER" run
    else
        lego "$@" --http --http.webroot "$webroot" run
    fi
    cp "/tmp/lego/certificates/$name.crt" "$chain_file"
    cp "/tmp/lego/certificates/$name.key" "$key_file"
    ;;
--revoke)
    folder=/acme.sh/$first$ending
    [ -f "$folder/$first.conf" ] || { echo "$first is not an issued domain, skip." && exit 1; }
    cp "$folder/$first.cer" "/tmp/lego/certificates/$name.crt"
    cp "$folder/$first.key" "/tmp/lego/certificates/$name.key"
    echo '{}' >"/tmp/lego/certificates/$name.json"
    lego "$@" revoke --keep
    ;;
*) echo "Unknown parameter : $verb" && exit 1 ;;
esac
