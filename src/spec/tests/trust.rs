//! Whom a build trusts.

use super::*;

#[test]
fn certificates_and_hosts_that_say_nothing() {
    insta::assert_snapshot!(complaints([
        "certificates: {runtime: true}",
        "certificates: [a.pem, {file: a.pem}]",
        "certificates: |\n  -----BEGIN CERTIFICATE-----\n  AAAA",
        "certificates: {secret: 'hunter 2'}",
        "ssh: [a, b]",
        "ssh: my agent",
        "ssh: {known_hosts: 'a ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA'}",
        "ssh: {known_hosts: [a, 'a ssh-rsa nothing']}",
    ]), @r#"
    cart.yaml:1:15: this does not say where the certificate is
      help: write one of `{file: certs/corp.pem}` and `{secret: SECRET_ID}`; with `runtime: true`, the image trusts it too
    cart.yaml:1:23: `a.pem` is given twice
      help: keep one of them
    cart.yaml:2:3: this is a certificate, and not the path of one
      help: put it into a file of the build context, and write the path: `certificates: certs/corp.pem`
    cart.yaml:1:24: this is not the id of a secret
      why: ids have letters, digits, `-`, `_` and `.`; the value of a secret has no place in this file
      help: write the id of a secret, such as `index_password`, and give its value to the build: `--secret id=index_password,src=FILE` or `--secret id=index_password,env=VARIABLE`
    cart.yaml:1:6: only one SSH agent can be used here
      help: give the build one agent that has all keys
    cart.yaml:1:6: `my agent` is not the id of an SSH agent
      help: write the id that the build gives it, `default` for `--ssh default`, or a map such as `{known_hosts: known_hosts}`
    cart.yaml:1:20: `known_hosts` is the path of a file, or a list of lines
      help: write each line as an item: `known_hosts: ["git.example.com ssh-ed25519 AAAA…"]`
    2 errors
    1. cart.yaml:1:21: `a` does not say which key a host has
         help: write hosts, type and key as `ssh-keyscan HOST` prints them, and compare the key with what the host's owner publishes
    2. cart.yaml:1:24: `a ssh-rsa nothing` does not say which key a host has
         help: write hosts, type and key as `ssh-keyscan HOST` prints them, and compare the key with what the host's owner publishes
    "#);
}
