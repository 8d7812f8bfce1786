import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { findRunfiles } from '../../node/runfiles.ts'
import type { CommandFactory } from '../command_factory.ts'
import type { BuiltOptions } from './built_options.ts'
import { locateBuilt, withBuiltOptions } from './built_options.ts'
import { readPairs } from './pairs.ts'
import { serveBento } from './serve_run.ts'

interface Options extends BuiltOptions {
  readonly root: string
  readonly site: string
  readonly variables: string
}

/** Defines `rt bento serve`. */
export const serveBentoCommand: CommandFactory = (shell) =>
  withBuiltOptions(new Command('serve'))
    .description('Serves a Bento that a build has made on this machine')
    .requiredOption('--root <key>', 'root of the file system that has Python')
    .requiredOption('--site <key>', 'directory with the wheels')
    .requiredOption('--variables <key>', 'lines of KEY=VALUE: the environment of its container')
    .argument('[arguments...]', 'arguments of "bentoml serve"')
    .allowUnknownOption()
    .action(async (args: readonly string[], { root, site, variables, ...options }: Options) => {
      const runfiles = findRunfiles(shell)
      const lines = readFileSync(runfiles.locate(variables), 'utf8').split('\n')
      await serveBento(
        {
          built: locateBuilt(options, runfiles),
          root: runfiles.locate(root),
          site: runfiles.locate(site),
          env: readPairs(
            'variables',
            lines.filter((line) => line !== ''),
          ),
          arguments: args,
        },
        shell,
      )
    })
