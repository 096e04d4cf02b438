const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const VALUE = /^[\t\x20-\x7e]*$/

/** Whether the text is a token of RFC 9110 §5.6.2: what a header's name and a method consist of. */
export function isToken(text: string): boolean {
  return TOKEN.test(text)
}

/** Visible ASCII, spaces and tabs: stricter than RFC 9110, which tolerates bytes whose meaning is anyone's guess. */
export function isHeaderValue(text: string): boolean {
  return VALUE.test(text)
}
