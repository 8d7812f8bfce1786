import { join } from 'node:path'
import { build } from 'esbuild'
import { CHECKOUT } from '../../tools/dev/places.ts'

/** The file beside the program that it reads for Amazon's registry. */
const ECR = './rt_ecr.cjs'

/** Bundles a source file of the checkout as tools/bundle_options.bzl says; the client for Amazon's registry stays out. */
export async function bundle(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [join(CHECKOUT, source)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    target: 'node26.10',
    outfile,
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
    tsconfigRaw: '{}',
    alias: { '@aws-sdk/client-ecr': ECR },
    external: [ECR],
    define: { 'import.meta.url': '__rt_url' },
    banner: { js: "const __rt_url = require('node:url').pathToFileURL(__filename).href;" },
  })
}
