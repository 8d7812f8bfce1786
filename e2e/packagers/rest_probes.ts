import assert from 'node:assert/strict'

/** A request to the service of a model, and what must come back. */
interface Probe {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
  readonly status: number
  /** The whole body, or what it must look like. */
  readonly answer: string | RegExp
}

const INVOKE = '/api/model/invoke'
const JSON_TYPE = { 'content-type': 'application/json' }
const NO_DATA = message('Please provide data with this POST request')
const NO_MATRIX = message('Matrix is not provided')
const PREDICTION = /^\{"prediction":\[[\d.]+\],"columns":\["prediction"\]\}$/

function message(text: string): string {
  return JSON.stringify({ message: text }).replace('":"', '": "')
}

const post = (
  what: string,
  body: Probe['body'],
  status: number,
  answer: Probe['answer'],
  headers: Probe['headers'] = JSON_TYPE,
): Probe => ({
  ...{ what, method: 'POST', path: INVOKE, headers, status, answer },
  ...(body !== undefined && { body }),
})

const get = (path: string, status: number, answer: Probe['answer'], method = 'GET'): Probe => ({
  ...{ what: `${method} ${path}`, method, path, status, answer },
})

const LOOKS: readonly Probe[] = [
  get('/healthcheck', 200, '{"status":true}\n'),
  get('/api/model/info', 200, /^\{"basePath":.*"swagger":"2\.0"\}\n$/),
  get('/api/model/info', 200, '', 'HEAD'),
  get('/api/model/info', 200, '', 'OPTIONS'),
  get('/api/model/info/', 404, /^\{"message": "/),
  get('/nowhere', 404, /^\{"message": "/),
  get(INVOKE, 405, /^\{"message": "/),
  get('/healthcheck', 405, /^\{"message": "/, 'DELETE'),
]

/** What users of ODAHU's service see, with the JSON form of errors that it answers in HTML. */
function probes(good: string): readonly Probe[] {
  return [
    ...LOOKS,
    post('data', good, 200, PREDICTION),
    post('data without a content type', good, 200, PREDICTION, { 'content-type': '' }),
    post('data as text', good, 200, PREDICTION, { 'content-type': 'text/plain' }),
    post('keys that nobody knows', good.replace('{', '{"more":1,'), 200, PREDICTION),
    post('a key twice: the last one', good.replace('{', '{"data":[],'), 200, PREDICTION),
    post('no body', undefined, 500, NO_DATA),
    post('a form', good, 500, NO_DATA, { 'content-type': 'application/x-www-form-urlencoded' }),
    post(
      'bytes that are not UTF-8',
      Uint8Array.from([...Buffer.from('{"data":[[1,'), 255]),
      500,
      message(
        "Can not decode POST data using utf-8 charset: 'utf-8' codec can't decode byte 0xff in position 12: " +
          'invalid start byte',
      ),
    ),
    ...['{', '{"data":[[NaN]]}', '\uFEFF{"data":[[1]]}', '{"data":[[1],]}'].map((body) =>
      post(`${body}, which is not JSON`, body, 500, /^\{"message": "Can not parse input as JSON: /),
    ),
    ...['{}', '{"data":[]}', '{"data":null}', '{"columns":["a"]}'].map((body) =>
      post(body, body, 500, NO_MATRIX),
    ),
    ...['[1]', '"text"', 'null'].map((body) => post(body, body, 500, /^\{"message": "/)),
    ...['{"data":[["text"]]}', '{"data":[[1],[1,2]]}'].map((body) =>
      post(body, body, 500, /^\{"message": "Exception during prediction: /),
    ),
  ]
}

/**
 * Asks a running service of the wine model everything that its users may ask.
 *
 * @param address such as `http://127.0.0.1:5000`
 * @param good a body that is predicted for
 */
export async function probeService(address: string, good: string): Promise<void> {
  for (const probe of probes(good)) await ask(address, probe)
}

async function ask(address: string, probe: Probe): Promise<void> {
  const { what, method, path, body, headers = {}, status, answer } = probe
  const response = await fetch(`${address}${path}`, {
    ...{ method, headers },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  assert.equal(response.status, status, `${what}: ${text}`)
  if (typeof answer === 'string') assert.equal(text, answer, what)
  else assert.match(text, answer, what)
  if (text !== '') assert.equal(response.headers.get('content-type'), 'application/json', what)
  // Only a prediction says whose it is.
  const names = ['model-name', 'model-version'].map((name) => response.headers.get(name))
  assert.deepEqual(names, answer === PREDICTION ? ['wine', '1.0'] : [null, null], what)
}
