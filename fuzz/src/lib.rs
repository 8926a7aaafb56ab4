//! Hostile input for everything that reads what others wrote.
//!
//! A [target](targets) takes bytes as somebody else could have written them: a spec, a lock, a wheel, an answer of the engine.
//! Whatever they are, it must come back soon, with little memory, and without a panic. A [`campaign`] gives it very many,
//! which it makes from real ones ([`mutate`]); what reached new code ([`coverage`]) is changed further.
//!
//! `cargo xtask fuzz` runs campaigns, each in a process with little memory. `cargo test` runs short ones.

pub mod campaign;
pub mod coverage;
mod frontend;
pub mod mutate;
mod random;
mod sections;
pub mod seeds;
pub mod targets;
mod zip;
