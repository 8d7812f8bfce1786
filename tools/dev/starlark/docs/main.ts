import { readFileSync, writeFileSync } from 'node:fs'
import { withRuleAttributes } from './macros.ts'
import { formatModule } from './markdown.ts'
import type { ModuleInfo } from './module_info.ts'
import { readModuleInfo } from './module_info.ts'

/** Writes the reference page of one .bzl file: node docs.cjs BINARYPROTO MACRO_RULES MARKDOWN */
function main([source = '', macroRules = '', page = '']: readonly string[]): void {
  writeFileSync(page, formatModule(withRuleAttributes(read(source), read(macroRules))))
}

function read(file: string): ModuleInfo {
  return readModuleInfo(readFileSync(file))
}

main(process.argv.slice(2))
