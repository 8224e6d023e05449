import { Arg, Int } from 'type-graphql';
import { DEFAULT_PAGE, MAX_PAGE } from '../data/arguments.js';
import { Reads } from './labels.js';

type Argument = ReturnType<typeof Arg>;

/** `@First() first: number | null`: the size of a page, which `page`, `nestedPages` and `pageSize` check. */
export const First = (): Argument =>
  paging(
    Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE,
      description: `How many at most, 1 to ${MAX_PAGE}.`,
    }),
  );

/** `@After() after: string | null`: the cursor that a page starts after. */
export const After = (): Argument =>
  paging(Arg('after', () => String, { nullable: true, description: '`endCursor` of the page before.' }));

/** An argument that reads no field. */
const paging =
  (argument: Argument): Argument =>
  (prototype, field, index) => {
    argument(prototype, field, index);
    Reads()(prototype, field as string, index as never);
  };
