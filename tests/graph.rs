//! What needs no engine: the frontend's process, asked by one that runs nothing. One program, because each that is linked
//! takes seconds; a test is named `FILE::TEST`.

mod fake_engine;

mod acceptance;
mod base_graph;
mod build_graph;
mod build_step_graph;
mod command_line;
mod container_graph;
mod context_graph;
mod conversation;
mod copy_graph;
mod degradation;
mod gate_graph;
mod library_graph;
mod platform_graph;
mod prune_graph;
mod smoke_graph;
mod target_graph;
mod trust_graph;
