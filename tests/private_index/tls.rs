//! HTTPS by an authority that nobody knows but those who have its certificate.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::Index;

/// HTTPS in front of an index, gone with the value.
pub struct Tls {
    process: Child,
    port: u16,
    folder: PathBuf,
}

impl Tls {
    /// Makes an authority, and a certificate for loopback.
    pub fn before(index: &Index) -> Self {
        let name = format!("cartwright-test-tls-{}", index.address.port());
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(
            folder.join("loopback"),
            "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n",
        )
        .unwrap();
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        let authority = "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign";
        for line in [
            format!(
                "req -x509 {key} -days 2 -subj /CN=corp -keyout authority.key -out authority.pem {authority}"
            ),
            format!("req {key} -subj /CN=loopback -keyout server.key -out server.csr"),
            "x509 -req -in server.csr -CA authority.pem -CAkey authority.key -days 2 -extfile loopback -out server.pem"
                .to_owned(),
        ] {
            openssl(&folder, &line);
        }
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/private_index/tls.py");
        let mut process = Command::new("python3")
            .arg(program)
            .args(["server.pem", "server.key"])
            .arg(index.address.port().to_string())
            .current_dir(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let said = process.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut line).unwrap();
        Self {
            process,
            port: line.trim().parse().unwrap(),
            folder,
        }
    }

    /// By a name: some versions of pip check no certificate of an address.
    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// The address that installers are given.
    pub fn simple(&self) -> String {
        self.url("/simple")
    }

    /// The certificate of the authority.
    pub fn authority(&self) -> String {
        fs::read_to_string(self.folder.join("authority.pem")).unwrap()
    }

    /// A line of it, which is in every copy.
    pub fn mark(&self) -> String {
        self.authority().lines().nth(2).unwrap().to_owned()
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn openssl(folder: &Path, line: &str) {
    let output = Command::new("openssl")
        .args(line.split(' '))
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}
