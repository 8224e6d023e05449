import {
  checkParsePolicySet,
  policySetTextToParts,
  preparsePolicySet,
  statefulIsAuthorized,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs';
import { createHash } from 'node:crypto';
import type { CallerFacts } from '../identity/caller.js';
import type { DecidePolicy } from './meets-directives.js';

/** One file of Cedar policies. */
export interface CedarFile {
  readonly file: string;
  readonly text: string;
}

/** The Cedar policies as they were read together. */
export interface CedarPolicies {
  /** Of their text: another text has another one. */
  readonly version: string;
  /** Texts of which each must permit what is permitted, each once; none where it is one text itself. */
  readonly texts?: readonly CedarPolicies[];
  readonly decide: DecidePolicy;
}

/** What is wrong with a file of Cedar policies, and where; lines and columns from 1. */
export interface CedarProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly says: string;
}

/** Told of a policy that could not be decided, which is denied. */
export type OnUndecided = (policy: string, why: string) => void;

/** Cut off between two policies a file still parses, and forbids less. */
const END = /\n\/\/ end\s*$/;

/** What keeps files of Cedar policies from being used: they do not parse, hold no policy or are not whole. */
export const cedarProblems = (files: readonly CedarFile[]): readonly CedarProblem[] =>
  files.flatMap(({ file, text }) => {
    const at = (offset: number, says: string): CedarProblem => ({ file, ...placeOf(offset, text), says });
    const checked = checkParsePolicySet({ staticPolicies: text });
    if (checked.type === 'failure')
      return checked.errors.map(({ message, sourceLocations }) => at(sourceLocations?.[0]?.start ?? 0, message));
    const parts = policySetTextToParts(text);
    if (parts.type === 'failure' || parts.policies.length === 0) return [at(0, 'this holds no policy')];
    if (END.test(text)) return [];
    return [at(Buffer.byteLength(text), 'the file does not end with "// end": is it half written?')];
  });

/** As an editor opens it: `file:line:column: what`. */
const printed = ({ file, line, column, says }: CedarProblem): string => `${file}:${line}:${column}: ${says}`;

/**
 * Decides the policies of `@policy` by Cedar (https://docs.cedarpolicy.com): parsed once, here. Throws a sentence with
 * file, line and column for a text that cannot be used. What no policy permits, and whatever fails, is denied.
 */
export function createCedarPolicies(files: readonly CedarFile[], undecided: OnUndecided): CedarPolicies {
  const problems = cedarProblems(files);
  if (problems.length > 0) throw new Error(problems.map(printed).join('\n'));
  const staticPolicies = files.map(({ text }) => text).join('\n');
  // One set for each text: a set that requests are still decided by is not replaced under them.
  const preparsedPolicySetId = createHash('sha256').update(staticPolicies).digest('base64url');
  const parsed = preparsePolicySet(preparsedPolicySetId, { staticPolicies });
  if (parsed.type === 'failure') throw new Error(`the Cedar policies together: ${parsed.errors[0]?.message}`);

  const decide: DecidePolicy = (policy, caller) => {
    try {
      const principal = { type: 'Caller', id: caller.accountId };
      const answer = statefulIsAuthorized({
        principal,
        action: { type: 'Action', id: policy },
        resource: { type: 'Graph', id: 'supergraph' },
        context: { now: caller.now },
        entities: [{ uid: principal, attrs: attributesOf(caller), parents: [] }],
        preparsedPolicySetId,
      });
      if (answer.type === 'failure') {
        undecided(policy, answer.errors[0]?.message ?? 'unknown');
        return false;
      }
      const { decision, diagnostics } = answer.response;
      // A policy that fails on this caller may be a forbidding one: nothing is permitted beside it.
      if (diagnostics.errors.length > 0) {
        undecided(policy, `${diagnostics.errors[0]!.policyId} failed`);
        return false;
      }
      return decision === 'allow';
    } catch {
      undecided(policy, 'the policy engine failed');
      return false;
    }
  };
  return { version: preparsedPolicySetId.slice(0, 12), decide };
}

/**
 * Permits what policies before and a new text permit alike: of the new one what it closes, and nothing that it opens. A
 * text that is among those before changes nothing.
 */
export function permittedByBoth(before: CedarPolicies, now: CedarPolicies): CedarPolicies {
  const known = before.texts ?? [before];
  if (known.some(({ version }) => version === now.version)) return before;
  const texts = [...known, now];
  const versions = texts.map(({ version }) => version).join(' ');
  return {
    version: createHash('sha256').update(versions).digest('base64url').slice(0, 12),
    texts,
    decide: (policy, caller) => texts.every((one) => one.decide(policy, caller)),
  };
}

/** What policies may ask of a caller (documented in `gateway/policy/cedar/README.md`). */
function attributesOf(caller: CallerFacts): Record<string, CedarValueJson> {
  const { id, path, block, level } = caller.organisation;
  return {
    authenticated: caller.authenticated,
    issuer: caller.issuer,
    application: caller.kind === 'APPLICATION',
    actsForSomebody: caller.endUser !== null,
    organisation: { id, path, block, level },
    functions: [...caller.functions],
    clearance: caller.clearance,
    compartments: [...caller.compartments],
    zone: caller.zone,
    hardwareKey: caller.hardwareKey,
    ...(caller.purpose === null ? {} : { purpose: caller.purpose }),
    scopes: [...caller.scopes],
    claims: plainValues(caller.claims),
  };
}

/** attacker-controlled where an issuer is: Cedar's own notation for entities and extensions is no claim. */
function plainValues(claims: Readonly<Record<string, unknown>>): Record<string, CedarValueJson> {
  return Object.fromEntries(
    Object.entries(claims).flatMap(([name, value]): [string, CedarValueJson][] => {
      const plain = plainValue(value);
      return plain === undefined || name.startsWith('__') ? [] : [[name, plain]];
    }),
  );
}

function plainValue(value: unknown): CedarValueJson | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)) return value as string;
  if (Array.isArray(value)) return value.map(plainValue).filter((one) => one !== undefined);
  return typeof value === 'object' && value !== null ? plainValues(value as Record<string, unknown>) : undefined;
}

/** Cedar counts bytes. */
function placeOf(offset: number, text: string): Pick<CedarProblem, 'line' | 'column'> {
  const before = Buffer.from(text).subarray(0, offset).toString('utf8').split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
