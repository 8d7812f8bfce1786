import { join } from 'node:path'
import { build } from 'esbuild'
import { CHECKOUT } from '../../tools/dev/places.ts'

/** Bundles a source file of the checkout as tools/bundle_options.bzl says. */
export async function bundle(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [join(CHECKOUT, source)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node26.10',
    outfile,
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
    tsconfigRaw: '{}',
    define: { 'import.meta.url': '__rt_url' },
    banner: { js: "const __rt_url = require('node:url').pathToFileURL(__filename).href;" },
  })
}
