import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../../tools/dev/places.ts'
import { measure } from '../measure/command.ts'

/** A service for models of scikit-learn: a few big wheels, and a web stack of many small ones. */
const DISTRIBUTIONS =
  `packaging numpy scipy scikit-learn pandas joblib threadpoolctl python-dateutil pytz tzdata six
fastapi starlette pydantic pydantic-core annotated-types typing-extensions uvicorn h11 httptools uvloop watchfiles
websockets anyio sniffio idna click httpx httpcore certifi requests urllib3 charset-normalizer jinja2 markupsafe
pyyaml python-dotenv orjson msgpack protobuf grpcio prometheus-client opentelemetry-api opentelemetry-sdk
opentelemetry-semantic-conventions wrapt deprecated importlib-metadata zipp flask werkzeug itsdangerous blinker
gunicorn sqlalchemy greenlet alembic mako psutil cryptography cffi pycparser boto3 botocore s3transfer jmespath
pillow matplotlib contourpy cycler fonttools kiwisolver pyparsing rich pygments`.split(/\s+/)

/** Kept between runs: what an index has taken long to send. */
const CACHE = join(CHECKOUT, '.cache/bench-wheels')

/** Wheels of this machine's Python, and uv, taken from the index that its pip knows. */
export interface WheelSet {
  readonly wheels: readonly string[]
  /** The program. */
  readonly uv: string
}

/**
 * Fetches the wheels, or a part of them.
 *
 * @param scale the part of the wheels to take
 */
export async function fetchWheels(scale: number): Promise<WheelSet> {
  const count = Math.min(DISTRIBUTIONS.length, Math.max(1, Math.ceil(DISTRIBUTIONS.length * scale)))
  const folder = join(CACHE, String(count))
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true })
    const wanted = ['--no-deps', '--only-binary=:all:', '-q', '-d', folder]
    await pip('download', ...wanted, ...DISTRIBUTIONS.slice(0, count))
  }
  const uv = await fetchUv()
  const wheels = readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name))
  return { wheels, uv }
}

/** The program uv, of the index that the machine's pip knows. */
export async function fetchUv(): Promise<string> {
  const tools = join(CACHE, 'tools')
  if (!existsSync(tools)) await pip('install', '-q', '--target', tools, 'uv')
  return join(tools, 'bin/uv')
}

async function pip(...args: readonly string[]): Promise<void> {
  await measure({ argv: ['python3', '-m', 'pip', ...args] })
}
