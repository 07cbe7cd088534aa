#!/usr/bin/env bash
# Makes the certificates of the tests again, with OpenSSL: a CA of nobody's, and what it has signed. They are valid from 2020
# to 2120. Run it in this folder. The keys keep no secret.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
touch "$work/index"; echo 01 >"$work/serial"; mkdir "$work/new"
cat >"$work/ca.cnf" <<CNF
[ca]
default_ca = own
[own]
database = $work/index
serial = $work/serial
new_certs_dir = $work/new
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
[ca_extensions]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
CNF
dates=(-startdate 20200101000000Z -enddate 21200101000000Z)
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

key "$work/ca.key"
openssl req -new -key "$work/ca.key" -subj '/CN=CA of the tests' -out "$work/ca.csr"
openssl ca -batch -notext -config "$work/ca.cnf" -selfsign -keyfile "$work/ca.key" -extensions ca_extensions \
  "${dates[@]}" -in "$work/ca.csr" -out ca.pem 2>/dev/null

sign() { # NAME SUBJECT-ALTERNATIVE-NAMES
  key "$1.key"
  openssl req -new -key "$1.key" -subj "/CN=$1" -addext "subjectAltName=$2" -out "$work/$1.csr"
  openssl ca -batch -notext -config "$work/ca.cnf" -keyfile "$work/ca.key" -cert ca.pem \
    "${dates[@]}" -in "$work/$1.csr" -out "$1.pem" 2>/dev/null
}
sign local DNS:localhost,IP:127.0.0.1,IP:::1
sign localhost DNS:localhost
sign elsewhere DNS:api.esim-go.test
openssl pkey -in local.key -aes256 -passout pass:secret -out encrypted.key
