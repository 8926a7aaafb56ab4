//! Names of LLB capabilities. A capability can be used if the engine lists it *and* says that it is
//! enabled.

macro_rules! caps {
    ($($name:ident = $id:literal;)*) => {
        $(#[doc = concat!("`", $id, "`")] pub const $name: &str = $id;)*

        /// All that graphs may ask for.
        pub const ALL: &[&str] = &[$($id),*];
    };
}

caps! {
    PLATFORM = "platform";
    CONSTRAINTS = "constraints";
    META_DESCRIPTION = "meta.description";
    META_IGNORE_CACHE = "meta.ignorecache";
    META_EXPORT_CACHE = "meta.exportcache";

    SOURCE_IMAGE = "source.image";
    SOURCE_IMAGE_RESOLVE_MODE = "source.image.resolvemode";
    SOURCE_IMAGE_LAYER_LIMIT = "source.image.layerlimit";
    SOURCE_IMAGE_CHECKSUM = "source.image.checksum";
    SOURCE_OCI_LAYOUT = "source.ocilayout";
    SOURCE_LOCAL = "source.local";
    SOURCE_LOCAL_SESSION = "source.local.sessionid";
    SOURCE_LOCAL_INCLUDE = "source.local.includepatterns";
    SOURCE_LOCAL_EXCLUDE = "source.local.excludepatterns";
    SOURCE_LOCAL_FOLLOW_PATHS = "source.local.followpaths";
    SOURCE_LOCAL_SHARED_KEY_HINT = "source.local.sharedkeyhint";
    SOURCE_LOCAL_DIFFER = "source.local.differ";
    SOURCE_LOCAL_METADATA_TRANSFER = "source.local.metadatatransfer";
    SOURCE_HTTP = "source.http";
    SOURCE_HTTP_CHECKSUM = "source.http.checksum";
    SOURCE_HTTP_PERM = "source.http.perm";
    // Spelled like this by the engine.
    SOURCE_HTTP_OWNER = "soruce.http.uidgid";
    SOURCE_HTTP_AUTH = "source.http.auth";
    SOURCE_HTTP_HEADER = "source.http.header";
    SOURCE_GIT = "source.git";
    SOURCE_GIT_FULL_URL = "source.git.fullurl";
    SOURCE_GIT_KEEP_DIR = "source.git.keepgitdir";
    SOURCE_GIT_SUBDIR = "source.git.subdir";
    SOURCE_GIT_HTTP_AUTH = "source.git.httpauth";
    SOURCE_GIT_KNOWN_HOSTS = "source.git.knownsshhosts";
    SOURCE_GIT_SSH = "source.git.mountsshsock";
    SOURCE_GIT_CHECKSUM = "source.git.checksum";
    SOURCE_GIT_SKIP_SUBMODULES = "source.git.skipsubmodules";
    SOURCE_GIT_MTIME = "source.git.mtime";
    SOURCE_GIT_FETCH_BY_COMMIT = "source.git.fetchbycommit";

    EXEC = "exec.meta.base";
    EXEC_NETWORK = "exec.meta.network";
    EXEC_SECURITY = "exec.meta.security";
    EXEC_PROXY = "exec.meta.proxyenv";
    EXEC_ULIMIT = "exec.meta.ulimit";
    EXEC_CGROUP_PARENT = "exec.meta.cgroup.parent";
    EXEC_VALID_EXIT_CODES = "exec.validexitcode";
    EXEC_SECRET_ENV = "exec.secretenv";
    EXEC_DEVICES = "exec.meta.cdi";
    EXEC_RESOURCES = "exec.meta.linux.resources";
    MOUNT_BIND = "exec.mount.bind";
    MOUNT_BIND_DISCARD = "exec.mount.bind.readwrite-nooutput";
    MOUNT_SELECTOR = "exec.mount.selector";
    MOUNT_CACHE = "exec.mount.cache";
    MOUNT_CACHE_SHARING = "exec.mount.cache.sharing";
    MOUNT_CONTENT_CACHE = "exec.mount.cache.content";
    MOUNT_TMPFS = "exec.mount.tmpfs";
    MOUNT_TMPFS_SIZE = "exec.mount.tmpfs.size";
    MOUNT_SECRET = "exec.mount.secret";
    MOUNT_SSH = "exec.mount.ssh";

    FILE = "file.base";
    FILE_RM_WILDCARD = "file.rm.wildcard";
    FILE_COPY_PATTERNS = "file.copy.includeexcludepatterns";
    FILE_COPY_REPLACE = "file.copy.alwaysreplaceexistingdestpaths";
    FILE_COPY_REQUIRED = "file.copy.requiredpaths";
    FILE_SYMLINK = "file.symlink.create";

    MERGE = "mergeop";
    DIFF = "diffop";
}
