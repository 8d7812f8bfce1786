import { join } from 'node:path'
import { LAYOUT_TAG } from '../data/layout.ts'
import type { Command } from '../measure/command.ts'
import type { Tool, ToolName, Toolbox } from './toolbox.ts'

/** A push of an OCI layout to a registry that speaks plain HTTP on the loopback. */
export interface Push {
  /** The layout directory. */
  readonly layout: string
  /** HOST:PORT. */
  readonly host: string
  /** HOST:PORT/NAME:TAG. */
  readonly reference: string
  /** A folder for what the tool keeps. */
  readonly folder: string
}

/** How each client pushes. skopeo changes digests unless told to preserve them. */
const PUSHES: Partial<Record<ToolName, (path: string, push: Push) => Command>> = {
  crane: (path, { layout, reference }) => ({ argv: [path, 'push', layout, reference] }),
  oras: (path, { layout, reference }) => ({
    argv: [
      path,
      'cp',
      '--from-oci-layout',
      `${layout}:${LAYOUT_TAG}`,
      '--to-plain-http',
      reference,
    ],
  }),
  regctl: (path, { layout, host, reference, folder }) => ({
    argv: [
      path,
      '--host',
      `reg=${host},tls=disabled`,
      'image',
      'copy',
      `ocidir://${layout}:${LAYOUT_TAG}`,
      reference,
    ],
    env: { REGCTL_CONFIG: join(folder, 'regctl.json') },
  }),
  skopeo: (path, { layout, reference }) => ({
    argv: [
      path,
      '--insecure-policy',
      'copy',
      '--preserve-digests',
      '--dest-tls-verify=false',
      `oci:${layout}:${LAYOUT_TAG}`,
      `docker://${reference}`,
    ],
  }),
}

/** A client and how it pushes. */
export interface Pusher extends Tool {
  readonly command: (push: Push) => Command
}

/** All clients of the machine. */
export function pushers(tools: Toolbox): readonly Pusher[] {
  return (['crane', 'oras', 'regctl', 'skopeo'] as const).flatMap((name) => {
    const make = PUSHES[name]
    if (make === undefined) return []
    return tools.all(name).map((tool) => ({ ...tool, command: (push) => make(tool.path, push) }))
  })
}
