//! A typed builder for BuildKit LLB.
