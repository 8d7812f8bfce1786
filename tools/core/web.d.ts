/** What the pure core uses of the web platform; every JavaScript engine has it (WHATWG Encoding and HTML). */
declare class TextEncoder {
  encode(text: string): Uint8Array
}

declare class TextDecoder {
  constructor(label: 'utf-8', options: { readonly fatal: boolean; readonly ignoreBOM: boolean })
  decode(bytes: Uint8Array): string
}

/** Decodes base64 to a text of one character a byte; throws for what is not base64. */
declare function atob(digits: string): string
