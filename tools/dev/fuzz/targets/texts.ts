import assert from 'node:assert/strict'
import fc from 'fast-check'
import { escapeLine, parseArgumentLines } from '../../../core/arguments/lines.ts'
import { parseImageName } from '../../../core/tarball/image_name.ts'
import { parseByteRange } from '../../../core/engine/byte_range.ts'
import { parseOperands } from '../../../core/entries/operands.ts'
import { parseFileEntries } from '../../../core/file_keys.ts'
import { chooseCodec } from '../../../core/layer/tar_options.ts'
import { formatMtree } from '../../../core/mtree/format.ts'
import { parseMtree } from '../../../core/mtree/parse.ts'
import { overlayEnv } from '../../../core/oci/env.ts'
import {
  describeReferenceProblem,
  formatReference,
  formatRepository,
  parseReference,
  parseRepository,
} from '../../../core/reference.ts'
import { parseAuthFile, findAuthSource } from '../../../core/registry/auth_file.ts'
import { parseChallenges } from '../../../core/registry/challenge.ts'
import { describeErrors, parseErrorBody } from '../../../core/registry/error_body.ts'
import { formatImagePlace, parseImagePlace } from '../../../core/registry/image_place.ts'
import { parseContentRange, parseUploadRange } from '../../../core/registry/range.ts'
import { parseRetryAfter } from '../../../core/registry/retry_policy.ts'
import { parseRunfilesManifest } from '../../../core/runfiles_manifest.ts'
import { parseStatus, stampSubstitutions } from '../../../core/template/stamp.ts'
import { substitute } from '../../../core/template/substitute.ts'
import { roughText } from '../arbitraries.ts'
import { assertCause, assertErrorShape } from '../error_shape.ts'
import type { FuzzTarget } from '../target.ts'
import { fuzzTarget } from '../target.ts'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`

const MTREE_SAMPLES = [
  'a/ uid=0 gid=0 time=1672560000 mode=0755 type=dir\na/b uid=0 gid=0 time=1.5 mode=04755 type=file content=x/y\n',
  '#mtree\n/set type=file uid=10 gid=10 mode=0644\n. type=dir\n  a content=x\n  d type=dir\n    e size=0\n  ..\n..\n/unset uid\nf\n',
  'l type=link link=\\056\\056/a uname=root gname=staff\nw\\040x \\\n  mode=0600 contents=q nlink=1 sha256=00\n',
]
const MTREE_WORDS = [
  ...[' ', '\n', ' type=file', ' type=dir', ' type=link', ' link=x', ' content=y', ' mode=0644'],
  ...[' uid=0', ' gid=99999999999999999999', ' time=-1.000000001', ' size=1', '/set', '/unset all'],
  ...[
    '..',
    '.',
    './',
    'a/b',
    '\\',
    '\\134',
    '\\040',
    '\\s',
    '\\q',
    '\\377',
    '#',
    ' optional',
    '\r\n',
  ],
]

/** Half characters cannot come from a file: it is read as UTF-8. */
const mtreeText = roughText(MTREE_SAMPLES, MTREE_WORDS).map((each) => each.toWellFormed())

const mtree = fuzzTarget('mtree', mtreeText, (text) => {
  const parsed = parseMtree(text)
  if (!parsed.ok) {
    for (const { line } of parsed.failure) assert.ok(line >= 1 && line <= text.split('\n').length)
    assertErrorShape({ topic: 'tree', reason: 'mtree', file: 'x.mtree', problems: parsed.failure })
    return
  }
  for (const { path } of parsed.value)
    assert.ok(!path.startsWith('/') && !path.split('/').includes('..'))
  const again = parseMtree(formatMtree(parsed.value))
  assert.deepEqual(again, parsed)
})

const REFERENCES = [
  'debian',
  'ghcr.io/org/mnist:v1',
  `[::1]:5000/a/b__c/d-e.f@${DIGEST}`,
  `localhost:65535/x:tag.1-_@${DIGEST}`,
  'oci:dir/sub:name',
]
const REFERENCE_WORDS = [
  ...[
    'docker.io',
    'localhost',
    ':5000',
    '/',
    ':',
    '@',
    'sha256:',
    DIGEST,
    '[::1]',
    'library',
    'A',
    '__',
    '..',
  ],
  ...['https://', 'latest', '-', '.', 'a'.repeat(256), ':99999', 'oci:', 'xn--', '%2f', '?', '#'],
]

const reference = fuzzTarget('reference', roughText(REFERENCES, REFERENCE_WORDS), (text) => {
  const parsed = parseReference(text)
  if (parsed.ok) {
    const written = formatReference(parsed.value)
    assert.deepEqual(parseReference(written), parsed)
    // What is sent to a registry is a path of an address and nothing more.
    assert.match(formatRepository(parsed.value), /^[\w.:[\]-]+(\/[a-z0-9._-]+)+$/)
  } else {
    assertCause(describeReferenceProblem(parsed.failure))
    assertErrorShape({
      topic: 'registry',
      reason: 'invalid-reference',
      text,
      problem: parsed.failure,
    })
  }
  const repository = parseRepository(text)
  if (!repository.ok) {
    const problem = repository.failure
    assertErrorShape({ topic: 'registry', reason: 'invalid-repository', text, problem })
  }
  const name = parseImageName(text)
  if (!name.ok) assertCause(name.failure)
  const place = parseImagePlace(text)
  if (!place.ok) assertErrorShape(place.failure)
  else assert.deepEqual(parseImagePlace(formatImagePlace(place.value)), place)
})

const CHALLENGES = [
  'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
  'Basic realm="a \\"b\\" c", Negotiate abc==, Digest realm=x, qop="auth, auth-int"',
]
const CHALLENGE_WORDS = [
  'Bearer',
  'Basic',
  ' ',
  ',',
  '=',
  '"',
  '\\',
  'realm',
  'scope=',
  '__proto__',
  '==',
  'x',
]

const challenge = fuzzTarget('challenge', roughText(CHALLENGES, CHALLENGE_WORDS), (header) => {
  for (const { scheme, parameters } of parseChallenges(header)) {
    assert.match(scheme, /^[!#$%&'*+.^_`|~0-9a-z-]+$/)
    for (const value of Object.values(parameters)) assert.equal(typeof value, 'string')
  }
})

const HEADERS = ['bytes=0-499', 'bytes 0-99/200', '0-1023', '120', 'Wed, 21 Oct 2026 07:28:00 GMT']
const HEADER_WORDS = [
  'bytes',
  '=',
  '-',
  '0',
  '9007199254740993',
  '/',
  '*',
  ' ',
  ',',
  '1e3',
  '-1',
  'GMT',
]

const ranges = fuzzTarget('http-headers', roughText(HEADERS, HEADER_WORDS), (header) => {
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
  const range = parseByteRange(header, 1000)
  if (typeof range === 'object') assert.ok(range.start <= range.end && range.end < 1000)
  const upload = parseUploadRange(header)
  assert.ok(upload === undefined || isCount(upload))
  for (const part of Object.values(parseContentRange(header) ?? {})) {
    assert.ok(part === undefined || (typeof part === 'number' && isCount(part)))
  }
  const wait = parseRetryAfter(header, 0)
  assert.ok(wait === undefined || (Number.isFinite(wait) && wait >= 0))
})

const AUTH_FILES = [
  '{"auths":{"https://index.docker.io/v1/":{"auth":"dTpwdw=="},"ghcr.io/a":{"username":"u","password":"geheim"}}}',
  '{"credHelpers":{"gcr.io":"gcloud"},"credsStore":"desktop","auths":{"x":{"identitytoken":"geheim"}}}',
]
const AUTH_WORDS = [
  '{',
  '}',
  '"auths"',
  ':',
  ',',
  '"credHelpers"',
  'null',
  '1',
  '[]',
  '"../x"',
  '"a b"',
  '"__proto__"',
]

const authFile = fuzzTarget('auth-file', roughText(AUTH_FILES, AUTH_WORDS), (text) => {
  const parsed = parseAuthFile(text)
  if (parsed.ok) {
    for (const registry of ['docker.io', 'ghcr.io', '__proto__']) {
      const source = findAuthSource(parsed.value, registry, 'a/b')
      if (source?.kind === 'helper') assert.match(source.helper, /^[\w][\w.-]*$/)
    }
  } else {
    assertCause(parsed.failure)
    assert.doesNotMatch(parsed.failure, /geheim/)
  }
})

const ERROR_BODIES = ['{"errors":[{"code":"DENIED","message":"no","detail":{}},{"code":1}]}']

const errorBody = fuzzTarget(
  'registry-errors',
  roughText(ERROR_BODIES, [
    '{',
    '[',
    '"errors"',
    ':',
    '"code"',
    '"\\u001b[2J"',
    '"\\ud800"',
    'null',
    ']',
    '}',
  ]),
  (text) => {
    const told = describeErrors(parseErrorBody(text))
    assert.doesNotMatch(told, /[\p{Cc}\p{Cs}]/u)
  },
)

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  roughText(['a\\nb', '\\\\'], ['\\', 'n', '\n', '\r', '\t']),
)

const argumentLines = fuzzTarget('argument-lines', fc.array(text, { maxLength: 6 }), (args) => {
  const file = args.map((each) => `${escapeLine(each)}\n`).join('')
  assert.deepEqual(parseArgumentLines(file), args)
  for (const each of args) parseArgumentLines(each)
})

const ENTRY_LINES = [
  'source\ta/b\tbazel-out/x',
  'under\tapp',
  'empty\tx/__init__.py',
  'key\t_main/a\tb',
  'file\tk\tp',
]
const ENTRY_WORDS = ['source', 'under', 'empty', 'key', 'file', '\t', 'a', '/', '..', '.', '\n']

const entryLines = fuzzTarget(
  'entry-lines',
  fc.array(roughText(ENTRY_LINES, ENTRY_WORDS), { maxLength: 6 }),
  (lines) => {
    const operands = parseOperands(lines)
    if (!operands.ok) assertErrorShape(operands.failure)
    else
      for (const { path } of operands.value.placements)
        assert.ok(!path.startsWith('/') && !path.split('/').includes('..'))
    const files = parseFileEntries(lines)
    if (!files.ok)
      assertErrorShape({ topic: 'argument', reason: 'malformed-entry', line: files.failure })
  },
)

const ENV_LINES = ['PATH=/app:$PATH', 'A=${B}x$$', 'B==', 'C=$', 'D=${']
const env = fuzzTarget(
  'environment-lines',
  fc.array(roughText(ENV_LINES, ['$', '{', '}', '=', 'A', '$A', '${A}', '$$']), { maxLength: 6 }),
  (lines) => {
    const result = overlayEnv(['A=1', 'novalue'], lines)
    if (!result.ok) {
      for (const value of result.failure) {
        const accepted = 'NAME=VALUE'
        assertErrorShape({
          topic: 'image',
          reason: 'invalid-setting',
          attribute: 'env',
          value,
          accepted,
        })
      }
      return
    }
    const names = result.value.map((line) => line.slice(0, line.indexOf('=')))
    assert.equal(new Set(names).size, names.length)
  },
)

const template = fuzzTarget(
  'template',
  fc.record({
    text: roughText(['{{A}} :model {B}', 'a\n'], ['{{A}}', ':model', ':mod', '{', '}', '$&']),
    pairs: fc.array(fc.tuple(fc.constantFrom(':model', ':mod', '{{A}}', '.', '$'), text), {
      maxLength: 4,
    }),
    status: roughText(['A 1\nSTABLE_B two words\n'], ['A', ' ', '\n', '\r\n', 'B']),
  }),
  ({ text: given, pairs, status }) => {
    const substitutions = new Map(pairs)
    const stamped = stampSubstitutions(substitutions, parseStatus([status]))
    if (!stamped.ok) stamped.failure.forEach(assertErrorShape)
    const expanded = substitute(given, stamped.ok ? stamped.value : substitutions)
    if (pairs.length === 0) assert.equal(expanded, given)
  },
)

const runfiles = fuzzTarget(
  'runfiles-manifest',
  roughText(
    ['_main/a /x/a\n b\\sc /x/b\\nc\n_main/empty \n'],
    [' ', '\n', '\\s', '\\b', '\\n', '/', 'k'],
  ),
  (manifest) => {
    for (const [key, path] of parseRunfilesManifest(manifest)) assert.ok(key !== '' && path !== '')
  },
)

const TAR_ARGS = [
  '--options',
  '--options=zstd:compression-level=9',
  'zstd:compression-level=3',
  'gzip:!timestamp',
  '-v',
]

const tarOptions = fuzzTarget(
  'tar-arguments',
  fc.record({
    compression: fc.constantFrom('none' as const, 'gzip' as const, 'zstd' as const),
    level: fc.option(roughText(['3'], ['0', '22', '-1', '1e1', ' ']), { nil: undefined }),
    args: fc.array(roughText(TAR_ARGS, TAR_ARGS), { maxLength: 3 }),
  }),
  (request) => {
    const codec = chooseCodec(request)
    if (!codec.ok) assertErrorShape(codec.failure)
    else if (codec.value.compression !== 'none') assert.ok(Number.isInteger(codec.value.level))
  },
)

/** Readers of texts. */
export const TEXT_TARGETS: readonly FuzzTarget[] = [
  mtree,
  reference,
  challenge,
  ranges,
  authFile,
  errorBody,
  argumentLines,
  entryLines,
  env,
  template,
  runfiles,
  tarOptions,
]
