/**
 * The payload of a benchmark event: 500 bytes of JSON that begin with the trial and the event's number at fixed places, so
 * that the receiver need not parse it.
 */
export const PAYLOAD_BYTES = 500

const TRIAL_AT = 6
const TRIAL_DIGITS = 4
const NUMBER_AT = TRIAL_AT + TRIAL_DIGITS + 7
const NUMBER_DIGITS = 9
const TAIL_AT = NUMBER_AT + NUMBER_DIGITS
const TAIL = `","x":"${'abcdefghij'.repeat(50).slice(0, PAYLOAD_BYTES - TAIL_AT - 9)}"}`

/** Event number `number` of a trial. */
export function payloadOf(trial: number, number: number): string {
  return `{"r":"${pad(trial, TRIAL_DIGITS)}","n":"${pad(number, NUMBER_DIGITS)}${TAIL}`
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')

/** The trial and the number in the bytes of a payload; undefined when they are not ours. */
export function readPayload(bytes: Buffer): { trial: number; number: number } | undefined {
  if (bytes.length !== PAYLOAD_BYTES) return undefined
  const trial = digits(bytes, TRIAL_AT, TRIAL_DIGITS)
  const number = digits(bytes, NUMBER_AT, NUMBER_DIGITS)
  return trial < 0 || number < 0 ? undefined : { trial, number }
}

function digits(bytes: Buffer, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const digit = (bytes[i] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}
