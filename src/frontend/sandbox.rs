//! How the client wants steps to run: its options, with types.

use buildkit_llb::{Network, pb};

use crate::diagnostic::{Diagnostics, texts::request as texts};
use crate::gateway::Options;
use crate::lower::{Limit, Sandbox};

/// Reads the options.
pub(super) fn read(options: &Options, problems: &mut Diagnostics) -> Sandbox {
    let text = |name| options.get(name).filter(|text| !text.is_empty());
    let hostname = options.build_arg("BUILDKIT_SANDBOX_HOSTNAME");
    let hostname = hostname.filter(|name| !name.is_empty());
    Sandbox {
        network: network(options),
        hosts: hosts(options),
        proxy: proxy(options),
        hostname: hostname.or_else(|| text("hostname")).map(str::to_owned),
        limits: limits(text("ulimit").unwrap_or_default(), problems),
        shared_memory: number(options, "shm-size", problems).filter(|size| *size > 0),
        cgroup_parent: text("cgroup-parent").map(str::to_owned),
        resources: resources(options, problems),
    }
}

/// `nofile=1024:2048,core=0`
fn limits(text: &str, problems: &mut Diagnostics) -> Vec<Limit> {
    let mut limits = Vec::new();
    for entry in text.split(',').filter(|entry| !entry.is_empty()) {
        match limit(entry.trim_matches('"')) {
            Some(limit) => limits.push(limit),
            None => problems.push(texts::option("ulimit", &format!("`{entry}` is no limit"))),
        }
    }
    limits
}

fn limit(entry: &str) -> Option<Limit> {
    let (name, values) = entry.split_once('=')?;
    let (soft, hard) = values.split_once(':').unwrap_or((values, values));
    Some(Limit {
        name: name.to_ascii_lowercase(),
        soft: soft.parse().ok()?,
        hard: hard.parse().ok()?,
    })
}

/// A number, if the option is there.
fn number<N: std::str::FromStr + Default>(
    options: &Options,
    name: &str,
    problems: &mut Diagnostics,
) -> Option<N> {
    let text = options.get(name).filter(|text| !text.is_empty())?;
    let number = text.parse().ok();
    if number.is_none() {
        problems.push(texts::option(name, &format!("`{text}` is no number")));
    }
    number
}

fn resources(options: &Options, problems: &mut Diagnostics) -> pb::LinuxResources {
    let text = |name| options.get(name).unwrap_or_default().to_owned();
    pb::LinuxResources {
        memory: number(options, "memory", problems).unwrap_or_default(),
        memory_swap: number(options, "memswap", problems).unwrap_or_default(),
        cpu_shares: number(options, "cpushares", problems).unwrap_or_default(),
        cpu_period: number(options, "cpuperiod", problems).unwrap_or_default(),
        cpu_quota: number(options, "cpuquota", problems).unwrap_or_default(),
        cpuset_cpus: text("cpusetcpus"),
        cpuset_mems: text("cpusetmems"),
    }
}

fn proxy(options: &Options) -> pb::ProxyEnv {
    let value = |name: &str| {
        let lower = name.to_ascii_lowercase();
        options
            .build_arg(name)
            .or_else(|| options.build_arg(&lower))
            .unwrap_or_default()
            .to_owned()
    };
    pb::ProxyEnv {
        http_proxy: value("HTTP_PROXY"),
        https_proxy: value("HTTPS_PROXY"),
        ftp_proxy: value("FTP_PROXY"),
        no_proxy: value("NO_PROXY"),
        all_proxy: value("ALL_PROXY"),
    }
}

fn hosts(options: &Options) -> Vec<(String, String)> {
    let listed = options.get("add-hosts").unwrap_or_default();
    let pairs = listed
        .split(',')
        .filter_map(|entry| entry.trim_matches('"').split_once('='));
    pairs
        .map(|(name, address)| (name.to_ascii_lowercase(), address.to_owned()))
        .collect()
}

fn network(options: &Options) -> Network {
    match options.get("force-network-mode") {
        Some("host") => Network::Host,
        Some("none") => Network::None,
        _ => Network::Sandbox,
    }
}
