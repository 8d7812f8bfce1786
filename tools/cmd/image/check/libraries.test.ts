import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { makePe } from '../../../core/binary/testing/make_binaries.ts'
import type { ElfChoices } from '../../../core/elf/testing/make_elf.ts'
import { makeElf } from '../../../core/elf/testing/make_elf.ts'
import { Scratch } from '../../../testing/scratch.ts'
import { runRt } from '../../testing/run_rt.ts'

const LINUX = ['--os=linux', '--architecture=amd64']
const INTERPRETER = '/lib64/ld-linux-x86-64.so.2'
const PROGRAM: ElfChoices = { interpreter: INTERPRETER, needed: ['libc.so.6'] }
const LINKER = makeElf({ soname: 'ld-linux-x86-64.so.2' })
const LIBC = makeElf({ soname: 'libc.so.6', needed: ['ld-linux-x86-64.so.2'] })
const ENTRYPOINT = '--entrypoint=/app/main'

async function rt(scratch: Scratch, ...args: readonly string[]): Promise<string> {
  const { code, stderr } = await runRt(scratch.path(), args)
  return code === 0 ? 'done' : `${code}: ${stderr}`
}

/** Makes a layer of files by `rt layer tar`; gives the options and the entry of an image. */
async function addLayer(
  scratch: Scratch,
  name: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<string> {
  const entries = Object.entries(files).map(([path, bytes], index) => {
    scratch.write(`${name}.files/${index}`, bytes)
    return `source\t${path}\t${name}.files/${index}`
  })
  const key = `--key=_main/${name}.tar`
  const outputs = [`--out=${name}.tar`, `--layers=${name}.json`, key]
  assert.equal(await rt(scratch, 'layer', 'tar', ...outputs, '--', ...entries), 'done')
  return name
}

/** Makes an image of layers, or says why not. */
function image(
  scratch: Scratch,
  names: readonly string[],
  ...args: readonly string[]
): Promise<string> {
  const layers = names.map((name) => `--layers=${name}.json`)
  const files = names.map((name) => `file\t_main/${name}.tar\t${name}.tar`)
  return rt(scratch, 'image', 'build', '--out=image', ...LINUX, ...layers, ...args, '--', ...files)
}

describe('rt image build and programs of another platform', () => {
  it('refuses them with their names, unless they are allowed', async () => {
    await using scratch = await Scratch.make()
    const files = {
      'app/arm': makeElf({ machine: 183 }),
      'app/own': makeElf({}),
      'x.exe': makePe({}),
    }
    await addLayer(scratch, 'one', files)
    const refused = await image(scratch, ['one'], '--context=oci_image //a:b')
    assert.equal(
      refused,
      `1: oci_image //a:b: Cannot put programs of another platform into an image for linux/amd64:
    "app/arm", an ELF file for linux/arm64
    "x.exe", a PE file for windows/amd64
  accepted: ELF files for linux/amd64
  fix: build them for the platform of the image (platform_transition_filegroup), or set allow_foreign_binaries = ["app/arm"]
`,
    )
    const allowed = ['--allow-foreign-binary=app/a*', '--allow-foreign-binary=**.exe']
    assert.equal(await image(scratch, ['one'], ...allowed), 'done')
  })

  it('refuses them in tars that others have made', async () => {
    await using scratch = await Scratch.make()
    scratch.write('tree/usr/bin/arm', makeElf({ machine: 183 }))
    spawnSync('tar', ['-czf', scratch.path('one.tar'), '-C', scratch.path('tree'), 'usr'])
    const described = ['--tar=one.tar', '--key=_main/one.tar', '--layers=one.json']
    assert.equal(await rt(scratch, 'layer', 'describe', ...described), 'done')
    assert.match(await image(scratch, ['one']), /"usr\/bin\/arm", an ELF file for linux\/arm64\n/)
  })
})

describe('rt image check', () => {
  const check = (scratch: Scratch, ...args: readonly string[]): Promise<string> =>
    rt(scratch, 'image', 'check', '--image=image', '--out=report', ...args)

  it('says what a program on an empty base lacks', async () => {
    await using scratch = await Scratch.make()
    await addLayer(scratch, 'one', { 'app/main': makeElf(PROGRAM) })
    assert.equal(await image(scratch, ['one'], ENTRYPOINT), 'done')
    assert.equal(
      await check(scratch, '--layers=one.json', '--context=oci_image //a:b'),
      `1: oci_image //a:b: Cannot find libraries that programs of the image need:
    "${INTERPRETER}", the dynamic linker of "app/main"
    "libc.so.6", needed by "app/main"
  accepted: libraries in the image, where the dynamic linker looks: RPATH, LD_LIBRARY_PATH, RUNPATH and the standard directories
  fix: set base to an image with a C library, or link statically; check_libraries = False turns the check off
`,
    )
  })

  it('is content with a C library in a base, and with one in a layer nobody knows', async () => {
    await using scratch = await Scratch.make()
    const base = { 'lib64/ld-linux-x86-64.so.2': LINKER, 'lib/libc.so.6': LIBC }
    const names = [
      await addLayer(scratch, 'base', base),
      await addLayer(scratch, 'one', { 'app/main': makeElf(PROGRAM) }),
    ]
    assert.equal(await image(scratch, names, ENTRYPOINT), 'done')
    assert.equal(await check(scratch, '--layers=base.json', '--layers=one.json'), 'done')
    assert.equal(
      readFileSync(scratch.path('report'), 'utf8'),
      'checked: 2\nlayers not looked into: 0\n',
    )
    assert.equal(await check(scratch, '--layers=one.json'), 'done')
    assert.match(
      readFileSync(scratch.path('report'), 'utf8'),
      /^layers not looked into: 1\nnot found: .*ld-linux.* for app\/main\nnot found: libc.so.6/m,
    )
  })

  it('says which library is too old, and what would do', async () => {
    await using scratch = await Scratch.make()
    const versions = (newest: string): Uint8Array =>
      makeElf({ soname: 'libc.so.6', versions: { defined: ['GLIBC_2.2.5', newest] } })
    const needs = { needed: [{ library: 'libc.so.6', versions: ['GLIBC_2.2.5', 'GLIBC_2.38'] }] }
    const names = [
      await addLayer(scratch, 'linker', { 'lib64/ld-linux-x86-64.so.2': LINKER }),
      await addLayer(scratch, 'old', { 'lib/libc.so.6': versions('GLIBC_2.36') }),
      await addLayer(scratch, 'app', { 'app/main': makeElf({ ...PROGRAM, versions: needs }) }),
    ]
    const layers = (all: readonly string[]): readonly string[] =>
      all.map((name) => `--layers=${name}.json`)
    assert.equal(await image(scratch, names, ENTRYPOINT), 'done')
    assert.equal(
      await check(scratch, ...layers(names), '--context=oci_image //a:b'),
      `1: oci_image //a:b: Cannot find library versions that programs of the image need: "GLIBC_2.38" of "lib/libc.so.6", which has versions up to "GLIBC_2.36", needed by "app/main"
  accepted: symbol versions that the libraries in the image define
  fix: set base to an image with later libraries, or build what needs them for the base (an older toolchain, or static linking); check_libraries = False turns the check off
`,
    )
    const incomplete = layers(names.filter((name) => name !== 'linker'))
    assert.equal(await check(scratch, ...incomplete), 'done')
    assert.match(
      readFileSync(scratch.path('report'), 'utf8'),
      /^not defined: GLIBC_2\.38 in lib\/libc\.so\.6 for app\/main$/m,
    )
    names.push(await addLayer(scratch, 'new', { 'lib/libc.so.6': versions('GLIBC_2.38') }))
    assert.equal(await image(scratch, names, ENTRYPOINT), 'done')
    assert.equal(await check(scratch, ...layers(names)), 'done')
  })

  it('opens the libraries of runtimes, and knows what the host and the components have', async () => {
    await using scratch = await Scratch.make()
    const needed = ['libcuda.so.1', 'libb.so.1', 'libc.so.6']
    const files = { 'opt/rt/x/lib/liba.so': makeElf({ needed }), 'lib/libc.so.6': LIBC }
    const linker = { 'lib64/ld-linux-x86-64.so.2': LINKER, 'srv/libb.so.1': makeElf({}) }
    const names = [await addLayer(scratch, 'one', files), await addLayer(scratch, 'two', linker)]
    assert.equal(await image(scratch, names), 'done')
    const args = ['--layers=two.json', '--runtime-layers=one.json', '--host-library=libcuda.so.*']
    const outcome = await check(scratch, ...args, '--component=libb.so.1\tblas')
    assert.match(
      outcome,
      /"libb\.so\.1", needed by "opt\/rt\/x\/lib\/liba\.so"; there is "srv\/libb\.so\.1", where the dynamic linker does not look; the component "blas" has it\n/,
    )
    const found = await image(scratch, names, '--env=LD_LIBRARY_PATH=/srv')
    assert.equal(found, 'done')
    assert.equal(await check(scratch, ...args), 'done')
  })
})

describe('rt image check and scripts', () => {
  const SCRIPT = { 'app/run': Buffer.from('#!/usr/bin/env python3\n') }
  const run = (scratch: Scratch, ...args: readonly string[]): Promise<string> =>
    rt(scratch, 'image', 'check', '--image=image', '--out=report', ...args)

  it('says which interpreter is not in the image, unless it is not asked to', async () => {
    await using scratch = await Scratch.make()
    await addLayer(scratch, 'one', { ...SCRIPT, 'opt/python3': makeElf(PROGRAM) })
    assert.equal(await image(scratch, ['one'], '--entrypoint=/app/run'), 'done')
    const args = ['--layers=one.json', '--context=oci_image //a:b']
    assert.equal(
      await run(scratch, ...args),
      `1: oci_image //a:b: Cannot find the interpreter of a script in the image: "app/run" begins with "#!/usr/bin/env python3"
  accepted: a "#!" line that names a program in the image, by its path or by "env" and a name
  fix: add what has "/usr/bin/env" to base or tars, or name a program of the image in the first line of the script; check_scripts = False turns the check off
`,
    )
    assert.equal(await run(scratch, ...args, '--no-scripts'), 'done')
    await addLayer(scratch, 'env', { 'usr/bin/env': makeElf({}) })
    assert.equal(await image(scratch, ['env', 'one'], '--entrypoint=/app/run'), 'done')
    assert.match(
      await run(scratch, ...args, '--layers=env.json'),
      /: "app\/run" begins with "#!\/usr\/bin\/env python3", and no directory of PATH \(\/usr\/local\/sbin:.*\) has "python3"; there is "opt\/python3"\n/,
    )
    assert.equal(await run(scratch, ...args), 'done')
    assert.match(
      readFileSync(scratch.path('report'), 'utf8'),
      /^layers not looked into: 1\nnot found: \/usr\/bin\/env for app\/run\n$/m,
    )
  })

  it('checks the libraries of an interpreter, unless it is not asked to', async () => {
    await using scratch = await Scratch.make()
    const bin = { 'usr/bin/env': makeElf({}), 'usr/bin/python3': makeElf(PROGRAM) }
    await addLayer(scratch, 'one', { ...SCRIPT, ...bin })
    assert.equal(await image(scratch, ['one'], '--cmd=/app/run'), 'done')
    assert.match(
      await run(scratch, '--layers=one.json'),
      /"libc\.so\.6", needed by "usr\/bin\/python3"/,
    )
    assert.equal(await run(scratch, '--layers=one.json', '--no-libraries'), 'done')
  })

  it('knows the two mistakes that a line itself has most often', async () => {
    await using scratch = await Scratch.make()
    const bin = {
      'bin/sh': makeElf({}),
      'usr/bin/env': makeElf({}),
      'usr/bin/python3': makeElf({}),
    }
    const says = async (line: string): Promise<string> => {
      await addLayer(scratch, 'one', { 'app/run': Buffer.from(line), ...bin })
      assert.equal(await image(scratch, ['one'], '--cmd=/app/run'), 'done')
      return run(scratch, '--layers=one.json')
    }
    assert.match(
      await says('#!/bin/sh\r\n'),
      /begins with "#!\/bin\/sh\\r"\n.*\n {2}fix: end the lines of the script with LF alone/,
    )
    assert.match(
      await says('#!/usr/bin/env python3 -u\n'),
      /has "python3 -u"\n.*\n {2}fix: write "#!\/usr\/bin\/env -S python3 -u": Linux passes everything after env as one name/,
    )
  })

  it('asks nothing for a processor whose programs rt does not know', async () => {
    await using scratch = await Scratch.make()
    await addLayer(scratch, 'one', SCRIPT)
    const platform = ['--os=linux', '--architecture=wasm', '--entrypoint=/app/run']
    assert.equal(await image(scratch, ['one'], ...platform), 'done')
    assert.equal(await run(scratch, '--layers=one.json'), 'done')
  })
})

describe('rt image check and extension modules', () => {
  const SITE = 'app/.venv/lib/python3.11/site-packages'
  const check = async (
    scratch: Scratch,
    wheels: Readonly<Record<string, Uint8Array>>,
  ): Promise<string> => {
    const base = { 'lib64/ld-linux-x86-64.so.2': LINKER, 'lib/libc.so.6': LIBC }
    const names = [await addLayer(scratch, 'base', base), await addLayer(scratch, 'wheels', wheels)]
    assert.equal(await image(scratch, names), 'done')
    const layers = ['--layers=base.json', '--layers=wheels.json', '--module-layers=wheels.json']
    return rt(scratch, 'image', 'check', '--image=image', '--out=report', ...layers)
  }
  const module = (...needed: readonly string[]): Uint8Array =>
    makeElf({ needed: [...needed, 'libc.so.6'] })

  it('names what one lacks, and the package of Debian that would have it', async () => {
    await using scratch = await Scratch.make()
    const outcome = await check(scratch, {
      [`${SITE}/cv2/cv2.abi3.so`]: module('libGL.so.1'),
      [`${SITE}/foo/_foo.cpython-311-x86_64-linux-gnu.so`]: module('libfoo2.so.1'),
    })
    assert.match(
      outcome,
      /"libGL\.so\.1", needed by "app\/\.venv\/lib\/python3\.11\/site-packages\/cv2\/cv2\.abi3\.so"; by Debian's rules the package libgl1 has it \(apt-file search libGL\.so\.1 tells\)\n/,
    )
    assert.match(outcome, /the package libfoo2-1 has it/)
  })

  it('finds what a wheel brings, and what another module has loaded', async () => {
    await using scratch = await Scratch.make()
    const rpath = '$ORIGIN/../../numpy.libs'
    const outcome = await check(scratch, {
      [`${SITE}/extra/_first.so`]: module('libopenblas64-0a.so'),
      [`${SITE}/numpy/core/_core.cpython-311-x86_64-linux-gnu.so`]: makeElf({
        needed: ['libopenblas64-0a.so', 'libc.so.6'],
        rpath,
      }),
      [`${SITE}/numpy.libs/libopenblas64-0a.so`]: makeElf({ needed: ['libc.so.6'] }),
      // A part that no module needs.
      [`${SITE}/nvidia/cufile/lib/libcufile_rdma.so.1`]: module('libmlx5.so.1'),
      [`${SITE}/nvidia/cufile/lib/libplugin.so`]: module('libmlx5.so.1'),
    })
    assert.equal(outcome, 'done')
    assert.match(readFileSync(scratch.path('report'), 'utf8'), /^checked: 5\n/)
  })
})

describe('rt image describe', () => {
  it('describes the layers of an image that another tool has made', async () => {
    await using scratch = await Scratch.make()
    const base = { 'lib64/ld-linux-x86-64.so.2': LINKER, 'lib/libc.so.6': LIBC }
    await addLayer(scratch, 'base', base)
    assert.equal(await image(scratch, ['base']), 'done')
    const copy = spawnSync('skopeo', ['copy', 'oci:image', 'oci:foreign'], { cwd: scratch.path() })
    assert.equal(copy.status, 0, copy.stderr.toString())
    const outputs = ['--layout=foreign', '--key=_main/foreign', '--layers=foreign.json']
    assert.equal(await rt(scratch, 'image', 'describe', ...outputs, ...LINUX), 'done')
    await addLayer(scratch, 'one', { 'app/main': makeElf(PROGRAM) })
    const entries = ['--layers=one.json', ENTRYPOINT, '--', 'file\t_main/one.tar\tone.tar']
    const made = await rt(
      scratch,
      'image',
      'build',
      '--out=image',
      '--base=foreign',
      ...LINUX,
      ...entries,
    )
    assert.equal(made, 'done')
    const known = ['--layers=foreign.json', '--layers=one.json']
    assert.equal(
      await rt(scratch, 'image', 'check', '--image=image', '--out=report', ...known),
      'done',
    )
    assert.match(
      readFileSync(scratch.path('report'), 'utf8'),
      /^checked: 2\nlayers not looked into: 0\n$/,
    )
  })
})
