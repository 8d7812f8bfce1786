import { readFileSync, writeFileSync } from 'node:fs'
import { formatModule } from './markdown.ts'
import { readModuleInfo } from './module_info.ts'
import { decodeMessage } from './wire.ts'

/** Writes the reference page of one .bzl file: node docs.cjs BINARYPROTO MARKDOWN */
function main([source = '', page = '']: readonly string[]): void {
  writeFileSync(page, formatModule(readModuleInfo(decodeMessage(readFileSync(source)))))
}

main(process.argv.slice(2))
