# photoseek in a container: the library in /library, the photos, read only, in /photos.
#   docker build -t photoseek .
#   docker compose run --rm photoseek keys create home --scope admin
#   docker compose up
FROM node:20-bookworm-slim AS build
# For npm ci: better-sqlite3 and hnswlib-node are compiled where no ready-made file can be had.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends python3 g++ make && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# The package holds what is compiled, for the system that this image has, and nothing else: the next stage needs no compiler.
# The client of buckets is for those who share thumbnails in one (docs/postgresql.md): 23 MB.
RUN npm run package -- --out /packed && npm install --global --prefix /opt/photoseek /packed/photoseek-*.tgz \
  "@aws-sdk/client-s3@$(node -p "require('./package.json').devDependencies['@aws-sdk/client-s3']")"

FROM node:20-bookworm-slim
ENV NODE_ENV=production PHOTOSEEK_LIBRARY=/library
# Decodes videos: a program of its own (GPL), of which Debian offers the source.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/photoseek /opt/photoseek
# 1000 is the user `node` of the image.
RUN mkdir /library /thumbnails && chown 1000:1000 /library /thumbnails && ln -s /opt/photoseek/bin/photoseek /usr/local/bin/photoseek
USER 1000:1000
VOLUME /library
EXPOSE 7878
# Alive, not merely started: the model may still be loading.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7878/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["photoseek"]
# From outside of the container it is reached by another address than loopback, which takes a key.
CMD ["serve", "--host", "0.0.0.0", "--log-level", "info", "--watch"]
