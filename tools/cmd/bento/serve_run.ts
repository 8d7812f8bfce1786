import { mkdir, mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BuiltBento } from '../../node/bento/built_bento.ts'
import { writeBuilt } from '../../node/bento/built_bento.ts'
import { runAttached } from '../../node/python/run_attached.ts'
import { PythonRunner } from '../../node/python/runner.ts'
import type { Shell } from '../../node/shell.ts'

/** What `rt bento serve` is asked to do. */
export interface ServeRequest {
  readonly built: BuiltBento
  /** Root of the file system that has Python. */
  readonly root: string
  /** Directory with the wheels. */
  readonly site: string
  /** Environment of the Bento's container. */
  readonly env: Readonly<Record<string, string>>
  /** Arguments of `bentoml serve`. */
  readonly arguments: readonly string[]
}

/**
 * Runs `bentoml serve` until it ends or is interrupted, with a home of BentoML that goes afterwards.
 *
 * @throws ExpectedFailure when it cannot start, or ends with anything but 0
 */
export async function serveBento(request: ServeRequest, shell: Shell): Promise<void> {
  const { built, root, site } = request
  await using home = await mkdtempDisposable(join(tmpdir(), 'rt-bento-'))
  const bento = join(home.path, 'bento')
  await mkdir(bento)
  await writeBuilt(built, bento, 'linked')
  using runner = new PythonRunner({ root, sites: [site] })
  await runAttached(
    {
      program: runner.program,
      arguments: ['-m', 'bentoml', 'serve', ...request.arguments, bento],
      env: {
        ...request.env,
        ...environmentOf(shell.env),
        ...withoutHome(runner.env),
        PATH: `${runner.env['PATH'] ?? ''}:${shell.env['PATH'] ?? ''}`,
        BENTOML_HOME: home.path,
      },
    },
    { what: 'bentoml serve', signal: shell.signal },
  )
}

/** The user's variables but those that change what Python imports. */
function environmentOf(env: Shell['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([key, value]) =>
      value === undefined || key.startsWith('PYTHON') ? [] : [[key, value]],
    ),
  )
}

/** Services may want the home of the user. */
function withoutHome(env: PythonRunner['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([key]) => key !== 'HOME'))
}
