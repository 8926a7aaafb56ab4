//! Cartwright: from `cart.yaml` to LLB.

pub mod diagnostic;
pub mod lock;
pub mod packaging;
pub mod plan;
pub mod spec;
