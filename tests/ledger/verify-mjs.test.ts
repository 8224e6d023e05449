import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

const inLedger = (path: string): string => fileURLToPath(new URL(`../../shared/ledger/${path}`, import.meta.url));

/** `npx vitest run ledger/verify-mjs --update`, in this folder, writes it anew. */
test('verify.mjs is the ledger’s own code in one file', async () => {
  const bundle = await rolldown({ input: inLedger('dist/verify/standalone.js'), platform: 'node' });
  const { output } = await bundle.generate({ format: 'esm', comments: { annotation: false } });
  await bundle.close();
  const file = inLedger('verifiers/verify.mjs');
  const code = output[0].code
    .replace(/^\/\/#(end)?region.*\n/gm, '')
    .replace(/^\/\/ .*dist\/(.*)\.js$/gm, '// $1')
    .replace(/^export \{\};\n/m, '');
  const config = await resolveConfig(file);
  await expect(await format(code, { ...config, filepath: file })).toMatchFileSnapshot(file);
});
