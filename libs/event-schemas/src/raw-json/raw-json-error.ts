/**
 * - `malformed`: the bytes are no JSON (the precondition of the scans does not hold)
 * - `not_object`, `not_array`: the value is of another kind
 * - `duplicate_member`: a name occurs twice in one object (after unescaping), so its meaning is ambiguous
 * - `forbidden_member`: a name that would reach into the prototype chain
 */
export type RawJsonErrorCode = 'malformed' | 'not_object' | 'not_array' | 'duplicate_member' | 'forbidden_member'

/** A refusal of the raw JSON scans; never worth a retry. `member` names the member it is about, if any. */
export class RawJsonError extends Error {
  override readonly name = 'RawJsonError'

  constructor(
    readonly code: RawJsonErrorCode,
    message: string,
    readonly member?: string,
  ) {
    super(message)
  }
}
