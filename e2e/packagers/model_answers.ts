/** A request to the service, and the whole answer that clients of ODAHU's service know. */
export interface ServiceCase {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly status: number
  /** The whole body, or what it must match where the words are a parser's or Flask's. */
  readonly answer: string | RegExp
  /** Headers by lower-cased name; undefined must be absent. `allow` is sorted. */
  readonly has?: Readonly<Record<string, string | undefined>>
}

/** How Python writes an error's message. */
function message(text: string): string {
  return `{"message": "${text}"}`
}

const INVOKE = { method: 'POST', path: '/api/model/invoke' }
const GOOD = '{"columns":["a","b"],"data":[[1,2],[3,4.5]]}'
const NAMED = { 'model-name': 'quirks', 'model-version': '1.2' }
const UNNAMED = { 'model-name': undefined, 'model-version': undefined }
const JSON_TYPE = { 'content-type': 'application/json' }
const NOT_JSON = /^\{"message": "Can not parse input as JSON: .+"\}$/
const ANY_MESSAGE = /^\{"message": ".+"\}$/

function good(what: string, body: string, answer: string | RegExp): ServiceCase {
  return { what, ...INVOKE, body, status: 200, answer, has: { ...JSON_TYPE, ...NAMED } }
}

function bad(what: string, body: string, answer: string | RegExp): ServiceCase {
  return { what, ...INVOKE, body, status: 500, answer, has: { ...JSON_TYPE, ...UNNAMED } }
}

/** What a model of the mode `matrix` decides; what it does not is in rest_probes.ts. */
export const MATRIX_CASES: readonly ServiceCase[] = [
  good('a prediction', GOOD, '{"prediction":[[3.0],[7.5]],"columns":["total"]}'),
  good(
    'a large integer',
    '{"data":[[18446744073709551616]]}',
    /^\{"prediction":\[\[1\.8446744073709552e\+?19\]\],"columns":\["total"\]\}$/,
  ),
  good(
    'columns of any kind',
    '{"data":[["columns"]],"columns":{"b":1,"a":[]}}',
    '{"prediction":[["str"]],"columns":{"b":1,"a":[]}}',
  ),
  good('no columns', '{"data":[["columns"]]}', '{"prediction":[["str"]],"columns":null}'),
  good(
    'NaN and infinity',
    '{"data":[["not a number"]]}',
    '{"prediction":[[null,null]],"columns":["total"]}',
  ),
  good(
    'what lists itself',
    '{"data":[["listed"]]}',
    '{"prediction":["a",null,1],"columns":["total"]}',
  ),
  bad(
    'a model that raises',
    '{"data":[["raise"]]}',
    message(String.raw`Exception during prediction: boom \u00fc asked`),
  ),
  bad(
    'a model that returns nothing',
    '{"data":[["nothing"]]}',
    message('Exception during prediction: cannot unpack non-iterable NoneType object'),
  ),
  bad('what is no JSON', '{"data":[["set"]]}', ANY_MESSAGE),
  {
    what: 'a form of parts',
    ...INVOKE,
    body: GOOD,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    status: 500,
    answer: message('Please provide data with this POST request'),
  },
  {
    what: 'GET of a prediction',
    method: 'GET',
    path: '/api/model/invoke',
    status: 405,
    answer: ANY_MESSAGE,
    has: { allow: 'OPTIONS, POST' },
  },
  {
    what: 'POST of info',
    method: 'POST',
    path: '/api/model/info',
    status: 405,
    answer: ANY_MESSAGE,
    has: { allow: 'GET, HEAD, OPTIONS' },
  },
  {
    what: 'OPTIONS',
    method: 'OPTIONS',
    path: '/api/model/invoke',
    status: 200,
    answer: '',
    has: { allow: 'OPTIONS, POST' },
  },
]

/** What is answered by models of other modes: to the mode. */
export const MODE_CASES: readonly (readonly [mode: string, ServiceCase])[] = [
  ['objects', bad('a model of objects', GOOD, message('Can not handle this types of requests'))],
  ['objects', bad('bad JSON to a model of objects', '{', NOT_JSON)],
  [
    'tensor',
    bad('a model of an unknown mode', GOOD, message("Unknown model's return type: tensor")),
  ],
]

/** A run of `invoke`, and what it leaves. */
export interface InvocationCase {
  readonly args: readonly string[]
  /** What is in the file `in.json`. */
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly status: number
  readonly stdout: string | RegExp
  /** The last line on stderr; anything where it is not given. */
  readonly lastLine?: string | RegExp
  /** What is in `out/results.json` afterwards. */
  readonly result?: string
}

const PREDICT = ['predict', '/io/in.json', '/io/out']
const CLI_ERROR = 'odahuflow.entrypoint_invoker.CliError'

function refused(input: string, lastLine: string | RegExp, mode?: string): InvocationCase {
  const env = mode === undefined ? {} : { MODE: mode }
  return { args: PREDICT, input, env, status: 1, stdout: 'init called\n', lastLine }
}

/** What `invoke` does in the image. */
export const INVOCATION_CASES: readonly InvocationCase[] = [
  {
    args: PREDICT,
    input: '{"data":[[1,2,3],[4,5,6]]}',
    status: 0,
    stdout: 'init called\nPrediction is successful. Result file: /io/out/results.json\n',
    result: '{"prediction": [[6.0], [15.0]], "columns": ["total"]}',
  },
  {
    args: PREDICT,
    input: '{"data":[["not a number"]]}',
    status: 0,
    stdout: 'init called\nPrediction is successful. Result file: /io/out/results.json\n',
    result: '{"prediction": [[NaN, Infinity]], "columns": ["total"]}',
  },
  {
    args: [],
    status: 0,
    stdout: /^usage: .*\{self_check,predict,info\}/s,
  },
  { args: ['--help'], status: 0, stdout: /^usage: .*\{self_check,predict,info\}/s },
  {
    args: ['info'],
    status: 0,
    stdout:
      /^Input schema:\n\{\n {4}"columns": \{\n {8}"example": \[\n {12}"a"\n.*\nOutput schema:\n\{\n {4}"prediction"/s,
  },
  { args: ['nonsense'], status: 2, stdout: '', lastLine: /^invoke: error: / },
  { args: ['predict'], status: 2, stdout: '', lastLine: /^invoke predict: error: / },
  refused('{}', `${CLI_ERROR}: Matrix is not provided`),
  refused('{"data":[["raise"]]}', `${CLI_ERROR}: Exception during prediction: boom ü asked`),
  refused('{', /^json\.decoder\.JSONDecodeError: /),
  refused('{"data":[[1]]}', `${CLI_ERROR}: Unknown model's return type: objects`, 'objects'),
  {
    args: ['predict', '/io/none.json', '/io/out'],
    status: 1,
    stdout: 'init called\n',
    lastLine: /^FileNotFoundError: /,
  },
  {
    args: ['info'],
    env: { MODEL_LOCATION: '' },
    status: 1,
    stdout: '',
    lastLine: 'RuntimeError: Either MODEL_LOCATION env var or --model option MUST be specified',
  },
]
