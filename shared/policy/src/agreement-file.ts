import { basename } from 'node:path';
import { z } from 'zod';
import { PolicyError } from './policy-error.js';
import { problemsIn, readYaml } from './read-yaml.js';

const names = z.array(z.string().min(1)).min(1);
const most = z.int().min(1).nullable();

const agreementFile = z.strictObject({
  id: z.string().regex(/^[A-Z][A-Z0-9-]{1,63}$/, 'an id is like AGR-07'),
  version: z.int().min(1),
  steward: z.string().min(1),
  /** Organisations, or whole blocks of them. */
  assignees: names,
  dataset: z.string().min(1),
  /** `Type.field`, `Type` for all of a wrapper, and what may be filtered by. */
  coordinates: names,
  purposes: names,
  validFrom: z.iso.date(),
  /** The first day on which it is no longer in force. */
  validTo: z.iso.date(),
  maxRowsPerQuery: most.default(null),
  maxSubjectsPerDay: most.default(null),
  duties: z.array(z.string().min(1)).default([]),
});

/** A version of a sharing agreement as its steward writes it down. */
export type AgreementFile = Readonly<z.infer<typeof agreementFile>>;

/** Reads one. Throws a `PolicyError` with file and line for each thing that is wrong with its form. */
export function readAgreementFile(path: string): AgreementFile {
  const file = basename(path);
  const source = readYaml(path, file);
  const parsed = agreementFile.safeParse(source.value);
  if (source.problems.length === 0 && parsed.success) return parsed.data;
  const problems = source.problems.length > 0 ? source.problems : problemsIn(parsed.error!, file, source);
  throw new PolicyError(problems, 'The agreement cannot be read');
}
