//! The ways to build an application, all on the same base.

/// The image that all of them start from.
pub const BASE: &str = "cartwright-bench/base";

/// The image that holds uv.
pub const UV_IMAGE: &str = "cartwright-bench/uv";

/// One way to build.
pub struct Way {
    /// Its image's name.
    pub name: &'static str,
    /// Its column.
    pub title: &'static str,
    /// The file that says how.
    pub file: &'static str,
    /// What the file says.
    pub text: &'static str,
}

pub const OURS: Way = Way {
    name: "cartwright",
    title: "cartwright",
    file: "cart.yaml",
    text: "# syntax=cartwright\nbase: cartwright-bench/base\ndependencies: pylock.toml\nentrypoint: python main.py\n",
};

/// What uv's documentation recommends.
pub const UV: Way = Way {
    name: "uv",
    title: "uv's Dockerfile",
    file: "uv.Dockerfile",
    text: "FROM cartwright-bench/base AS builder
COPY --from=cartwright-bench/uv /opt/uv/bin/uv /bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /app
RUN --mount=type=cache,target=/root/.cache/uv \\
    --mount=type=bind,source=pylock.toml,target=pylock.toml \\
    uv venv && uv pip sync pylock.toml
COPY . /app
FROM cartwright-bench/base
COPY --from=builder /app /app
ENV PATH=/app/.venv/bin:$PATH
WORKDIR /app
CMD [\"python\", \"main.py\"]
",
};

/// What the article that teaches multi-stage builds would write.
pub const ARTICLE: Way = Way {
    name: "article",
    title: "the article's Dockerfile",
    file: "article.Dockerfile",
    text: "FROM cartwright-bench/base AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential gfortran libopenblas-dev \\
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --user --no-cache-dir --no-warn-script-location -r requirements.txt
FROM cartwright-bench/base
COPY --from=builder /root/.local /root/.local
ENV PATH=/root/.local/bin:$PATH
WORKDIR /app
COPY . .
CMD [\"python\", \"main.py\"]
",
};
