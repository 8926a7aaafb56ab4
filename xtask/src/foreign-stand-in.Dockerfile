# Python from Debian's own packages, for any machine: unpacked, and nothing of it run. It tells its version, as official images do.
FROM --platform=$BUILDPLATFORM python:3.13-slim AS debian
ARG TARGETARCH
RUN <<END
set -e
apt() { apt-get -qq -o APT::Architecture=$TARGETARCH -o APT::Architectures=$TARGETARCH -o Dir::State::Status=/dev/null -o APT::Sandbox::User=root "$@"; }
apt update
apt install --yes --download-only --no-install-recommends base-files python3-pip python3-venv
mkdir /image
for package in /var/cache/apt/archives/*.deb; do dpkg --extract "$package" /image; done
cp /etc/passwd /etc/group /image/etc
mkdir -p /image/etc/ssl/certs
cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs
END

FROM scratch
COPY --from=debian /image /
ARG PYTHON_VERSION
ENV PYTHON_VERSION=$PYTHON_VERSION PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
CMD ["python3"]
