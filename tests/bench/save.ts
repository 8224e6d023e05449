import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const RESULTS = join(import.meta.dirname, '..', '..', 'bench', 'results');

/** Keeps what a run printed beside the benchmarks, to be committed: its text and, where it has one, its picture. */
export async function saveResults(name: string, text: string, picture: string | undefined): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const command = `npm run bench -- ${name} --save`;
  await writeFile(
    join(RESULTS, `${name}.md`),
    `# ${name}\n\nWritten by \`${command}\`.\n\n\`\`\`text\n${text.trim()}\n\`\`\`\n`,
  );
  if (picture !== undefined) await writeFile(join(RESULTS, `${name}.svg`), picture);
}
