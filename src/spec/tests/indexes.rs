//! Package indexes, and how steps log in there.

use super::*;

#[test]
fn indexes_are_a_list_or_one_alone() {
    let spec = good("index: https://packages.example.com/simple/\nentrypoint: app\n");
    assert_eq!(spec.indexes[0].label(), "packages.example.com");
    assert_eq!(
        spec.indexes[0].url.value.as_str(),
        "https://packages.example.com/simple"
    );
    let spec = good(
        r"
index:
  - name: corp
    url: https://packages.example.com/simple
    auth: {username: deploy, password: corp-password}
  - {url: 'https://a.example.com:8443', auth: {token: a.token}, explicit: true}
  - {url: 'https://b.example.com/simple', auth: {header: b_header}, fetch: engine}
  - {url: 'https://c.example.com/simple', auth: netrc, fetch: step}
  - {url: 'https://d.example.com/simple', auth: {netrc: d}}
entrypoint: app
",
    );
    let index = |index: &Index| {
        let auth = index.auth.as_ref().map(|auth| &auth.value);
        format!(
            "{} {:?} {:?}, explicit: {}",
            index.label(),
            auth.unwrap(),
            index.fetch,
            index.explicit
        )
    };
    let indexes: Vec<_> = spec.indexes.iter().map(index).collect();
    insta::assert_snapshot!(indexes.join("\n"), @r#"
    corp Basic { username: "deploy", password: SecretId("corp-password") } Engine, explicit: false
    a.example.com:8443 Token(SecretId("a.token")) Engine, explicit: true
    b.example.com Header(SecretId("b_header")) Engine, explicit: false
    c.example.com Netrc(SecretId("netrc")) Step, explicit: false
    d.example.com Netrc(SecretId("d")) Engine, explicit: false
    "#);
}

#[test]
fn directories_are_of_the_context_or_of_what_has_a_name() {
    let spec = good(
        "index: [{path: ./vendor/wheels}, https://example.com/simple, {from: wheelhouse}, {from: 'registry.example.com/wheels:1', path: dist}]\nentrypoint: app\n",
    );
    assert_eq!(spec.indexes.len(), 1);
    let directories = spec.package_directories.iter();
    let places = directories.map(|it| format!("{:?} in {}", it.from(), it.place()));
    insta::assert_snapshot!(places.collect::<Vec<_>>().join("\n"), @r#"
    None in vendor/wheels
    Some("wheelhouse") in wheelhouse
    Some("registry.example.com/wheels:1") in registry.example.com/wheels:1/dist
    "#);
    let elsewhere = |path: &str| spec.package_directories[2].elsewhere(&path.parse().unwrap());
    let found = |path: &str| {
        Some((
            "registry.example.com/wheels:1".to_owned(),
            path.parse().unwrap(),
        ))
    };
    assert_eq!(
        elsewhere("registry.example.com/wheels:1/dist/a.whl"),
        found("dist/a.whl")
    );
    assert_eq!(elsewhere("registry.example.com/wheels:1/a.whl"), None);
    assert_eq!(elsewhere("dist/a.whl"), None);
}

#[test]
fn an_index_that_is_wrong_is_explained() {
    insta::assert_snapshot!(complaints([
        "index: corp",
        "index: git+https://example.com/simple",
        "index: https://example.com/simple?x=y",
        "index: https://deploy:hunter2@example.com/simple",
        "index: [{url: 'https://${TOKEN}@example.com/simple'}]",
        "index: {name: corp}",
        "index: {name: my index, url: 'https://example.com'}",
        "index: {urls: 'https://example.com'}",
        "index: {url: 'https://example.com', fetch: curl, explicit: maybe}",
        "index: [https://example.com/, https://example.com]",
        "index: {url: 'https://example.com', fetch: step}\ninstaller: pip",
        "index: {path: ../wheels}",
        "index: {path: wheels, from: Wheel House}",
        "index: {path: wheels, auth: netrc}",
    ]), @"
    cart.yaml:1:8: `corp` is not the URL of a package index
      help: write it as pip and uv take it, for example `https://packages.example.com/simple`
    cart.yaml:1:8: `git+https://example.com/simple` is not the URL of a package index
      help: write it as pip and uv take it, for example `https://packages.example.com/simple`
    cart.yaml:1:8: `https://example.com/simple?x=y` is not the URL of a package index
      help: write it as pip and uv take it, for example `https://packages.example.com/simple`
    cart.yaml:1:8: the URL of the index holds a user name or a password
      why: it would be visible in the image's history, in the build's cache and in its logs
      help: take it out, change the password, since it was in a file, and log in with a secret: `auth: {username: NAME, password: SECRET_ID}`
    cart.yaml:1:15: `${TOKEN}` is not replaced
      why: the environment of the machine that asks for the build is not visible to the build
      help: write the URL out; if the variable holds a password, take it out, and say with `index` of the spec how to log in
    cart.yaml:1:8: this index has no `url`
      help: add it, for example `url: https://packages.example.com/simple`
    cart.yaml:1:15: `my index` is not a name for an index
      help: use letters, digits, `-`, `_` and `.`
    cart.yaml:1:9: unknown key `urls`
      help: did you mean `url`?
    2 errors
    1. cart.yaml:1:44: `curl` does not fetch files
         help: use `engine` (the default), or `step` where the engine does not reach the index and steps do
    2. cart.yaml:1:60: `explicit` is either `true` or `false`, not `maybe`
         help: write `true` or `false`
    cart.yaml:1:31: `https://example.com` is given twice
      help: keep one of them
    cart.yaml:1:37: `fetch` needs uv
      why: pip downloads by itself, always in a step
      help: remove this key, or `installer: pip`
    cart.yaml:1:15: `../wheels` is outside of the build context
      why: only files of the build context reach the build
      help: build from a directory further up (`docker buildx build -f DIRECTORY/cart.yaml .`), or move the file
    cart.yaml:1:29: `Wheel House` is not the name of an image
      why: names of images have no upper-case letters
      help: write `wheel house`
    cart.yaml:1:23: a directory of packages has no `auth`
      why: `path` and `from` say where files are that the build has; `url` is for an index, which is asked for them
      help: remove this key, or make two entries of it
    ");
}

#[test]
fn a_login_is_one_form_and_holds_no_secret() {
    let index = |auth: &str| {
        complaint(&format!(
            "index: {{url: 'https://example.com', auth: {auth}}}"
        ))
    };
    insta::assert_snapshot!([
        "hunter2",
        "{username: deploy}",
        "{password: corp}",
        "{username: deploy, password: corp, token: corp}",
        "{token: a, header: b}",
        "{}",
        "{username: deploy, pasword: corp}",
        "{username: 'a:b', password: corp}",
        "{username: deploy, password: 'hunter 2'}",
        "{token: ''}",
        "{token: ../corp}",
    ].map(index).join("\n"), @"
    cart.yaml:1:43: this does not say how to log in
      help: write `auth: netrc`, or a map such as `auth: {username: NAME, password: SECRET_ID}` or `auth: {token: SECRET_ID}`
    cart.yaml:1:43: this does not say how to log in
      help: write one of `{username: NAME, password: SECRET_ID}`, `{token: SECRET_ID}`, `{header: SECRET_ID}` and `{netrc: SECRET_ID}`
    cart.yaml:1:43: this does not say how to log in
      help: write one of `{username: NAME, password: SECRET_ID}`, `{token: SECRET_ID}`, `{header: SECRET_ID}` and `{netrc: SECRET_ID}`
    cart.yaml:1:43: this does not say how to log in
      help: write one of `{username: NAME, password: SECRET_ID}`, `{token: SECRET_ID}`, `{header: SECRET_ID}` and `{netrc: SECRET_ID}`
    cart.yaml:1:43: this does not say how to log in
      help: write one of `{username: NAME, password: SECRET_ID}`, `{token: SECRET_ID}`, `{header: SECRET_ID}` and `{netrc: SECRET_ID}`
    cart.yaml:1:43: this does not say how to log in
      help: write one of `{username: NAME, password: SECRET_ID}`, `{token: SECRET_ID}`, `{header: SECRET_ID}` and `{netrc: SECRET_ID}`
    cart.yaml:1:62: unknown key `pasword`
      help: did you mean `password`?
    cart.yaml:1:54: this is not a user name
      why: a `:` would end it, and what follows would be taken for the password
      help: write the name alone, and the id of the password's secret as `password`
    cart.yaml:1:72: this is not the id of a secret
      why: ids have letters, digits, `-`, `_` and `.`; the value of a secret has no place in this file
      help: write the id of a secret, such as `index_password`, and give its value to the build: `--secret id=index_password,src=FILE` or `--secret id=index_password,env=VARIABLE`
    cart.yaml:1:51: this is not the id of a secret
      why: ids have letters, digits, `-`, `_` and `.`; the value of a secret has no place in this file
      help: write the id of a secret, such as `index_password`, and give its value to the build: `--secret id=index_password,src=FILE` or `--secret id=index_password,env=VARIABLE`
    cart.yaml:1:51: this is not the id of a secret
      why: ids have letters, digits, `-`, `_` and `.`; the value of a secret has no place in this file
      help: write the id of a secret, such as `index_password`, and give its value to the build: `--secret id=index_password,src=FILE` or `--secret id=index_password,env=VARIABLE`
    ");
}
