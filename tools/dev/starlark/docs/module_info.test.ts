import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import protobuf from 'protobufjs'
import { readModuleInfo } from './module_info.ts'

/** A part of what Bazel writes, under its own names, with fields that the reference does not show. */
const { root } = protobuf.parse(`syntax = "proto3";
  message AttributeInfo {
    string name = 1; string doc_string = 2; int32 type = 3; bool mandatory = 4; string default_value = 6;
  }
  message OriginKey { string name = 1; string file = 2; }
  message RuleInfo {
    string rule_name = 1; string doc_string = 2; repeated AttributeInfo attribute = 3; OriginKey origin_key = 4;
  }
  message ProviderFieldInfo { string name = 1; string doc_string = 2; }
  message ProviderInfo {
    string provider_name = 1; string doc_string = 2; repeated ProviderFieldInfo field_info = 3;
  }
  message FunctionParamInfo {
    string name = 1; string doc_string = 2; string default_value = 3; bool mandatory = 4;
  }
  message StarlarkFunctionInfo {
    string function_name = 1; repeated FunctionParamInfo parameter = 2; string doc_string = 3;
  }
  message TagClass { string tag_name = 1; string doc_string = 2; repeated AttributeInfo attribute = 3; }
  message ModuleExtensionInfo {
    string extension_name = 1; string doc_string = 2; repeated TagClass tag_class = 3;
  }
  message ModuleInfo {
    repeated RuleInfo rule_info = 1; repeated ProviderInfo provider_info = 2;
    repeated StarlarkFunctionInfo func_info = 3; string module_docstring = 5; string file = 6;
    repeated ModuleExtensionInfo module_extension_info = 7;
  }`)

const WRITTEN = encode({
  file: '//rules:x.bzl',
  moduleDocstring: 'Größe.',
  ruleInfo: [
    {
      ruleName: 'rule_x',
      docString: 'Makes x.',
      originKey: { name: 'rule_x', file: '//rules/private:x.bzl' },
      attribute: [
        { name: 'name', docString: 'A unique name for this target.', type: 1, mandatory: true },
        { name: 'mode', docString: 'The mode.', type: 3, defaultValue: '"0644"' },
      ],
    },
  ],
  providerInfo: [
    {
      providerName: 'XInfo',
      docString: 'Says x.',
      fieldInfo: [{ name: 'y', docString: 'The y.' }],
    },
  ],
  funcInfo: [
    {
      functionName: 'make_x',
      docString: 'A macro.',
      parameter: [
        { name: 'name', mandatory: true },
        { name: 'kwargs', docString: 'The rest.' },
      ],
    },
  ],
  moduleExtensionInfo: [
    {
      extensionName: 'ext',
      docString: 'An extension.',
      tagClass: [{ tagName: 'pull', docString: 'A tag.', attribute: [{ name: 'tag' }] }],
    },
  ],
})

function encode(module: object): Uint8Array {
  return root.lookupType('ModuleInfo').encode(module).finish()
}

describe('readModuleInfo()', () => {
  it('reads what Bazel writes, sorted by name', () => {
    assert.deepEqual(readModuleInfo(WRITTEN), {
      file: '//rules:x.bzl',
      doc: 'Größe.',
      symbols: [
        {
          kind: 'provider',
          name: 'XInfo',
          doc: 'Says x.',
          parameters: [{ name: 'y', doc: 'The y.', defaultValue: '', mandatory: false }],
        },
        { kind: 'extension', name: 'ext', doc: 'An extension.', parameters: [] },
        {
          kind: 'tag class',
          name: 'ext.pull',
          doc: 'A tag.',
          parameters: [{ name: 'tag', doc: '', defaultValue: '', mandatory: false }],
        },
        {
          kind: 'function',
          name: 'make_x',
          doc: 'A macro.',
          parameters: [
            { name: 'name', doc: '', defaultValue: '', mandatory: true },
            { name: '**kwargs', doc: 'The rest.', defaultValue: '', mandatory: false },
          ],
        },
        {
          kind: 'rule',
          name: 'rule_x',
          doc: 'Makes x.',
          parameters: [
            { name: 'name', doc: 'Name of the target.', defaultValue: '', mandatory: true },
            { name: 'mode', doc: 'The mode.', defaultValue: '"0644"', mandatory: false },
          ],
        },
      ],
    })
  })

  it('reads a file that says nothing', () => {
    assert.deepEqual(readModuleInfo(new Uint8Array()), { file: '', doc: '', symbols: [] })
  })

  it('refuses bytes that end too early', () => {
    const bytes = encode({ file: '//rules:x.bzl' })
    for (let length = 1; length < bytes.length; length++)
      assert.throws(() => readModuleInfo(bytes.subarray(0, length)), /index out of range/)
  })
})
