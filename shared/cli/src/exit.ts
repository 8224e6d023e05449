/** What the exit code of a command says. */
export const EXIT = { ok: 0, problem: 1, usage: 2 } as const;

/** A failure that the reader can do something about; its message says what. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    message: string,
    readonly exitCode: (typeof EXIT)[keyof typeof EXIT] = EXIT.problem,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The command was called wrongly: exit code 2. */
export const wrongUsage = (message: string): CommandFailure => new CommandFailure(message, EXIT.usage);
