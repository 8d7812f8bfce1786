import type { Command } from 'commander'
import type { Shell } from '../node/shell.ts'

/** Makes one command of rt; its action runs with the surroundings of the process. */
export type CommandFactory = (shell: Shell) => Command
