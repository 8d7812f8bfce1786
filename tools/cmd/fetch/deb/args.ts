import { Command } from 'commander'
import type { DebFetchRequest } from '../../../node/deb/fetch_deb.ts'
import { fetchDeb } from '../../../node/deb/fetch_deb.ts'
import type { CommandFactory } from '../../command_factory.ts'

/** Defines `rt fetch deb`. */
export const fetchDebCommand: CommandFactory = (shell) =>
  new Command('deb')
    .description("Fetches a locked Debian package from the sources of this machine's apt")
    .requiredOption('--out <file>', 'file to write')
    .requiredOption('--file <path>', 'path below the root of an archive, as locked')
    .requiredOption('--sha256 <hash>', 'as locked')
    .action(async (request: DebFetchRequest) => {
      await fetchDeb(shell, request)
    })
