/** Bytes that are not what they say they are. Its message names the place and holds nothing of their content. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}
