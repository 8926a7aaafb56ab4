//! The whole way, from `cart.yaml` to an answer over HTTP.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::docker::Docker;
use crate::engine;
use crate::image;
use crate::problem::{About as _, Outcome, Problem};
use crate::process::{answer, output, progress, run, show};
use crate::repository::root;

const EXAMPLE: &str = "examples/fastapi";
const IMAGE: &str = "cartwright-demo";
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Sets up what is missing, builds the example, starts it, requests it, and reports.
pub fn demo() -> Outcome {
    let mut clock = Clock::start();
    let docker = engine::up(None)?;
    clock.lap("engine and base images");
    image::load(&docker, image::NAME, &[], image::Build::Release)?;
    clock.lap("frontend image");
    build(&docker)?;
    clock.lap("docker buildx build");
    let container = Container::start(&docker)?;
    clock.lap("container start");
    let reply = first_answer(&container)?;
    clock.lap("first answer");
    drop(container);
    report(&docker, &reply, &clock)
}

fn build(docker: &Docker) -> Outcome {
    let spec = format!("{EXAMPLE}/cart.yaml");
    progress(format_args!(
        "docker buildx build -f {spec} -t {IMAGE} {EXAMPLE}"
    ));
    show(
        docker
            .command()
            .args(["buildx", "build", "-f", &spec, "-t", IMAGE, EXAMPLE])
            .current_dir(root()),
    )
}

fn report(docker: &Docker, reply: &str, clock: &Clock) -> Outcome {
    let megabytes = docker.image(IMAGE)?["Size"].as_f64().unwrap_or_default() / 1e6;
    answer(format_args!("answer        {reply}"))?;
    answer(format_args!(
        "image size    {megabytes:.1} MB (as `docker image inspect` counts)"
    ))?;
    clock.laps.iter().try_for_each(|(what, time)| {
        answer(format_args!("{:>8.2} s    {what}", time.as_secs_f64()))
    })
}

/// Where the time went.
struct Clock {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Self {
        Self {
            last: Instant::now(),
            laps: Vec::new(),
        }
    }

    fn lap(&mut self, what: &'static str) {
        self.laps.push((what, self.last.elapsed()));
        self.last = Instant::now();
    }
}

/// A running container with one published port, removed when dropped.
struct Container<'a> {
    docker: &'a Docker,
    id: String,
    address: SocketAddr,
}

impl<'a> Container<'a> {
    fn start(docker: &'a Docker) -> Outcome<Self> {
        let port = exposed_port(docker)?;
        let publish = format!("127.0.0.1::{port}");
        let id = output(
            docker
                .command()
                .args(["run", "--detach", "--publish", &publish, IMAGE]),
        )?;
        let mut container = Self {
            docker,
            id,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
        };
        let published = output(docker.command().args(["port", &container.id, &port]))
            .map_err(|_| container.ended())?;
        container.address = published
            .lines()
            .next()
            .unwrap_or_default()
            .parse()
            .about(format_args!("docker port says {published:?}"))?;
        Ok(container)
    }

    fn running(&self) -> bool {
        output(
            self.docker
                .command()
                .args(["inspect", "--format", "{{.State.Running}}", &self.id]),
        )
        .is_ok_and(|state| state == "true")
    }

    fn ended(&self) -> Problem {
        let mut logs = self.docker.command();
        let logs = logs.args(["logs", "--tail", "20", &self.id]).output();
        let text = logs
            .map(|logs| String::from_utf8_lossy(&[logs.stdout, logs.stderr].concat()).into_owned())
            .unwrap_or_default();
        Problem::new(format!("the container ended; the end of its log:\n{text}"))
    }
}

impl Drop for Container<'_> {
    fn drop(&mut self) {
        if let Err(problem) = run(self.docker.command().args(["rm", "--force", &self.id])) {
            progress(problem);
        }
    }
}

/// The first port that the image exposes, else 8000.
fn exposed_port(docker: &Docker) -> Outcome<String> {
    let image = docker.image(IMAGE)?;
    let first = image["Config"]["ExposedPorts"]
        .as_object()
        .and_then(|ports| ports.keys().next());
    Ok(first
        .map_or("8000", |port| port.trim_end_matches("/tcp"))
        .to_owned())
}

/// Asks until the application answers: the port is open before the application listens.
fn first_answer(container: &Container) -> Outcome<String> {
    let begin = Instant::now();
    while begin.elapsed() < ANSWER_WITHIN {
        if let Ok(reply) = get(container.address)
            && reply.starts_with("HTTP/")
        {
            return Ok(summary(&reply));
        }
        if !container.running() {
            return Err(container.ended());
        }
        sleep(Duration::from_millis(20));
    }
    Err(Problem::new(format!(
        "no answer from {} within {} s",
        container.address,
        ANSWER_WITHIN.as_secs()
    )))
}

fn get(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(
        stream,
        "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply)?;
    Ok(String::from_utf8_lossy(&reply).into_owned())
}

/// Status and body on one line.
fn summary(reply: &str) -> String {
    let (head, body) = reply.split_once("\r\n\r\n").unwrap_or((reply, ""));
    format!(
        "{} {}",
        head.lines().next().unwrap_or_default(),
        body.split_whitespace().collect::<Vec<_>>().join(" ")
    )
}
