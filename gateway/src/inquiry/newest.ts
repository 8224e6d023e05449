import type { Entry } from './entry.js';
import type { Asked, Search } from './search.js';

/** Answers that are looked at, at most: each is read from the log. */
const MOST = 20_000;
const AT_ONCE = 1_000;

/** Gives the newest answers to a question, one by one; resolves with whether these were all. */
export async function forNewest(
  search: Search,
  asked: Omit<Asked, 'after' | 'first'>,
  take: (entry: Entry) => void,
): Promise<boolean> {
  let after: number | null = null;
  let taken = 0;
  do {
    const page = await search.find({ ...asked, after, first: AT_ONCE });
    page.entries.forEach(take);
    taken += page.entries.length;
    after = page.next;
  } while (after !== null && taken < MOST);
  return after === null;
}
