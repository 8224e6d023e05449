import { Malformed } from './malformed.js';
import { parseVerifierKey, type VerifierKey } from './note.js';
import { readerLines } from './reader-lines.js';

/** Which logs are trusted, which witnesses, and how many of them must have seen a checkpoint (C2SP tlog-policy). */
export interface WitnessPolicy {
  readonly logs: readonly { readonly key: VerifierKey; readonly url?: string }[];
  readonly witnesses: readonly PolicyWitness[];
  /** Whether these witnesses together are enough. */
  isQuorum(cosigners: ReadonlySet<VerifierKey>): boolean;
  /** `quorum none`: nobody need have seen anything. */
  readonly unwitnessed: boolean;
  /** The file that says it. */
  readonly text: string;
}

export interface PolicyWitness {
  /** Its name within the policy. */
  readonly name: string;
  readonly key: VerifierKey;
  /** Where it takes checkpoints. */
  readonly url?: string;
}

type Quorum = (cosigners: ReadonlySet<VerifierKey>) => boolean;

/** Longest policy, in lines. */
const MOST_LINES = 1_000;

/** Reads a policy file. Throws `Malformed` with the number of the line. */
export function parsePolicy(text: string): WitnessPolicy {
  const policy = createPolicy();
  const lines = readerLines(text);
  if (lines.length > MOST_LINES) throw new Malformed(`a policy of more than ${MOST_LINES} lines`);
  for (const [at, line] of lines.entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length === 0 || words[0]!.startsWith('#')) continue;
    try {
      // attacker-controlled: a control character could hide half a line from who reads the file.
      if (/(?!\t)\p{Cc}/u.test(line)) throw new Malformed('forbidden characters');
      policy.add(words);
    } catch (error) {
      if (error instanceof Malformed) throw new Malformed(`policy, line ${at + 1}: ${error.message}`);
      throw error;
    }
  }
  return { ...policy.finish(), text };
}

function createPolicy() {
  const logs: { key: VerifierKey; url?: string }[] = [];
  const witnesses: PolicyWitness[] = [];
  const named = new Map<string, Quorum>();
  const members = new Set<string>();
  let quorum: Quorum | undefined;
  let unwitnessed = false;

  const define = (name: string | undefined, reached: Quorum): void => {
    if (name === undefined || name === 'none') throw new Malformed('a name is missing');
    if (named.has(name)) throw new Malformed('a name is given twice');
    named.set(name, reached);
  };
  const lookUp = (name: string): Quorum => {
    const found = named.get(name);
    if (found === undefined) throw new Malformed('a name that no line above gives');
    return found;
  };
  const fresh = (
    text: string | undefined,
    type: 1 | 4,
    others: readonly { readonly key: VerifierKey }[],
  ): VerifierKey => {
    const key = parseVerifierKey(text ?? '');
    if (key.type !== type) throw new Malformed('a key of the wrong type');
    if (others.some((other) => other.key.publicKey.equals(key.publicKey))) throw new Malformed('a key is given twice');
    return key;
  };
  const none = (rest: readonly string[]): void => {
    if (rest.length > 0) throw new Malformed('words too many');
  };

  return {
    add([word, ...words]: readonly string[]): void {
      switch (word) {
        case 'log': {
          const [key, url, ...rest] = words;
          none(rest);
          logs.push({ key: fresh(key, 1, logs), ...(url === undefined ? {} : { url }) });
          return;
        }
        case 'witness': {
          const [name, text, url, ...rest] = words;
          none(rest);
          const key = fresh(text, 4, witnesses);
          define(name, (cosigners) => cosigners.has(key));
          witnesses.push({ name: name!, key, ...(url === undefined ? {} : { url }) });
          return;
        }
        case 'group': {
          const [name, threshold = '', ...of] = words;
          const least = threshold === 'all' ? of.length : threshold === 'any' ? 1 : wholeNumber(threshold);
          if (least < 1 || least > of.length) throw new Malformed('a group that cannot be reached');
          if (of.some((each, at) => members.has(each) || of.indexOf(each) !== at)) {
            throw new Malformed('a member of two groups');
          }
          const parts = of.map(lookUp);
          for (const each of of) members.add(each);
          define(name, (cosigners) => parts.filter((reached) => reached(cosigners)).length >= least);
          return;
        }
        case 'quorum': {
          const [name = '', ...rest] = words;
          none(rest);
          if (quorum !== undefined) throw new Malformed('a second quorum');
          unwitnessed = name === 'none';
          quorum = unwitnessed ? () => true : lookUp(name);
          return;
        }
        default:
          throw new Malformed('an unknown word');
      }
    },
    finish(): Omit<WitnessPolicy, 'text'> {
      if (quorum === undefined) throw new Malformed('a policy without quorum');
      return { logs, witnesses, isQuorum: quorum, unwitnessed };
    },
  };
}

function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,2}$/.test(text)) throw new Malformed('not a threshold');
  return Number(text);
}
