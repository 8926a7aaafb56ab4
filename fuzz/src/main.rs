//! One campaign, in a process of its own: `cargo xtask fuzz` starts it with little memory, and takes care of what it dies of.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use cartwright_fuzz::campaign::{self, Outcome};
use cartwright_fuzz::targets::{self, Target};

/// The exit status after an input that did not end in time.
const HANGS: u8 = 3;

/// The most time of the processor that an input may take.
const LIMIT: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["list"] => list(),
        ["replay", name, file] => replay(name, Path::new(file)),
        ["run", name, inputs, seed, folder] => run(name, inputs, seed, Path::new(folder)),
        _ => Err(io::Error::other(
            "list | replay TARGET FILE | run TARGET INPUTS SEED FOLDER",
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn list() -> io::Result<()> {
    let mut out = io::stdout();
    targets::ALL
        .iter()
        .try_for_each(|Target { name, about, .. }| writeln!(out, "{name}\t{about}"))
}

fn find(name: &str) -> io::Result<&'static Target> {
    targets::find(name).ok_or_else(|| io::Error::other(format!("there is no target `{name}`")))
}

/// Gives one input, and panics as it does.
fn replay(name: &str, file: &Path) -> io::Result<()> {
    let target = find(name)?;
    (target.run)(&fs::read(file)?);
    Ok(())
}

/// Gives many. In the folder are, at any time, the input that is being tried, and those that panicked.
fn run(name: &str, inputs: &str, seed: &str, folder: &Path) -> io::Result<()> {
    let target = find(name)?;
    let number = |text: &str| text.parse::<u64>().map_err(io::Error::other);
    let (inputs, seed) = (number(inputs)?, number(seed)?);
    fs::create_dir_all(folder)?;
    let current = File::create(folder.join("current"))?;
    campaign::note_panics();
    watch();
    let tried = |number: u64, input: &[u8]| {
        let mut note = Vec::with_capacity(input.len() + 16);
        note.extend(number.to_le_bytes());
        note.extend((input.len() as u64).to_le_bytes());
        note.extend(input);
        let _ = current.write_all_at(&note, 0);
        CURRENT.store(number + 1, Ordering::Relaxed);
    };
    let mut panics = 0;
    let panicked = |said: &str, input: &[u8]| {
        let path = folder.join(format!("panic-{panics}"));
        panics += 1;
        let _ = fs::write(&path, input);
        let _ = writeln!(io::stderr(), "{}: {said}", path.display());
    };
    let outcome = campaign::run(target, inputs, seed, tried, panicked);
    report(&outcome, folder)
}

fn report(outcome: &Outcome, folder: &Path) -> io::Result<()> {
    fs::write(folder.join("slowest"), &outcome.slowest_input)?;
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak: u64 = peak
        .and_then(|it| it.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or_default();
    writeln!(
        io::stdout(),
        "{}\t{}\t{}\t{:.1}\t{}",
        outcome.inputs,
        outcome.kept,
        outcome.edges,
        outcome.slowest.as_secs_f64() * 1e3,
        peak / 1024,
    )
}

/// The number of the input that is being tried, counted from 1.
static CURRENT: AtomicU64 = AtomicU64::new(0);

/// Ends the process when an input takes too long.
fn watch() {
    thread::spawn(|| {
        let mut last = (0, Duration::ZERO);
        loop {
            thread::sleep(Duration::from_millis(100));
            let current = CURRENT.load(Ordering::Relaxed);
            let spent = spent().unwrap_or_default();
            if current != last.0 {
                last = (current, spent);
            } else if current != 0 && spent.saturating_sub(last.1) > LIMIT {
                process::exit(HANGS.into());
            }
        }
    });
}

/// The time of the processor that this process took so far: others may want it too.
fn spent() -> Option<Duration> {
    const TICKS: u64 = 100;
    let stat = fs::read_to_string(PathBuf::from("/proc/self/stat")).ok()?;
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks()? + ticks()?) * 1000 / TICKS))
}
