import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type {
  ChoiceFailure,
  ContentFailure,
  ImageFailure,
  IndexFailure,
  InvalidSetting,
  LayoutFailure,
  SettingFailure,
  TwoRuntimes,
} from './failure.ts'

/** Explains an {@link ImageFailure}. */
export function explainImageFailure(failure: ImageFailure): Explanation {
  switch (failure.reason) {
    case 'invalid-setting':
    case 'missing-platform':
    case 'platform-conflict':
    case 'too-many-layers':
    case 'layer-too-large':
    case 'two-runtimes':
      return describeSetting(failure)
    case 'not-a-layout':
    case 'ambiguous-layout':
    case 'unknown-reference':
    case 'malformed-document':
    case 'unsupported-media-type':
    case 'excessive-index':
      return describeLayout(failure)
    case 'not-one-image':
    case 'no-such-platform':
    case 'ambiguous-platform':
      return describeChoice(failure)
    case 'unknown-key':
    case 'missing-blob':
    case 'not-fetched':
    case 'changed-content':
    case 'undecodable-layer':
      return describeContent(failure)
    case 'duplicate-platform':
    case 'empty-index':
      return describeIndex(failure)
    default:
      return assertNever(failure)
  }
}

function describeSetting(failure: SettingFailure): Explanation {
  switch (failure.reason) {
    case 'invalid-setting':
      return {
        message: `Cannot use the value of ${failure.attribute}: current value is "${failure.value}"${problemText(failure)}`,
        accepted: failure.accepted,
      }
    case 'missing-platform':
      return {
        message: `Cannot make an image without ${failure.attribute}`,
        accepted:
          failure.attribute === 'os'
            ? 'an operating system such as "linux"'
            : 'a CPU such as "amd64" or "arm64"',
        fix: `set ${failure.attribute} = "..." or set base, which has its own`,
      }
    case 'platform-conflict':
      return {
        message: `Cannot put an image on a base of another platform: ${failure.attribute} is "${failure.image}", and "${failure.base}" in the base`,
        accepted: `a base for "${failure.image}", or an image for "${failure.base}"`,
        fix: `build for the base's platform (platform_transition_filegroup, --platforms), or choose another base`,
      }
    case 'too-many-layers':
      return {
        message: `Cannot make an image of ${failure.layers} layers (${failure.base} of them from the base)`,
        accepted: `at most ${failure.limit} layers, which is what container engines mount`,
        fix: 'put the files of several layers into one tar',
      }
    case 'layer-too-large':
      return {
        message: `Cannot make an image with a layer of ${failure.size} bytes: "${failure.layer}"`,
        accepted: `layers of at most ${failure.limit} bytes, which is what max_layer_size says`,
        fix: 'split the file into shards, set split_layers = True for a layer of many files, or raise max_layer_size',
      }
    case 'two-runtimes':
      return describeTwoRuntimes(failure)
    default:
      return assertNever(failure)
  }
}

function describeTwoRuntimes({ runtime, base, image }: TwoRuntimes): Explanation {
  return {
    message: `Cannot put two versions of ${runtime} into one image: ${base} is in the base and ${image} is to be added`,
    accepted: 'one version of each runtime',
    fix: 'choose the version of the base, or a base without it',
  }
}

function describeLayout(failure: LayoutFailure): Explanation {
  switch (failure.reason) {
    case 'not-a-layout':
      return {
        message: `Cannot read "${failure.path}" as an OCI image layout: ${failure.problem}`,
        accepted: 'a directory with oci-layout, index.json and blobs/sha256',
      }
    case 'ambiguous-layout':
      return {
        message: `Cannot choose an image of "${failure.path}": it has ${failure.images.length}`,
        accepted: failure.images.join(', '),
        fix: 'keep one image in it; rt push, load, copy and inspect take one of several as oci:DIR:NAME',
      }
    case 'unknown-reference':
      return {
        message: `Cannot find the image "${failure.reference}" in "${failure.path}"`,
        accepted: failure.available.join(', '),
      }
    case 'malformed-document':
      return {
        message: `Cannot use the ${failure.document}: ${failure.problem}`,
        fix: 'build or pull it again: it is damaged, or made by another tool or version',
      }
    case 'unsupported-media-type':
      return {
        message: `Cannot use the ${failure.document}: its media type is "${failure.mediaType}"`,
        accepted: failure.accepted,
      }
    case 'excessive-index':
      return {
        message: `Cannot use the manifest "${failure.digest}": ${failure.problem}`,
        fix: 'copy or pull one of the images in it by its own digest',
      }
    default:
      return assertNever(failure)
  }
}

function describeChoice(failure: ChoiceFailure): Explanation {
  switch (failure.reason) {
    case 'not-one-image':
      return {
        message: `Cannot choose one image of the index "${failure.path}" for ${failure.wanted === '' ? 'any platform' : `"${failure.wanted}"`}`,
        accepted: failure.platforms.join(', '),
        fix: 'build for one of these platforms, or choose another base',
      }
    case 'no-such-platform':
      return {
        message: `Cannot find an image for ${failure.wanted} in the index`,
        accepted: failure.available.join(', '),
        fix: `choose one with --platform ${failure.available[0] ?? 'OS/ARCHITECTURE'}`,
      }
    case 'ambiguous-platform':
      return {
        message: `Cannot choose one of ${failure.available.length} images for ${failure.wanted}`,
        accepted: failure.available.join(', '),
        fix: 'specify the variant, as in --platform linux/arm/v7, or name the image by its digest',
      }
    default:
      return assertNever(failure)
  }
}

function describeContent(failure: ContentFailure): Explanation {
  switch (failure.reason) {
    case 'unknown-key':
      return {
        message: `Cannot find the file of key "${failure.key}"`,
        accepted: `a key that is in ${failure.searched.join(' or ')}`,
        fix: 'build the target again',
      }
    case 'missing-blob':
      return {
        message: `Cannot find the blob ${failure.digest}: "${failure.path}" does not exist and no layer set describes it`,
        fix: 'pull it again, or build a full copy of it (--output_groups=oci_layout); oci_push and oci_load targets find all of their layers by themselves',
      }
    case 'not-fetched':
      return {
        message: `Cannot copy the layer ${failure.digest}: it is in "${failure.repository}", and a build has no network`,
        accepted: 'layers that are fetched before the build',
        fix: 'build with --@rt//rules:fetch_layers, or set fetch_layers = True in the oci.pull of the base',
      }
    case 'changed-content':
      return {
        message: `Cannot use ${failure.sources.map((source) => `"${source}"`).join(', ')}: the content is not what was built (${failure.actual})`,
        accepted: failure.expected,
        fix: 'build the target again, and leave its files alone meanwhile; Bazel sees changes in a source directory only when its files are listed, as by glob()',
      }
    case 'undecodable-layer':
      return {
        message: `Cannot decompress the layer ${failure.digest}: ${failure.cause}`,
        fix: 'build or pull the image again',
      }
    default:
      return assertNever(failure)
  }
}

function describeIndex(failure: IndexFailure): Explanation {
  switch (failure.reason) {
    case 'duplicate-platform': {
      const [first, second] = failure.images
      return {
        message: `Cannot put two images for ${failure.platform} into one index: "${first}" and "${second}"`,
        accepted: 'one image per platform',
        fix: 'leave one out, or build it for another platform',
      }
    }
    case 'empty-index':
      return {
        message: 'Cannot make an image index without images',
        accepted: 'one image or more',
      }
    default:
      return assertNever(failure)
  }
}

function problemText({ problem }: InvalidSetting): string {
  return problem === undefined ? '' : `, and ${problem}`
}
