//! Cartwright: from `cart.yaml` to LLB.
