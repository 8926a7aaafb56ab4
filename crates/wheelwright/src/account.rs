//! `wheelwright account`: a name and a home for a numeric user.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};

use crate::error::{Error, Fault};
use crate::tree;

/// The account to make.
#[derive(Clone, Debug)]
pub struct Account {
    /// The directory that becomes the root of a layer.
    pub out: PathBuf,
    /// User id.
    pub uid: u32,
    /// Group id.
    pub gid: u32,
    /// Login name.
    pub name: String,
    /// Home directory, an absolute path.
    pub home: String,
}

/// The files of accounts, and where the number stands in their lines.
const PASSWD: &str = "etc/passwd";
const GROUP: &str = "etc/group";

/// Writes the files of accounts anew, with one more, and the home.
pub fn create(account: &Account) -> Result<(), Error> {
    create_from(Path::new("/"), account)
}

fn create_from(root: &Path, account: &Account) -> Result<(), Error> {
    let Account {
        out,
        uid,
        gid,
        name,
        home,
    } = account;
    let is_word = |text: &str| !text.is_empty() && !text.contains([':', '\n', '/']);
    let below = home
        .strip_prefix('/')
        .filter(|path| path.split('/').all(|part| is_word(part) && part != ".."));
    let Some(below) = below.filter(|_| is_word(name)) else {
        let why = format!("`{name}` and `{home}` are no name and home");
        return Err(Fault::Usage(why).into());
    };
    let home_path = out.join(below);
    tree::create_directory(out, out)?;
    tree::create_directory(out, &out.join("etc"))?;
    tree::create_directory(out, &home_path)?;
    append(root, out, GROUP, *gid, &format!("{name}:x:{gid}:"))?;
    let user = format!("{name}:x:{uid}:{gid}::{home}:/usr/sbin/nologin");
    append(root, out, PASSWD, *uid, &user)?;
    chown(&home_path, Some(*uid), Some(*gid)).map_err(|error| Error::from(error).in_file(home))?;
    tree::set_times(out, tree::TIME)
}

/// The file of a root with one more line, unless one of its lines has the number already.
fn append(root: &Path, out: &Path, file: &str, number: u32, line: &str) -> Result<(), Error> {
    let at = |error: std::io::Error| Error::from(error).in_file(file);
    let mut text = match fs::read_to_string(root.join(file)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(at(error)),
    };
    let number = number.to_string();
    let has_it = |line: &str| line.split(':').nth(2) == Some(&number);
    if text.lines().any(has_it) {
        return Ok(());
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(line);
    text.push('\n');
    tree::create_file(&out.join(file), false)
        .and_then(|mut created| created.write_all(text.as_bytes()))
        .map_err(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(out: PathBuf, home: &str) -> Account {
        // Whoever runs the test may give a directory to himself.
        let own = std::os::unix::fs::MetadataExt::uid(&fs::metadata("/proc/self").unwrap());
        Account {
            out,
            uid: own,
            gid: own,
            name: "app".to_owned(),
            home: home.to_owned(),
        }
    }

    #[test]
    fn a_line_is_added_where_the_number_is_new() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        fs::create_dir_all(root.join("etc")).unwrap();
        let account = account(folder.path().join("out"), "/home/app");
        fs::write(root.join(PASSWD), "daemon:x:70000:70000::/:/bin/false").unwrap();
        fs::write(root.join(GROUP), format!("same:x:{}:\n", account.gid)).unwrap();
        create_from(&root, &account).unwrap();
        let uid = account.uid;
        assert_eq!(
            fs::read_to_string(account.out.join(PASSWD)).unwrap(),
            format!(
                "daemon:x:70000:70000::/:/bin/false\napp:x:{uid}:{uid}::/home/app:/usr/sbin/nologin\n"
            )
        );
        assert!(!account.out.join(GROUP).exists());
        assert!(account.out.join("home/app").is_dir());
    }

    #[test]
    fn homes_stay_below_the_root() {
        let folder = tempfile::tempdir().unwrap();
        for home in ["home", "/../etc", "/", "/a:b"] {
            let out = folder.path().join("out");
            assert!(create_from(folder.path(), &account(out, home)).is_err());
        }
    }
}
