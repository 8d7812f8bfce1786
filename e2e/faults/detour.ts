import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'

/**
 * Stands for a container engine: runs it with the same arguments, except that a loopback registry of rt is
 * replaced by a proxy in front of it.
 *
 * Environment: `DETOUR_ENGINE` is the engine, `DETOUR_HOST` is `HOST:PORT` of the proxy, and `DETOUR_NOTE` is
 * the file that takes `HOST:PORT` of the loopback registry down.
 */
const { DETOUR_ENGINE = '', DETOUR_HOST = '', DETOUR_NOTE = '' } = process.env
const LOOPBACK_REGISTRY = /127\.0\.0\.1:\d+(?=\/rt-load-)/

const args = process.argv.slice(2).map((argument) =>
  argument.replace(LOOPBACK_REGISTRY, (host) => {
    if (argument.includes('@')) writeFileSync(DETOUR_NOTE, host)
    return DETOUR_HOST
  }),
)
const engine = spawn(DETOUR_ENGINE, args, { stdio: 'inherit' })
process.once('SIGTERM', () => engine.kill())
engine.once('exit', (code) => {
  process.exitCode = code ?? 1
})
