//! Single words of Python's and BuildKit's standards, one on each line.

use cartwright::packaging::{
    CLibrary, Marker, MarkerEnvironment, PythonVersion, Requirement, SdistName, Tags,
    Target as Machine, WheelName, is_valid_name, normalize_name, url,
};
use cartwright::spec::{ImageReference, PackageManager};

use super::Target;

/// Requirements, markers, versions, names of files, URLs, references of images.
pub const PACKAGING: Target = Target {
    name: "packaging",
    about: "requirements, markers, versions, file names, URLs, image references",
    is_text: true,
    real: Vec::new,
    run: |input| {
        let text = String::from_utf8_lossy(input);
        text.lines().for_each(line);
    },
};

fn line(text: &str) {
    let target = Machine {
        python: "3.13.5".to_owned(),
        cache_tag: "cpython-313".to_owned(),
        machine: "x86_64".to_owned(),
        libc: CLibrary::new("glibc", "2.41"),
    };
    let environment = MarkerEnvironment::new(&target);
    if let Ok(requirement) = text.parse::<Requirement>() {
        again(&requirement);
    }
    if let Ok(marker) = text.parse::<Marker>() {
        again(&marker);
        let same: Result<Marker, _> = marker.to_string().parse();
        let same =
            same.is_ok_and(|same| same.evaluate(&environment) == marker.evaluate(&environment));
        assert!(same, "another meaning: {marker}");
        marker.extras();
    }
    if let Some(wheel) = WheelName::parse(text) {
        Tags::new(&target).rank(&wheel);
    }
    let machine = Machine {
        python: text.to_owned(),
        libc: CLibrary::new("musl", text),
        ..target
    };
    let _ = (machine.feature_version(), machine.full_version());
    if let Some(sdist) = SdistName::parse(text) {
        let _ = format!("{sdist:?}");
    }
    let name = normalize_name(text);
    assert!(
        !is_valid_name(text) || normalize_name(&name) == name,
        "another name: {name}"
    );
    let _ = (
        url::check(text),
        url::origin(text),
        url::host(text),
        url::file_name(text),
    );
    let _ = (
        url::without_credentials(text),
        url::decode(text),
        url::encode_path(text),
    );
    let _ = text.parse::<PythonVersion>();
    let _ = (
        PackageManager::Apt.package(text),
        PackageManager::Apk.package(text),
    );
    let _ = text.parse::<buildkit_llb::Platform>().map(|it| again(&it));
    let _ = text.parse::<ImageReference>().map(|it| again(&it));
}

/// What is written of a value reads as the same value.
fn again<T: std::str::FromStr + std::fmt::Display>(value: &T) {
    let written = value.to_string();
    let read: Option<T> = written.parse().ok();
    let same = read.map(|read| read.to_string());
    assert!(
        same.as_ref() == Some(&written),
        "does not read as it is written: {written}"
    );
}
