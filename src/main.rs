//! The frontend.

fn main() {}
