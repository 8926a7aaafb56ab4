//! Cartwright: from `cart.yaml` to LLB.

pub mod diagnostic;
pub mod packaging;
pub mod spec;
