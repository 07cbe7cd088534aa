FROM node:22-bookworm-slim AS deps
WORKDIR /app
# better-sqlite3 takes its prebuilt binary where it can download one and is compiled here where it cannot (behind a proxy, on
# an architecture without one).
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 make g++ \
 && rm -rf /var/lib/apt/lists/*
# Compiling needs the headers of this very node. The official image has them under /usr/local; for a base that leaves them
# out, npm has them too, so that a build needs no other host than Debian's and npm's.
RUN test -f /usr/local/include/node/node.h \
 || (cd /tmp && tar -xzf "$(npm pack --silent "node-linux-$(node -p process.arch)@$(node -p process.versions.node)")" \
      -C /usr/local --strip-components=1 package/include)
ENV npm_package_config_node_gyp_nodedir=/usr/local
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund

FROM deps AS build
COPY . .
RUN npm run build

FROM deps AS production
# Of better-sqlite3 only the addon is needed, not what it was compiled from; of what dist/ has bundled, nothing.
RUN npm prune --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/zod node_modules/hono node_modules/@hono node_modules/commander \
 && cd node_modules/better-sqlite3 \
 && mv build/Release/better_sqlite3.node . \
 && rm -rf build deps src \
 && mkdir -p build/Release \
 && mv better_sqlite3.node build/Release/

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    ESIM_EMULATOR_HOST=0.0.0.0
WORKDIR /app
# State is in memory. To keep it: -v esim-data:/data -e ESIM_EMULATOR_DB=/data/esim.db
RUN install -d -o node -g node /data
COPY --from=production /app/node_modules node_modules
COPY package.json ./
COPY --from=build /app/dist dist
USER node
EXPOSE 4024
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ESIM_EMULATOR_PORT || process.env.PORT || 4024}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli.js"]
