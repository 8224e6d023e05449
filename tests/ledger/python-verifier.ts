import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Verdict } from '@agency-graph/ledger';

const VERIFIERS = join(dirname(createRequire(import.meta.url).resolve('@agency-graph/ledger')), '../verifiers');

/** Asks the Python verifier again and again in one process: a line a question, a line a verdict. */
const LOOP = `
import base64, functools, json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import verify
# A pure function; most mutated files hold the same signatures.
verify.ed25519_verify = functools.cache(verify.ed25519_verify)
for line in sys.stdin:
    question = json.loads(line)
    trust = verify.Trust(question["trust"], question.get("policy"))
    tokens = verify.read_tokens(question["tokens"]) if "tokens" in question else None
    print(json.dumps(verify.verify(base64.b64decode(question["file"]), trust, tokens)), flush=True)
`;

export interface PythonVerifier {
  verify(file: Buffer, trust: string, policy?: string, tokens?: string): Promise<Verdict>;
  close(): void;
}

export function startPythonVerifier(): PythonVerifier {
  const python = spawn('python3', ['-c', LOOP, VERIFIERS], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  return {
    async verify(file, trust, policy, tokens) {
      python.stdin.write(`${JSON.stringify({ file: file.toString('base64'), trust, policy, tokens })}\n`);
      const { value, done } = await answers.next();
      if (done === true) throw new Error('the verifier in Python ended');
      return JSON.parse(value) as Verdict;
    },
    close: () => python.stdin.end(),
  };
}
