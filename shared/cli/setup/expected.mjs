/** A failure that the reader can do something about: shown without a stack. */
export const expected = (message) => Object.assign(new Error(message), { expected: true });
