import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderImageName } from './image_name.ts'
import { DEFAULT_IMAGE_NAME } from './integrations.ts'

const VALUES = { Name: 'Wine-Model', Version: '1.2', RandomUUID: '1234' }

const RENDERED: readonly (readonly [string, string])[] = [
  [DEFAULT_IMAGE_NAME, 'wine-model-1.2:1234'],
  ['test:1234', 'test:1234'],
  ['{{ Name }}/{{ RandomUUID }}:{{ Version }}', 'wine-model/1234:1.2'],
  ['REGISTRY/{{ Name }}:V1', 'registry/wine-model:v1'],
  ['', ''],
  ['a\n', 'a'],
  ['<b>&:1', '<b>&:1'],
  ['{{ Name | replace("-", "_") }}', 'wine_model'],
  ['{{ Name.upper() }}{{ Name.replace("Wine", "beer") }}', 'wine-modelbeer-model'],
  ['{{ Name[:4] }}:{{ RandomUUID[0:2] }}', 'wine:12'],
  ['{{ Name[0] }}{{ Version.split(".")[1] }}', 'w2'],
  ['{% if Version == "1.2" %}new{% else %}old{% endif %}', 'new'],
  ['{{ Version.split(".") | join("-") }}', '1-2'],
  ['{{ 2 + 3 }}{{ True }}', '5true'],
  [
    '{{ Name.strip("Wel") }}{{ Name.title() }}{{ Name.startswith("Wine") }}',
    'ine-modwine-modeltrue',
  ],
]

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['{{ name }}:1', /not known/],
  ['{{ Name', /expected variable end|unexpected/i],
  ['{{ } }}', /unexpected token/i],
  ['{% foo %}', /unknown block tag: foo/],
  ['{{ Name.constructor("x") }}', /constructor/],
  ['{{ Name["__proto__"] }}', /not known/],
  ['{{ [].constructor.constructor("return 1")() }}', /constructor|not known/],
  ['{% include "/etc/passwd" %}', /template not found|not found/],
]

describe('renderImageName', () => {
  for (const [template, name] of RENDERED) {
    it(`renders ${JSON.stringify(template)}`, () => {
      assert.deepEqual(renderImageName(template, VALUES), { ok: true, value: name })
    })
  }
  for (const [template, problem] of REFUSED) {
    it(`refuses ${JSON.stringify(template)}`, () => {
      const result = renderImageName(template, VALUES)
      assert.ok(!result.ok)
      assert.match(result.failure, problem)
    })
  }
})
