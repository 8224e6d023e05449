import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { resolveAgency } from '../../gateway/src/execute/agency/resolve.js';

const resolve = promisify((name: string, all: boolean, done: (error: Error | null, found: unknown) => void): void =>
  resolveAgency(name, { all }, done as never),
);

describe('71: a name is judged each time a connection is made, wherever it led before', () => {
  test.each(['169.254.169.254', '0.0.0.0', '100.100.100.200', 'fe80::1', '::ffff:169.254.169.254', 'fd00:ec2::254'])(
    'one that leads to %s is not called',
    async (address) => {
      await expect(resolve(address, true)).rejects.toMatchObject({ kind: 'address' });
      await expect(resolve(address, false)).rejects.toMatchObject({ kind: 'address' });
    },
  );

  test.each(['127.0.0.1', '::1', '10.1.2.3'])('one that leads to %s is', async (address) => {
    expect(await resolve(address, true)).toEqual([{ address, family: address.includes(':') ? 6 : 4 }]);
    expect(await resolve(address, false)).toBe(address);
  });
});
