import { createInterface } from 'node:readline/promises'
import type { Readable } from 'node:stream'
import { Writable } from 'node:stream'

/**
 * Asks a person on a terminal.
 *
 * @param isSecret does not show what is typed
 */
export async function askTerminal(
  input: Readable,
  output: Writable,
  question: string,
  isSecret: boolean,
): Promise<string> {
  output.write(question)
  // Raw input is shown by nobody but the reader of lines, which writes to here.
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input, output: isSecret ? unseen : output, terminal: true })
  try {
    return await reader.question('')
  } finally {
    reader.close()
    if (isSecret) output.write('\n')
  }
}
