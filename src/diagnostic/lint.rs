//! The rules that warnings come from.

/// A rule, which a spec or a project may break and still be built.
///
/// Each has a page in `docs/rules`, and can be silenced by its name (see [`crate::lint::Config`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lint {
    /// A server made for development runs the application.
    DevelopmentServer,
    /// The version of Python gets no fixes of security any more.
    EndOfLifePython,
    /// A test or check failed, and the build goes on.
    FailedGate,
    /// A password or token stands in the spec.
    HardcodedSecret,
    /// The program listens where nobody outside of the container reaches it.
    LoopbackAddress,
    /// A part of a package needs a shared library that the image does not have.
    MissingLibrary,
    /// A package runs a program that the image does not have.
    MissingProgram,
    /// A lock of a newer format than the one that is read.
    NewerLockFormat,
    /// An image was made without its tests, because its programs do not run on the engine's machine.
    NotTested,
    /// Two packages have different files of one name.
    OverlappingPackages,
    /// The program listens on another port than the image tells.
    PortMismatch,
    /// The container runs as root.
    RootUser,
    /// Another file also lists dependencies, and is not read.
    ShadowedDependencies,
    /// What only a shell understands, in arguments that no shell gets.
    ShellSyntax,
    /// A lock that does not hold what its project asks for.
    StaleLock,
    /// An index is asked without encryption.
    UnencryptedIndex,
    /// A `$NAME` that nothing replaces.
    UnexpandedVariable,
    /// Versions are found anew wherever the project is built.
    UnlockedDependencies,
    /// A base image that changes without notice.
    UnpinnedBase,
    /// A build argument that the spec does not declare.
    UnusedBuildArg,
    /// Packages for builds, and nothing that is built.
    UnusedBuildPackages,
    /// Settings for builds of a package that is not built.
    UnusedBuildSettings,
    /// A version that its authors took back.
    YankedVersion,
}

/// The folder of the rules' pages.
const PAGES: &str = concat!(env!("CARGO_PKG_HOMEPAGE"), "/docs/rules");

impl Lint {
    /// All of them, in the order of their names.
    pub const ALL: [Self; 23] = [
        Self::DevelopmentServer,
        Self::EndOfLifePython,
        Self::FailedGate,
        Self::HardcodedSecret,
        Self::LoopbackAddress,
        Self::MissingLibrary,
        Self::MissingProgram,
        Self::NewerLockFormat,
        Self::NotTested,
        Self::OverlappingPackages,
        Self::PortMismatch,
        Self::RootUser,
        Self::ShadowedDependencies,
        Self::ShellSyntax,
        Self::StaleLock,
        Self::UnencryptedIndex,
        Self::UnexpandedVariable,
        Self::UnlockedDependencies,
        Self::UnpinnedBase,
        Self::UnusedBuildArg,
        Self::UnusedBuildPackages,
        Self::UnusedBuildSettings,
        Self::YankedVersion,
    ];

    /// The rule of a name, however it is capitalized.
    pub fn of_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|lint| lint.name().eq_ignore_ascii_case(name))
    }

    /// The name that users meet, in the manner of the Dockerfile's rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::DevelopmentServer => "DevelopmentServer",
            Self::EndOfLifePython => "EndOfLifePython",
            Self::FailedGate => "FailedGate",
            Self::HardcodedSecret => "HardcodedSecret",
            Self::LoopbackAddress => "LoopbackAddress",
            Self::MissingLibrary => "MissingLibrary",
            Self::MissingProgram => "MissingProgram",
            Self::NewerLockFormat => "NewerLockFormat",
            Self::NotTested => "NotTested",
            Self::OverlappingPackages => "OverlappingPackages",
            Self::PortMismatch => "PortMismatch",
            Self::RootUser => "RootUser",
            Self::ShadowedDependencies => "ShadowedDependencies",
            Self::ShellSyntax => "ShellSyntax",
            Self::StaleLock => "StaleLock",
            Self::UnencryptedIndex => "UnencryptedIndex",
            Self::UnexpandedVariable => "UnexpandedVariable",
            Self::UnlockedDependencies => "UnlockedDependencies",
            Self::UnpinnedBase => "UnpinnedBase",
            Self::UnusedBuildArg => "UnusedBuildArg",
            Self::UnusedBuildPackages => "UnusedBuildPackages",
            Self::UnusedBuildSettings => "UnusedBuildSettings",
            Self::YankedVersion => "YankedVersion",
        }
    }

    /// The page that explains it.
    pub fn url(self) -> String {
        format!("{PAGES}/{}.md", self.name())
    }
}
