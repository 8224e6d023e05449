import { GraphQLError } from 'graphql';

/** The caller's mistake, told to the caller: names the argument and what it must be, never a value or a row. */
export class BadUserInput extends GraphQLError {
  constructor(argument: string, must: string) {
    super(`Argument "${argument}" ${must}.`, { extensions: { code: 'BAD_USER_INPUT', argument } });
    this.name = 'BadUserInput';
  }
}
