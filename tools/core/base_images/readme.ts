import type { Matrix, MatrixImage } from './matrix.ts'
import { descriptionPath } from './outputs.ts'

const INTRODUCTION = `Base images for [BentoML](https://docs.bentoml.org): Python, and BentoML itself, on several distributions.

| release   | what is in it                                   |
| --------- | ----------------------------------------------- |
| \`base\`    | Python and what BentoML needs of a system       |
| \`runtime\` | the release of BentoML                          |
| \`cudnn\`   | the same, and CUDA with cuDNN for NVIDIA's GPUs |
| \`devel\`   | BentoML's development branch                    |

A tag says all of it: \`RELEASE-pythonVERSION-DISTRIBUTION[-runtime|-cudnn][-conda]\`, where RELEASE is that of
BentoML, \`base\` or \`devel\`.
`

/**
 * The text that a registry shows of the images: what there is, and all tags but those of base images, which are for
 * other images to stand on. Only what is made is listed.
 *
 * @param generated where the files are that say what each image is made of, as links have it
 */
export function renderReadme(
  { images, bentomlVersion, package: name }: Matrix,
  generated: string,
): string {
  const listed = images.filter(({ release }) => release !== 'base')
  const distros = [...new Set(listed.map(({ distro }) => distro))]
  const sections = distros.map((distro) => {
    const own = listed.filter((image) => image.distro === distro)
    const architectures = distro.architectures.map((each) => `_${each}_`).join(', ')
    const lines = own.toSorted(byPython).map((image) => listItem(image, generated))
    return `### ${distro.name} [${architectures}]\n\n${lines.join('\n')}\n`
  })
  return [
    `# ${name}\n`,
    INTRODUCTION,
    `## Tags of \`${name} ${bentomlVersion}\`\n`,
    ...sections,
  ].join('\n')
}

function listItem(image: MatrixImage, generated: string): string {
  return `- [\`${image.tag}\`](${generated}/${descriptionPath(image)})`
}

function byPython({ python: one }: MatrixImage, { python: other }: MatrixImage): number {
  return Number(one.split('.')[1]) - Number(other.split('.')[1])
}
