//! A lock of many packages, as programs write it.

#![allow(missing_docs)]

/// How many packages a large application has.
pub const PACKAGES: usize = 300;

/// What a package has wheels for; the first is everybody's.
const TAGS: [&str; 21] = [
    "py3-none-any",
    "cp310-cp310-manylinux_2_17_x86_64",
    "cp310-cp310-manylinux_2_17_aarch64",
    "cp310-cp310-musllinux_1_2_x86_64",
    "cp310-cp310-win_amd64",
    "cp311-cp311-manylinux_2_17_x86_64",
    "cp311-cp311-manylinux_2_17_aarch64",
    "cp311-cp311-musllinux_1_2_x86_64",
    "cp311-cp311-win_amd64",
    "cp312-cp312-manylinux_2_17_x86_64",
    "cp312-cp312-manylinux_2_17_aarch64",
    "cp312-cp312-musllinux_1_2_x86_64",
    "cp312-cp312-win_amd64",
    "cp313-cp313-manylinux_2_17_x86_64",
    "cp313-cp313-manylinux_2_17_aarch64",
    "cp313-cp313-musllinux_1_2_x86_64",
    "cp313-cp313-win_amd64",
    "cp314-cp314-manylinux_2_17_x86_64",
    "cp314-cp314-manylinux_2_17_aarch64",
    "cp314-cp314-musllinux_1_2_x86_64",
    "cp314-cp314-win_amd64",
];

/// A `pylock.toml` whose packages have so many wheels each.
pub fn pylock(wheels: usize) -> String {
    let packages: String = (0..PACKAGES)
        .map(|number| package(number, wheels))
        .collect();
    format!("lock-version = \"1.0\"\ncreated-by = \"bench\"\n{packages}")
}

fn package(number: usize, wheels: usize) -> String {
    let wheel = |tags: &&str| {
        let file = format!("package_{number}-1.0-{tags}.whl");
        let size = number * 10_000;
        format!(
            "    {{ url = \"https://files.example.org/{file}\", size = {size}, hashes = {{ sha256 = \"{number:064x}\" }} }},\n"
        )
    };
    let wheels: String = TAGS.iter().take(wheels).map(wheel).collect();
    format!(
        "\n[[packages]]\nname = \"package-{number}\"\nversion = \"1.0\"\nwheels = [\n{wheels}]\n"
    )
}
