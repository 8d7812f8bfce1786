import { startDockerRegistry } from '../../testing/docker_registry.ts'
import type { Engine } from './container.ts'
import { findEngine, runCommand, runContainer } from './container.ts'
import { bazel, builtLayout, push, setUp, showLayers } from './examples.ts'
import { giveUp, say, step } from './say.ts'

const LOADED = 'distroless/mnist:latest'

/** A program and its weights: built, pushed, loaded and run. */
export async function showMnist(): Promise<void> {
  await setUp()
  step('Building examples//mnist:image')
  await bazel('build', '//mnist:image')
  await using registry = await startDockerRegistry()
  const pushed = await push('//mnist:push', `${registry.host}/mnist`)
  const engine = await loadAndRun()
  const layout = await builtLayout('//mnist:image')
  await showLayers(layout)
  showNextCommands(engine, layout)
  step(`Done: ${pushed}`)
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

function showNextCommands(engine: Engine | undefined, layout: string): void {
  step('Try next')
  say('  cd examples', '  ../tools/dev/bazel run //mnist:push -- --help')
  if (engine !== undefined) say(`  ${runCommand(engine, LOADED).join(' ')}`)
  say(`  npm run rt -- inspect ${layout}`, '  npm run watch -- //mnist:load', '  npm test')
}
