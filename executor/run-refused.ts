/** The run can't be begun, or gone on with. Nothing was touched. */
export class RunRefused extends Error {
  override readonly name = 'RunRefused';
}
