//! The engine's network: a bridge of its own and one packet filter table of its own.
//!
//! dockerd writes no packet filter rules: two engines on one machine would overwrite each other's. Published ports are served by
//! Docker's user-space proxy, and what leaves the bridge's subnet is masqueraded.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::home::Home;
use crate::problem::{About as _, Outcome, Problem};
use crate::process::{output, run_with_input, succeeds};

const FORWARDING: &str = "/proc/sys/net/ipv4/ip_forward";

/// What dockerd has to know.
pub struct Network {
    /// The bridge's name.
    pub bridge: String,
    /// The bridge's maximum transmission unit, in bytes.
    pub mtu: String,
}

/// Makes bridge and table.
pub fn up(home: &Home, root: &Path) -> Outcome<Network> {
    down(home, root)?;
    let bridge = home.outside_name();
    let subnet = free_subnet(home, root)?;
    let mtu = uplink_mtu(root).unwrap_or_else(|| "1500".to_owned());
    let before = alias_of_another().unwrap_or(forwarding()?);
    ip(
        root,
        &["link", "add", &bridge, "mtu", &mtu, "type", "bridge"],
    )?;
    ip(root, &["link", "set", &bridge, "alias", &before])?;
    ip(
        root,
        &["addr", "add", &format!("{subnet}.1/24"), "dev", &bridge],
    )?;
    ip(root, &["link", "set", &bridge, "up"])?;
    let rules = format!(
        "table ip {bridge} {{\n  chain nat {{\n    type nat hook postrouting priority srcnat;\n    \
         ip saddr {subnet}.0/24 ip daddr != {subnet}.0/24 masquerade\n  }}\n}}\n"
    );
    run_with_input(
        Command::new("chroot").arg(root).args(["nft", "-f", "-"]),
        &rules,
    )?;
    fs::write(FORWARDING, "1").about(FORWARDING)?;
    Ok(Network { bridge, mtu })
}

/// Removes what [`up`] made. The last engine to go sets forwarding to what it was before the first one came.
pub fn down(home: &Home, root: &Path) -> Outcome {
    let bridge = home.outside_name();
    let before = alias(&bridge);
    if before.is_some() {
        ip(root, &["link", "del", &bridge])?;
    }
    if succeeds(
        Command::new("chroot")
            .arg(root)
            .args(["nft", "list", "table", "ip", &bridge]),
    ) {
        output(
            Command::new("chroot")
                .arg(root)
                .args(["nft", "delete", "table", "ip", &bridge]),
        )?;
    }
    match before {
        Some(before) if alias_of_another().is_none() => {
            fs::write(FORWARDING, before).about(FORWARDING)
        }
        _ => Ok(()),
    }
}

/// The bridge's alias remembers the machine's forwarding as it was before any engine.
fn alias(bridge: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/sys/class/net/{bridge}/ifalias")).ok()?;
    Some(text.trim().to_owned())
}

fn alias_of_another() -> Option<String> {
    let links = fs::read_dir("/sys/class/net").ok()?;
    links
        .flatten()
        .filter_map(|link| link.file_name().into_string().ok())
        .filter(|name| name.starts_with("cw-"))
        .find_map(|name| alias(&name))
}

fn forwarding() -> Outcome<String> {
    fs::read_to_string(FORWARDING)
        .map(|text| text.trim().to_owned())
        .about(FORWARDING)
}

/// The first three numbers of a subnet that no address and no route of this machine is in.
fn free_subnet(home: &Home, root: &Path) -> Outcome<String> {
    let taken = format!(
        "{}\n{}\n",
        ip(root, &["-4", "addr"])?,
        ip(root, &["-4", "route"])?
    );
    (0..=u8::MAX)
        .map(|step| format!("10.213.{}", home.number().wrapping_add(step)))
        .find(|subnet| !taken.contains(&format!("{subnet}.")))
        .ok_or_else(|| {
            Problem::new("no free subnet below 10.213: take down an engine that is not needed")
        })
}

/// Packets larger than what leaves this machine would be lost.
fn uplink_mtu(root: &Path) -> Option<String> {
    let route = ip(root, &["-4", "route", "show", "default"]).ok()?;
    let device = route
        .split_whitespace()
        .skip_while(|word| *word != "dev")
        .nth(1)?;
    let mtu = fs::read_to_string(format!("/sys/class/net/{device}/mtu")).ok()?;
    Some(mtu.trim().to_owned())
}

fn ip(root: &Path, args: &[&str]) -> Outcome<String> {
    output(Command::new("chroot").arg(root).arg("ip").args(args))
}
