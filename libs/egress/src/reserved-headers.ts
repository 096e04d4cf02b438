/** Ours, the connection's own, or such as would let a webhook pose as someone else (a proxy, a cloud's metadata client). */
const NAMES: ReadonlySet<string> = new Set(
  `host content-length content-type content-encoding transfer-encoding te trailer trailers connection keep-alive upgrade
  expect proxy-authenticate proxy-authorization proxy-connection http2-settings date via forwarded x-real-ip user-agent
  accept-encoding age cache-control pragma expires warning clear-site-data set-cookie cookie signature metadata
  metadata-flavor traceparent tracestate x-http-method-override __proto__ constructor prototype`.split(/\s+/),
)

const PREFIXES =
  `x-forwarded- webhook- hookline- svix- x-amz- x-amzn- x-aws- x-google- x-goog- x-gfe x-azure- x-fd-`.split(' ')

/** Whether a header is not for customers to set. @param name in lower case. */
export function isReservedHeader(name: string): boolean {
  return NAMES.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix))
}

/** Those that would break the framing of the request or send it elsewhere: no caller of the client may set them. */
const CONNECTION_NAMES: ReadonlySet<string> = new Set(
  `host content-length transfer-encoding te trailer connection keep-alive upgrade expect proxy-authorization
  proxy-connection http2-settings accept-encoding __proto__`.split(/\s+/),
)

/** Whether a header belongs to the client alone. @param name in lower case. */
export function isConnectionHeader(name: string): boolean {
  return CONNECTION_NAMES.has(name)
}
