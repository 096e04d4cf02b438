/** An answer of the API, whatever its status. */
export interface ApiAnswer<T> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

export interface ApiRequest {
  readonly method?: string
  readonly path: string
  /** A string or bytes are sent as they are; anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Default: the client's own key; an empty one sends no credential. */
  readonly key?: string
}

/** The answer was not the success that was asked for. */
export class ApiError extends Error {
  constructor(
    request: ApiRequest,
    readonly answer: ApiAnswer<unknown>,
  ) {
    super(`${request.method ?? 'GET'} ${request.path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  }
}

/** Sends one request and reads the answer, JSON where it says so. */
export async function send<T>(baseUrl: string, defaultKey: string, request: ApiRequest): Promise<ApiAnswer<T>> {
  const key = request.key ?? defaultKey
  const { body, contentType } = encode(request.body)
  const response = await fetch(`${baseUrl}${request.path}`, {
    method: request.method ?? 'GET',
    headers: {
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...request.headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T }
}

/** Sends one request and gives the body of a 2xx answer; anything else is an ApiError. */
export async function ask<T>(baseUrl: string, key: string, request: ApiRequest): Promise<T> {
  const answer = await send<T>(baseUrl, key, request)
  if (answer.status < 200 || answer.status > 299) throw new ApiError(request, answer)
  return answer.body
}

function encode(body: unknown): { body?: string | Uint8Array<ArrayBuffer>; contentType?: string } {
  if (body === undefined) return {}
  const contentType = 'application/json'
  if (typeof body === 'string') return { body, contentType }
  if (ArrayBuffer.isView(body)) return { body: new Uint8Array(body as Uint8Array), contentType }
  return { body: JSON.stringify(body), contentType }
}
