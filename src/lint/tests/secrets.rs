//! What others can read.

use super::*;

#[test]
fn unencrypted_index() {
    let login = "index: {url: 'http://a.example.com:8080/simple', auth: netrc}";
    insta::assert_snapshot!(found(login, &[]), @"
    UnencryptedIndex 1:14-1:48
      cart.yaml:1:14: the login for `a.example.com:8080` is sent unencrypted
      why: whoever is in between can read what is sent, and answer instead
      help: use `https://`
    ");
    insta::assert_snapshot!(found("index: http://a.example.com/simple", &[]), @"
    UnencryptedIndex 1:8-1:35
      cart.yaml:1:8: `a.example.com` is asked unencrypted
      why: whoever is in between can read what is sent, and answer instead
      help: use `https://`
    ");
    nothing_in(&[
        "index: https://a.example.com",
        "index: http://localhost:3141",
        "index: http://127.0.0.1",
        "index: http://[::1]:3141",
    ]);
    let lines = "# http://b.example.com\n-i http://localhost:3141/simple\n\
        --extra-index-url http://b.example.com/simple\n";
    let files = [("requirements.txt", lines)];
    insta::assert_snapshot!(found("dependencies: requirements.txt", &files), @"
    UnencryptedIndex 3:19-3:46
      requirements.txt:3:19: `b.example.com` is asked unencrypted
      why: whoever is in between can read what is sent, and answer instead
      help: use `https://`
    ");
    let settings = "[project]\nname = \"a\"\nversion = \"1\"\n\n\
        [[tool.uv.index]]\nurl = \"http://c.example.com/simple\"\n";
    let files = [("pyproject.toml", settings)];
    insta::assert_snapshot!(found("dependencies: pyproject.toml", &files), @"
    UnencryptedIndex 6:8-6:35
      pyproject.toml:6:8: `c.example.com` is asked unencrypted
      why: whoever is in between can read what is sent, and answer instead
      help: use `https://`
    ");
}

#[test]
fn values_that_are_thrown_away_are_no_secrets() {
    let spec = "build: {run: a, env: {SECRET_KEY: any}}\nsmoke: {env: {DB_PASSWORD: any}}\n";
    assert_eq!(found(spec, &[]), "");
    let spec = "build: {run: a, env: {KEY: ghp_0123456789abcdefghijABCDEFGHIJ012345}}\n";
    assert!(found(spec, &[]).contains("`KEY` looks like a secret"));
}

#[test]
fn hardcoded_secret() {
    let spec = "env:
  DB_PASSWORD: hunter2
  SECRET_KEY: 'django-insecure-x'
  DATABASE_URL: postgres://app:hunter2@db/app
  NOTE: see ghp_0123456789abcdefghijABCDEFGHIJ012345
labels: [com.example.api-token=s3cret]
test: {run: pytest --token=glpat-0123456789abcdefghij, env: {TOKEN: s3cret}}
";
    let told = found(spec, &[]);
    for secret in ["hunter2", "insecure", "s3cret", "ghp_", "glpat"] {
        assert!(!told.contains(secret), "{told}");
    }
    insta::assert_snapshot!(told, @"
    HardcodedSecret 2:16-2:23
      cart.yaml:2:16: `DB_PASSWORD` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 3:15-3:34
      cart.yaml:3:15: `SECRET_KEY` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 4:17-4:46
      cart.yaml:4:17: `DATABASE_URL` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 5:9-5:53
      cart.yaml:5:9: `NOTE` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 6:32-6:38
      cart.yaml:6:32: `com.example.api-token` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 7:20-7:54
      cart.yaml:7:20: this looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 7:69-7:75
      cart.yaml:7:69: `TOKEN` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    ");
    let shown = look_at(spec, &[], Scope::Build).masked(&SourceFile::new("cart.yaml", spec));
    insta::assert_snapshot!(shown.text(), @"
    env:
      DB_PASSWORD: *******
      SECRET_KEY: *******************
      DATABASE_URL: *****************************
      NOTE: ********************************************
    labels: [com.example.api-token=******]
    test: {run: pytest **********************************, env: {TOKEN: ******}}
    ");
    nothing_in(&[
        "env: {DB_PASSWORD: ''}",
        "env: {DB_PASSWORD_FILE: hunter2}",
        "env: {DB_PASSWORD: /run/secrets/db}",
        "env: {USE_TOKEN: 'true', MAX_TOKEN: 8192}",
        "env: {DATABASE_URL: postgres://app@db/app, KEY: primary, AUTHOR: me}",
        "env: {URL: https://example.com/a@b:c}",
        "labels: {org.opencontainers.image.title: AKIA}",
    ]);
}
