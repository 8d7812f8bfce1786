import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import { run } from '../command.ts'
import { freePort } from '../../testing/free_port.ts'
import type { Engine } from './container.ts'
import { findEngine, runCommand } from './container.ts'
import { bazel, builtLayout, filesOf, push, setUp, showLayers } from './examples.ts'
import { giveUp, say, step } from './say.ts'

const LOADED = 'distroless/digits:latest'
const CONTAINER = `rt-demo-${process.pid}`
const SECONDS_TO_START = 60

/** A service in Python: trained, built, pushed, loaded, and asked over HTTP. */
export async function showPython(): Promise<void> {
  await setUp()
  step('Training the model, with the interpreter and the wheels of the image')
  await bazel('build', '//python:train')
  for (const file of await filesOf('//python:train'))
    if (file.endsWith('.txt')) say(readFileSync(file, 'utf8').trim())
  step('Building examples//python:image')
  await bazel('build', '//python:image')
  await using registry = await startDockerRegistry()
  const pushed = await push('//python:push', `${registry.host}/digits`)
  await loadAndAsk()
  const layout = await builtLayout('//python:image')
  await showLayers(layout)
  step('Try next')
  say('  cd examples', '  ../tools/dev/bazel run //python:image.venv -- /tmp/digits')
  say(`  npm run rt -- inspect ${layout}`)
  step(`Done: ${pushed}`)
}

async function loadAndAsk(): Promise<void> {
  step('Loading into a container engine, and asking')
  const engine = await findEngine()
  if (engine === undefined) {
    say(
      'No container engine answers here (docker, podman): the pushed image above is verified all the same.',
    )
    return
  }
  await bazel('run', '//python:load', '--', '--engine', engine)
  const port = await freePort()
  const command = serverCommand(engine, port)
  say(`$ ${command.join(' ')}`)
  const [program, ...args] = command
  const server = spawn(program, args, { stdio: 'inherit' })
  try {
    await ask(`http://127.0.0.1:${port}`)
  } finally {
    await run(engine, ['rm', '--force', CONTAINER])
    if (server.exitCode === null) await once(server, 'exit')
  }
}

/** The container has the network of this machine: the service is on its loopback interface alone. */
function serverCommand(engine: Engine, port: number): readonly [string, ...string[]] {
  const [program, ...args] = runCommand(engine, LOADED)
  const own = args.map((each) => (each === '--network=none' ? '--network=host' : each))
  const image = own.lastIndexOf(LOADED)
  const options = [...own.slice(0, image), `--name=${CONTAINER}`, '--read-only']
  return [program, ...options, LOADED, '--host=127.0.0.1', `--port=${port}`]
}

async function ask(url: string): Promise<void> {
  const described = await firstAnswer(url)
  say(`$ curl ${url}`, described)
  const { example } = JSON.parse(described) as { readonly example: { readonly digit: number } }
  const answer = await fetch(`${url}/predict`, { method: 'POST', body: JSON.stringify(example) })
  const said = await answer.text()
  say(`$ curl ${url}/predict --json '{"pixels": [...]}'`, said)
  const { digit } = JSON.parse(said) as { readonly digit: number }
  if (digit !== example.digit)
    giveUp(`the service took a ${example.digit} for a ${digit}`, 'npm run demo -- python')
}

/** Asks until the service answers. */
async function firstAnswer(url: string): Promise<string> {
  const end = Date.now() + SECONDS_TO_START * 1000
  for (;;) {
    try {
      return await (await fetch(url)).text()
    } catch (error) {
      if (Date.now() > end) giveUp(`the service does not answer: ${String(error)}`, 'see above')
      await sleep(100)
    }
  }
}
