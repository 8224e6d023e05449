import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fromUtf8 } from '../bytes.js';
import { Malformed } from '../malformed.js';
import { parsePolicy } from '../policy.js';
import { printable, verdictAsJson, verdictAsText } from './printable.js';
import type { Progress } from './progress.js';
import { parseTokens, type SubjectTokens } from './tokens.js';
import { parseKeys, trustIn, type Trust } from './trust.js';
import { EXIT_CODES, type Verified } from './verdict.js';
import { verifyEvidence } from './verify-evidence.js';
import { verifyLog } from './verify-log.js';

/** What a reader wants verified, as paths. */
export interface VerifyRequest {
  /** An evidence file, its container, or the folder of a log. */
  readonly path: string;
  readonly trust?: readonly string[] | undefined;
  readonly policy?: string | undefined;
  /** File with a subject's tokens. */
  readonly complete?: string | undefined;
  /** File with a checkpoint that was kept. */
  readonly known?: string | undefined;
}

/** What was verified, with whom the reader trusts and which subject the question was about. */
export interface VerifiedPath extends Verified {
  readonly trust: Trust;
  readonly tokens: SubjectTokens | undefined;
}

/** Largest evidence file that is read, in bytes. What a stranger makes of many small lines takes many times its size. */
const LARGEST = 256 * 1024 * 1024;

/** Reads what is named and verifies it. Throws when a file cannot be read, or one of the reader's own is malformed. */
export function verifyPath({ path, trust, policy, complete, known }: VerifyRequest, progress?: Progress): VerifiedPath {
  const keys = (trust ?? []).flatMap((file) => readOwn(file, parseKeys));
  const whom = trustIn(keys, policy === undefined ? undefined : readOwn(policy, parsePolicy));
  const tokens = complete === undefined ? undefined : readOwn(complete, parseTokens);
  const found = statSync(path);
  if (found.isDirectory()) {
    const question = { ...(tokens && { tokens }), ...(known !== undefined && { known: readOwn(known, String) }) };
    return { ...verifyLog(path, whom, question, progress), trust: whom, tokens };
  }
  if (known !== undefined) throw new Malformed('a kept checkpoint is held against a log, not against evidence');
  if (!found.isFile() || found.size > LARGEST) throw new Malformed('not a file of at most 256 MiB');
  return { ...verifyEvidence(readFileSync(path), whom, tokens), trust: whom, tokens };
}

/** What one of the reader's own files says; where it is malformed, its name is said. */
function readOwn<T>(file: string, parse: (text: string) => T): T {
  const bytes = readFileSync(file);
  try {
    return parse(fromUtf8(bytes));
  } catch (error) {
    if (error instanceof Malformed) throw new Malformed(`${file}: ${error.message}`);
    throw error;
  }
}

export const WRONG_USAGE = 2;

const HELP = `Verifies evidence from an audit log, or a whole log, offline. Nothing in it is trusted: keys come from you.

node verify.mjs <evidence or log folder> --trust <keys> [--policy <file>] [--complete <tokens>] [--json]

  --trust <file>     public keys that you trust, one a line: of logs, of roots, of witnesses; may be said again
  --policy <file>    which witnesses must have seen the log (C2SP tlog-policy)
  --complete <file>  tokens of one subject: say that these records and no others name it
  --known <file>     a checkpoint that you kept: the log must still contain it
  --json             the verdict as one line of JSON

Exit codes: 0 VERIFIED or REDACTED-OK, 1 FAILED, 2 wrongly called, 3 VERIFIED-UNWITNESSED, 4 NOT-CHECKED.
`;

const OPTIONS = {
  trust: { type: 'string', multiple: true },
  policy: { type: 'string' },
  complete: { type: 'string' },
  known: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** The single-file verifier's command line. Returns the exit code. */
export function main(args: readonly string[]): number {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const [path] = positionals;
    if (values.help === true || path === undefined || positionals.length > 1) {
      process.stdout.write(HELP);
      return values.help === true ? 0 : WRONG_USAGE;
    }
    const { verdict } = verifyPath({ path, ...values });
    process.stdout.write(values.json === true ? `${verdictAsJson(verdict)}\n` : verdictAsText(verdict));
    return EXIT_CODES[verdict.verdict];
  } catch (error) {
    process.stderr.write(`verify: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return WRONG_USAGE;
  }
}
