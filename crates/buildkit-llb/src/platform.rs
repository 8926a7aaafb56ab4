//! Platforms.

use std::{fmt, str::FromStr};

use crate::pb;

/// An operating system and a CPU, in the normal form that BuildKit compares.
///
/// Parsed from `os/architecture[/variant]` or `os(version[+feature…])/architecture[/variant]`;
/// other names of the same thing (`x86_64`, `aarch64`) are understood. [`Display`](fmt::Display)
/// gives the platform ID that keys multi-platform results.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Platform {
    os: String,
    architecture: String,
    variant: String,
    os_version: String,
    os_features: Vec<String>,
}

impl Platform {
    /// A Linux platform without a variant: `Platform::linux("amd64")`.
    pub fn linux(architecture: &str) -> Self {
        Self::normalised("linux", architecture, "", "", Vec::new())
    }

    /// The operating system: `linux`.
    pub fn os(&self) -> &str {
        &self.os
    }

    /// The CPU in Go's words: `amd64`, `arm64`.
    pub fn architecture(&self) -> &str {
        &self.architecture
    }

    /// The CPU's variant: `v7`; empty for none.
    pub fn variant(&self) -> &str {
        &self.variant
    }

    /// The operating system's version; empty for none. Only Windows has one.
    pub fn os_version(&self) -> &str {
        &self.os_version
    }

    /// The operating system's features. Only Windows has any.
    pub fn os_features(&self) -> &[String] {
        &self.os_features
    }

    fn normalised(
        os: &str,
        architecture: &str,
        variant: &str,
        os_version: &str,
        os_features: Vec<String>,
    ) -> Self {
        let os = match os.to_ascii_lowercase().as_str() {
            "macos" => "darwin".into(),
            os => os.to_owned(),
        };
        let architecture = architecture.to_ascii_lowercase();
        let variant = variant.to_ascii_lowercase();
        let (architecture, variant) = match (architecture.as_str(), variant.as_str()) {
            ("x86_64" | "x86-64" | "amd64", "v1" | "") => ("amd64", ""),
            ("x86_64" | "x86-64", variant) => ("amd64", variant),
            ("aarch64" | "arm64", "8" | "v8" | "") => ("arm64", ""),
            ("aarch64" | "arm64", "9") => ("arm64", "v9"),
            ("aarch64", variant) => ("arm64", variant),
            ("i386", _) => ("386", ""),
            ("armhf", _) | ("arm", "" | "7") => ("arm", "v7"),
            ("armel", _) | ("arm", "6") => ("arm", "v6"),
            ("arm", "5") => ("arm", "v5"),
            ("arm", "8") => ("arm", "v8"),
            same => same,
        };
        Self {
            os,
            architecture: architecture.into(),
            variant: variant.into(),
            os_version: os_version.into(),
            os_features,
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.os)?;
        if !self.os_version.is_empty() || !self.os_features.is_empty() {
            write!(f, "({}", self.os_version)?;
            for feature in &self.os_features {
                write!(f, "+{feature}")?;
            }
            f.write_str(")")?;
        }
        write!(f, "/{}", self.architecture)?;
        if !self.variant.is_empty() {
            write!(f, "/{}", self.variant)?;
        }
        Ok(())
    }
}

/// A text that is not a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformError(String);

impl fmt::Display for PlatformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not a platform: expected os/architecture or os/architecture/variant, such as linux/amd64",
            self.0
        )
    }
}

impl std::error::Error for PlatformError {}

impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        let error = || PlatformError(text.into());
        let parts: Vec<&str> = text.split('/').collect();
        let (os, architecture, variant) = match parts[..] {
            [os, architecture] => (os, architecture, None),
            [os, architecture, variant] => (os, architecture, Some(variant)),
            _ => return Err(error()),
        };
        let (os, version) = match os.split_once('(') {
            Some((os, version)) => (os, version.strip_suffix(')').ok_or_else(error)?),
            None => (os, ""),
        };
        let (version, features) = match version.split_once('+') {
            Some((version, features)) => (version, features.split('+').map(Into::into).collect()),
            None => (version, Vec::new()),
        };
        if !word(os) || !word(architecture) || !variant.is_none_or(word) {
            return Err(error());
        }
        Ok(Self::normalised(
            os,
            architecture,
            variant.unwrap_or(""),
            version,
            features,
        ))
    }
}

impl From<&pb::Platform> for Platform {
    fn from(platform: &pb::Platform) -> Self {
        Self::normalised(
            &platform.os,
            &platform.architecture,
            &platform.variant,
            &platform.os_version,
            platform.os_features.clone(),
        )
    }
}

impl From<&Platform> for pb::Platform {
    fn from(platform: &Platform) -> Self {
        Self {
            architecture: platform.architecture.clone(),
            os: platform.os.clone(),
            variant: platform.variant.clone(),
            os_version: platform.os_version.clone(),
            os_features: platform.os_features.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_same_platform_are_one() {
        for (text, id) in [
            ("linux/amd64", "linux/amd64"),
            ("Linux/x86_64", "linux/amd64"),
            ("linux/amd64/v1", "linux/amd64"),
            ("linux/amd64/v3", "linux/amd64/v3"),
            ("linux/x86_64/v3", "linux/amd64/v3"),
            ("linux/aarch64", "linux/arm64"),
            ("linux/arm64/v8", "linux/arm64"),
            ("linux/arm64/9", "linux/arm64/v9"),
            ("linux/arm", "linux/arm/v7"),
            ("linux/armhf", "linux/arm/v7"),
            ("linux/armel", "linux/arm/v6"),
            ("linux/i386", "linux/386"),
            ("macos/arm64", "darwin/arm64"),
            (
                "windows(10.0.17763+win32k)/amd64",
                "windows(10.0.17763+win32k)/amd64",
            ),
        ] {
            assert_eq!(text.parse::<Platform>().unwrap().to_string(), id);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "linux",
            "linux/",
            "/amd64",
            "a/b/c/d",
            "linux/amd64/",
            "li nux/amd64",
            "windows(10/amd64",
        ] {
            assert!(text.parse::<Platform>().is_err(), "{text}");
        }
    }
}
