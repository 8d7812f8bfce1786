import type { WheelParts } from './wheel_writer.ts'

/** What all wheels have that share a package as it was done before namespace packages. */
const PKGUTIL = '__path__ = __import__("pkgutil").extend_path(__path__, __name__)\n'
const REPORT = `
import json, os, sys, sysconfig
import old.one, old.two, plat_part, pure_part, space.one, space.two, through_pth

def main():
    include = os.path.join(sys.prefix, "include", "site", "python" + sysconfig.get_python_version())
    print(json.dumps({
        "namespaces": [space.one.NAME, space.two.NAME, old.one.NAME, old.two.NAME],
        "pth": [through_pth.NAME, os.environ["BY_PTH"]],
        "parts": [pure_part.NAME, plat_part.NAME],
        "data": open(os.path.join(sys.prefix, "share/kinds/note.txt")).read(),
        "header": open(os.path.join(include, "kinds/kinds.h")).read(),
        "arguments": sys.argv[1:],
    }))
`
const named = (name: string): string => `NAME = "${name}"\n`

/** Wheels with all that installers must know: two kinds of packages that several wheels share, `.pth`, `.data`. */
export const KINDS: readonly WheelParts[] = [
  { name: 'space_one', files: [{ name: 'space/one.py', content: named('space.one') }] },
  { name: 'space_two', files: [{ name: 'space/two.py', content: named('space.two') }] },
  {
    name: 'old_one',
    files: [
      { name: 'old/__init__.py', content: PKGUTIL },
      { name: 'old/one.py', content: named('old.one') },
    ],
  },
  {
    name: 'old_two',
    files: [
      { name: 'old/__init__.py', content: PKGUTIL },
      { name: 'old/two.py', content: named('old.two') },
    ],
  },
  {
    name: 'kinds',
    files: [
      { name: 'kinds/__init__.py', content: REPORT },
      { name: 'kinds.pth', content: 'kinds_more\nimport os; os.environ["BY_PTH"] = "yes"\n' },
      { name: 'kinds_more/through_pth.py', content: named('through_pth') },
      { name: 'kinds-1.0.data/purelib/pure_part.py', content: named('pure') },
      { name: 'kinds-1.0.data/platlib/plat_part.py', content: named('plat') },
      { name: 'kinds-1.0.data/data/share/kinds/note.txt', content: 'a note' },
      { name: 'kinds-1.0.data/headers/kinds.h', content: '/* a header */' },
      { name: 'kinds-1.0.data/scripts/tool', content: '#!python\nimport kinds\nkinds.main()\n' },
    ],
    entryPoints: '[console_scripts]\nreport = kinds:main\n[gui_scripts]\nwindow = kinds:main\n',
  },
]

/** Programs of these wheels: of entry points, and of `.data`. */
export const KINDS_PROGRAMS = ['report', 'window', 'tool']

/** What each of these programs says as JSON, started with the argument "x". */
export const KINDS_SAID = {
  namespaces: ['space.one', 'space.two', 'old.one', 'old.two'],
  pth: ['through_pth', 'yes'],
  parts: ['pure', 'plat'],
  data: 'a note',
  header: '/* a header */',
  arguments: ['x'],
}

/** A program that lists what is installed, as other tools see it, and how many files of each are missing. */
export const LISTING = `import importlib.metadata as m
for d in sorted(m.distributions(), key=lambda d: d.metadata["Name"]):
    missing = [f for f in d.files or [] if not f.locate().exists()]
    print(d.metadata["Name"], d.version, d.read_text("INSTALLER").strip(), len(missing))`

/** What that program says of these wheels. */
export const KINDS_DISTRIBUTIONS = KINDS.map(({ name }) => `${name} 1.0 rt 0\n`)
  .toSorted()
  .join('')

/** The file name of a wheel. */
export function wheelName({ name }: WheelParts): string {
  return `${name}-1.0-py3-none-any.whl`
}
