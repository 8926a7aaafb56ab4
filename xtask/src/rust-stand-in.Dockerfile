# Takes the place of the official Rust image where that cannot be pulled. `toolchain` is a directory with a Rust toolchain.
FROM python:3.13-slim
RUN apt-get update && apt-get install -y gcc libc6-dev
COPY --from=toolchain bin/cargo bin/rustc /usr/local/bin/
COPY --from=toolchain lib /usr/local/lib/
ENV CARGO_HOME=/usr/local/cargo
# Only a test compiles here, and waits: how fast the programs are is not asked.
ENV CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256
