import type { SettingFailure } from './failure.ts'
import type { Platform } from '../descriptor.ts'
import { MAX_ID } from '../entries/limits.ts'
import { ENV_ACCEPTED, overlayEnv, wrongReference } from './env.ts'
import { parsePair } from './pairs.ts'
import { prependPaths, SEARCH_PATH_ACCEPTED } from './search_path.ts'
import type { ImageSettings } from './settings.ts'
import { isTimestamp } from './timestamp.ts'

/** One attribute's values and the test that each of them must pass. */
interface Check {
  readonly attribute: string
  readonly values: readonly (string | undefined)[]
  readonly accepted: string
  readonly accepts: (value: string) => boolean
  /** Says what is wrong in a value that is not accepted, where that can be told. */
  readonly problem?: (value: string) => string | undefined
}

/** Finds every value that no image may have. The platform is checked by `resolvePlatform`. */
export function checkSettings(
  settings: ImageSettings,
  os: Platform['os'],
): readonly SettingFailure[] {
  return checksOf(settings, os).flatMap(({ attribute, values, accepted, accepts, problem }) =>
    values
      .filter((value) => value !== undefined)
      .filter((value) => !accepts(value))
      .map((value): SettingFailure => {
        const found = problem?.(value)
        const failure = { attribute, value, accepted, ...(found && { problem: found }) }
        return { topic: 'image', reason: 'invalid-setting', ...failure }
      }),
  )
}

function checksOf(settings: ImageSettings, os: string): readonly Check[] {
  return [
    ...pairChecks(settings),
    ...programChecks(settings),
    ...pathChecks(settings, os),
    ...formatChecks(settings),
  ]
}

function pairChecks({ env, labels, annotations }: ImageSettings): readonly Check[] {
  const accepted = 'NAME=VALUE'
  const accepts = (line: string): boolean => parsePair(line) !== undefined
  const isEnv = (line: string): boolean => overlayEnv([], [line]).ok
  return [
    {
      attribute: 'env',
      values: env,
      accepted: ENV_ACCEPTED,
      accepts: isEnv,
      problem: envProblem,
    },
    { attribute: 'labels', values: labels, accepted, accepts },
    { attribute: 'annotations', values: annotations, accepted, accepts },
  ]
}

function envProblem(line: string): string | undefined {
  const reference = wrongReference(parsePair(line)?.[1] ?? '')
  return reference === undefined ? undefined : `"${reference}" names no variable`
}

/** An empty word is no program. What stands for a file in other rules is kept as it is here. */
function programChecks({ entrypoint = [], cmd = [], env }: ImageSettings): readonly Check[] {
  const accepted = 'the path of a program in the image, such as "/usr/bin/server"'
  const isProgram = (word: string): boolean => word !== ''
  const words = 'words as the program gets them: there is no $(location) in an image'
  return [
    { attribute: 'entrypoint', values: entrypoint.slice(0, 1), accepted, accepts: isProgram },
    { attribute: 'entrypoint', values: entrypoint, accepted: words, accepts: isNoLocation },
    { attribute: 'cmd', values: cmd, accepted: words, accepts: isNoLocation },
    {
      attribute: 'env',
      values: env.map((line) => line.replaceAll('$$', '')),
      accepted: 'NAME=VALUE as the program gets it: there is no $(location) in an image',
      accepts: isNoLocation,
    },
  ]
}

/** `$(date)` may be meant for a shell in the image. */
function isNoLocation(word: string): boolean {
  return !/\$\((location|rootpath|execpath|rlocationpath)s? /.test(word)
}

function pathChecks(
  { volumes, workdir, searchPaths = [] }: ImageSettings,
  os: string,
): readonly Check[] {
  const accepted = 'an absolute path of the image, such as "/data"'
  const accepts = (path: string): boolean => path.startsWith('/') || os === 'windows'
  const isVolume = (path: string): boolean => accepts(path) && !/^[/.]+$/.test(path)
  const below = 'an absolute path of a directory below the root, such as "/data"'
  return [
    { attribute: 'volumes', values: volumes, accepted: below, accepts: isVolume },
    { attribute: 'workdir', values: [workdir], accepted, accepts },
    {
      attribute: 'search path',
      values: searchPaths,
      accepted: SEARCH_PATH_ACCEPTED,
      accepts: (line) => prependPaths([], [line]).ok,
    },
  ]
}

function formatChecks(settings: ImageSettings): readonly Check[] {
  return [
    {
      attribute: 'exposed_ports',
      values: settings.exposedPorts,
      accepted: 'PORT, PORT/tcp, PORT/udp or PORT/sctp with a PORT from 1 to 65535',
      accepts: isPort,
    },
    {
      attribute: 'user',
      values: [settings.user],
      accepted: `USER, UID, USER:GROUP or UID:GID; ids are at most ${MAX_ID}`,
      accepts: isUser,
    },
    {
      attribute: 'stop_signal',
      values: [settings.stopSignal],
      accepted: 'a signal such as "SIGTERM", "SIGRTMIN+3" or "15"',
      accepts: (signal) => /^(SIG[A-Z0-9]+([+-]\d+)?|[1-9]\d?)$/.test(signal),
    },
    {
      attribute: 'created',
      values: [settings.created],
      accepted: 'a time after RFC 3339, such as "2026-01-31T12:00:00Z"',
      accepts: isTimestamp,
    },
  ]
}

function isUser(text: string): boolean {
  const isId = (part: string): boolean => !/^\d+$/.test(part) || Number(part) <= MAX_ID
  return /^[^\s:]+(:[^\s:]+)?$/.test(text) && text.split(':').every(isId)
}

/** OCI image-spec, config.md, `ExposedPorts`. */
function isPort(text: string): boolean {
  const port = /^(\d{1,5})(\/(tcp|udp|sctp))?$/.exec(text)?.[1]
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535
}
