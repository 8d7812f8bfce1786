import type { LayerBinary } from '../binary/layer_binaries.ts'
import { parseWheelName } from '../packages/wheel_name.ts'
import { taggedArchitecture } from './wheel_tags.ts'

/** A program or library and the wheel that brings it. */
export interface WheelBinary {
  /** File name of the wheel. */
  readonly wheel: string
  readonly binary: LayerBinary
}

/**
 * The programs and libraries that wheels are there for. Wheels carry some of other platforms as data, to choose from
 * or to write elsewhere: setuptools has launchers for Windows, debugpy libraries for two processors. So files of other
 * systems do not count, and where a wheel has files for several processors, only those of the one in its tag do.
 */
export function ownBinaries(found: readonly WheelBinary[]): readonly LayerBinary[] {
  const ofLinux = found.filter(({ binary }) => binary.os === 'linux')
  const byWheel = Map.groupBy(ofLinux, ({ wheel }) => wheel)
  return [...byWheel].flatMap(([wheel, files]) => {
    const binaries = files.map(({ binary }) => binary)
    const architectures = new Set(binaries.flatMap((each) => each.architectures))
    if (architectures.size <= 1) return binaries
    const name = parseWheelName(wheel)
    const own = name && taggedArchitecture(name)
    return binaries.filter((each) => own !== undefined && each.architectures.includes(own))
  })
}
