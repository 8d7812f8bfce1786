import { join } from 'node:path'
import { startDockerRegistry } from '../testing/docker_registry.ts'
import { bazelisk, bazeliskEnvironment, chooseBazel } from './bazel_choice.ts'
import { must, runVisibly } from './command.ts'
import { ensureContainerTools } from './container_tools.ts'
import type { Engine } from './demo/container.ts'
import { findEngine, runCommand, runContainer } from './demo/container.ts'
import { giveUp, say, step } from './demo/say.ts'
import { CHECKOUT } from './places.ts'

const EXAMPLES = join(CHECKOUT, 'examples')
const LOADED = 'distroless/mnist:latest'

async function bazel(...args: readonly string[]): Promise<void> {
  const env = bazeliskEnvironment(await chooseBazel())
  say(`$ bazel ${args.join(' ')}`)
  const status = await runVisibly(bazelisk(), args, { cwd: EXAMPLES, env })
  if (status !== 0)
    giveUp(
      `bazel ${args[0] ?? ''} failed`,
      'read the error above; npm run setup tries the set-up again',
    )
}

async function setUp(): Promise<void> {
  step('Setting up: Bazel and the container tools')
  const [, missing] = await Promise.all([chooseBazel(), ensureContainerTools()])
  if (missing.includes('docker-registry')) {
    giveUp('there is no registry to push to', 'run as root on Debian, or install docker-registry')
  }
}

/** Pushes, and asks another client whether the registry has the image that was built. */
async function push(host: string): Promise<string> {
  const repository = `${host}/mnist`
  step(`Pushing to a registry at ${host}`)
  await bazel('run', '//mnist:push', '--', '--repository', repository)
  const digest = (
    await must('skopeo', [
      'inspect',
      '--tls-verify=false',
      '--format={{.Digest}}',
      `docker://${repository}:latest`,
    ])
  ).trim()
  say(`The registry serves ${repository}:latest as ${digest}`)
  return `${repository}@${digest}`
}

async function loadAndRun(): Promise<Engine | undefined> {
  step('Loading into a container engine, and running')
  const engine = await findEngine()
  if (engine === undefined) {
    say(
      'No container engine answers here (docker, podman): the pushed image above is verified all the same.',
    )
    return undefined
  }
  await bazel('run', '//mnist:load', '--', '--engine', engine)
  const finished = await runContainer(engine, LOADED)
  process.stdout.write(finished.stdout)
  if (finished.status !== 0)
    giveUp(`the container failed: ${finished.stderr.trim()}`, runCommand(engine, LOADED).join(' '))
  return engine
}

/** The layout directory of the image: its path has the target platform's configuration in it. */
async function builtLayout(): Promise<string> {
  const env = bazeliskEnvironment(await chooseBazel())
  const query = ['cquery', '--output=files', '//mnist:image']
  return join(EXAMPLES, (await must(bazelisk(), query, { cwd: EXAMPLES, env })).trim())
}

async function showLayers(layout: string): Promise<void> {
  step('What is in the image')
  const rt = join(CHECKOUT, 'tools/cmd/main.ts')
  await runVisibly(process.execPath, [rt, 'inspect', layout])
}

function showNextCommands(engine: Engine | undefined, layout: string): void {
  step('Try next')
  say('  cd examples', '  ../tools/dev/bazel run //mnist:push -- --help')
  if (engine !== undefined) say(`  ${runCommand(engine, LOADED).join(' ')}`)
  say(`  npm run rt -- inspect ${layout}`, '  npm run watch -- //mnist:load', '  npm test')
}

await setUp()
step('Building examples//mnist:image')
await bazel('build', '//mnist:image')
await using registry = await startDockerRegistry()
const pushed = await push(registry.host)
const engine = await loadAndRun()
const layout = await builtLayout()
await showLayers(layout)
showNextCommands(engine, layout)
step(`Done: ${pushed}`)
