//! Files from elsewhere.

use super::*;

#[test]
fn copies_are_maps_with_places() {
    let spec = good(
        "workdir: /srv/app\ncopy:\n  - {from: node:22-slim, src: /usr/local/bin/node, dest: /usr/local/bin}\n  \
        - {from: assets, source: dist/*.js, target: static/}\n  - {src: ./conf//app.conf, dest: /etc/app.conf, mode: 0640}\n  \
        - {from: builder, src: usr/lib/libx.so, dest: /usr/local/lib/libx.so.1}\n",
    );
    let told = spec.copies.iter().map(|it| {
        let from = match &it.from {
            CopiedFrom::Context => "context".to_owned(),
            CopiedFrom::Builder(_) => "builder".to_owned(),
            CopiedFrom::Named(image) => image.value.to_string(),
        };
        let Destination { path, is_directory } = &it.dest.value;
        let src = it.src.value.as_str();
        format!("{from}: {src} to {path} {is_directory} {:?}", it.mode)
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @"
    docker.io/library/node:22-slim: /usr/local/bin/node to /usr/local/bin true None
    docker.io/library/assets:latest: /dist/*.js to /srv/app/static true None
    context: /conf/app.conf to /etc/app.conf false Some(416)
    builder: /usr/lib/libx.so to /usr/local/lib/libx.so.1 false None
    ");
    assert_eq!(good("copy: {src: /, dest: data}").copies.len(), 1);
}

#[test]
fn what_is_wrong_with_copies() {
    insta::assert_snapshot!(complaints([
        "copy: [dist]",
        "copy: {from: node}",
        "copy: {src: ../x, dest: x}",
        "copy: {src: x, dest: /}",
        "copy: {src: x, dest: /lib/x86_64/y.so}",
        "copy: {src: x, dest: /opt/venv/bin/}",
        "copy: {src: x, dest: ../../tmp/y}",
        "copy: {src: x, dest: y, mode: u+x}",
        "copy: {src: x, dest: y, from: Not An Image}",
        "copy: {src: x, dest: y, owner: app}",
    ]), @"
    cart.yaml:1:8: `copy` is a list of maps
      help: write what is copied, and where to: `{from: node:22-slim, src: /usr/local/bin/node, dest: /usr/local/bin/}`
    cart.yaml:1:7: this copy has no `src`
      help: write what is copied, and where to: `src: /usr/local/bin/node`, `dest: /usr/local/bin/`
    cart.yaml:1:13: `../x` cannot be copied from
      why: paths are those of what is copied from, and lead nowhere else
      help: write a path from its root, such as `/usr/local/bin/node` or `dist/*.js`
    cart.yaml:1:22: `/` cannot be copied to
      help: write a path of the image, or one in the application's directory: `/usr/local/bin/`, `static`
    cart.yaml:1:22: `/lib/x86_64/y.so` cannot be copied to
      why: `/lib` is a link to `/usr/lib`, and a directory would take its place
      help: write `/usr/lib/x86_64/y.so`
    cart.yaml:1:22: `/opt/venv/bin` cannot be copied to
      why: the environment is there, and is made of packages alone
      help: choose another place
    cart.yaml:1:22: `/tmp/y` cannot be copied to
      why: containers start with another `/tmp`, in memory
      help: choose another place
    cart.yaml:1:31: `u+x` is no mode
      help: write octal digits, such as `0755`
    cart.yaml:1:31: `Not An Image` is not the name of an image
      why: names of images have no upper-case letters
      help: write `not an image`
    cart.yaml:1:25: unknown key `owner`
      help: the keys here are `from`, `src`, `dest` and `mode`
    ");
}
