# The Dockerfile frontend as an image of its own, as docker/dockerfile is: built of Debian's source package of Docker, which has
# BuildKit's beside the engine's. It is as old as that, and does the same.
FROM python:3.13-slim AS build
WORKDIR /src
RUN <<END
set -e
mirror=$(grep -rhoE '(https?|file)://[^ ]+/debian/?' /etc/apt/sources.list /etc/apt/sources.list.d | head -n 1)
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > /etc/apt/sources.list.d/source.list
apt-get update
apt-get install -y dpkg-dev
apt-get build-dep -y docker.io
END
RUN <<END
set -e
apt-get source --download-only --tar-only docker.io
apt-get source --download-only --diff-only docker.io
for archive in *.tar.xz; do tar -xf "$archive"; done
mv "$(find . -maxdepth 3 -path '*/moby-moby-*/engine')" engine
sed '/^#/d; /^$/d' debian/patches/series | while read -r name; do patch -p1 < "debian/patches/$name"; done
END
ENV GOPATH=/go:/usr/share/gocode GO111MODULE=off CGO_ENABLED=0
RUN <<END
set -e
mkdir -p /go/src/github.com/docker /go/src/github.com/moby
ln -s /src/engine /go/src/github.com/docker/docker
ln -s /src/buildkit /go/src/github.com/moby/buildkit
cd /go/src/github.com/moby/buildkit
go build -ldflags '-s -w' -o /frontend ./frontend/dockerfile/cmd/dockerfile-frontend
END

FROM scratch
COPY --from=build /frontend /bin/dockerfile-frontend
LABEL moby.buildkit.frontend.network.none=true
LABEL moby.buildkit.frontend.caps=moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts
ENTRYPOINT ["/bin/dockerfile-frontend"]
