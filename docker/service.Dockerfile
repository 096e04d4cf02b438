# syntax=docker/dockerfile:1
# One image for each service: docker build -f docker/service.Dockerfile --build-arg APP=gateway .
# docs/ and CONTRIBUTING.md tell how; scripts/test/image.spec.ts runs the same steps without a Docker engine.

FROM node:24.21.0-bookworm-slim AS build
ARG APP
WORKDIR /src
ENV CI=true
RUN npm install --global pnpm@10.34.9
COPY . .
RUN test -f "apps/${APP}/package.json" || { echo "give --build-arg APP=<a folder of apps/>"; exit 1; }
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store \
    pnpm install --frozen-lockfile --filter-prod "@hookline/${APP}..."
RUN pnpm --filter-prod "@hookline/${APP}..." run build
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store \
    pnpm --filter "@hookline/${APP}" deploy --prod --no-optional --legacy /out
COPY docker/health.mjs /out/health.mjs

FROM node:24.21.0-bookworm-slim
ARG APP
LABEL org.opencontainers.image.title="hookline-${APP}" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    SERVICE=${APP}
WORKDIR /app
# Owned by root and read only to the service, which writes nothing to disk.
COPY --from=build /out ./
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=40s --retries=3 CMD ["node", "health.mjs"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
