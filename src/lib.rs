//! Cartwright: from `cart.yaml` to LLB.

pub mod command_line;
pub mod context;
pub mod diagnostic;
pub mod frontend;
pub mod gateway;
pub mod infer;
pub mod lint;
pub mod lock;
pub mod lower;
pub mod packaging;
pub mod plan;
pub mod spec;
