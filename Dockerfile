FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# dist/ has everything bundled but the database driver, of which this platform's binary is what runs.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && cd node_modules \
 && rm -rf .package-lock.json node-addon-api better-sqlite3/deps better-sqlite3/src better-sqlite3/binding.gyp \
 && find better-sqlite3/prebuilds -type f ! -name "linux-$(node -p process.arch).node" -delete

FROM node:24-bookworm-slim
# The ready file says where the emulator answers, however its port was chosen; /dev/shm can be written even where the root
# file system is read-only.
ENV NODE_ENV=production \
    ESIM_EMULATOR_HOST=:: \
    ESIM_EMULATOR_READY_FILE=/dev/shm/esim-go-emulator
WORKDIR /app
# State is in memory. To keep it: -v esim-data:/data -e ESIM_EMULATOR_DB=/data/esim.db
RUN install -d -o node -g node /data && ln -s /app/dist/cli.js /usr/local/bin/esim-go-emulator
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY scenarios scenarios
USER node
EXPOSE 4024
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=500ms \
  CMD ["esim-go-emulator", "wait", "--timeout", "0", "--ready-file", "/dev/shm/esim-go-emulator"]
ENTRYPOINT ["esim-go-emulator"]
