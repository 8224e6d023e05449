import type { Defect, MemberRecord, World, WorldSize } from './records.js';
import { accountAt, accountIdAt } from './accounts.js';
import { adminUnits } from './admin-units.js';
import { agreements } from './agreements.js';
import { SYNTH_NOW } from './days.js';
import { documentAt } from './document-defects.js';
import { FIXTURE_IDS } from './document-fixtures.js';
import { documentId } from './document-layout.js';
import { fixtureDocument } from './documents.js';
import { feedbackAt, feedbackIndex } from './feedback.js';
import { layGround } from './ground.js';
import { memberAt } from './members.js';
import { memberId, memberNumber } from './membership.js';
import { organisationAt } from './organisations.js';
import { PERSONAS, personaAccounts } from './personas.js';
import { PURPOSES } from './purposes.js';
import { SIZES } from './sizes.js';
import { taskAt, taskIndex } from './tasks.js';

export const MASTER_SEED = '384202511';

/**
 * The world of this size and seed. Lays its ground at once (0.4 s for `full`), makes every record when asked for it.
 * Throws a sentence for a size that there is not.
 */
export function createWorld(size: WorldSize, seed: string = MASTER_SEED): World {
  if (!Object.hasOwn(SIZES, size)) throw new Error(`the size must be one of ${Object.keys(SIZES).join(', ')}`);
  const ground = layGround(size, seed);
  const { volumes, table, documents } = ground;
  const units = new Map([...adminUnits(ground.provinces)].map((unit) => [unit.code, unit]));
  const personas = personaAccounts(ground);
  const plainAccounts = volumes.accounts - personas.length;
  const documentByIndex = (index: number, note?: (defect: Defect) => void) =>
    index < documents.count ? documentAt(ground, index, note) : fixtureDocument(ground, index - documents.count);
  const member = (index: number): MemberRecord => memberAt(ground, index + 1);

  return {
    size,
    seed,
    now: SYNTH_NOW,
    counts: {
      adminUnits: units.size,
      organisations: volumes.organisations,
      members: volumes.members,
      tasks: volumes.tasks,
      feedback: volumes.feedback,
      documents: volumes.documents,
      accounts: volumes.accounts,
      agreements: volumes.agreements,
    },
    personas: PERSONAS,
    purposes: PURPOSES,
    agreements: agreements(volumes),
    adminUnits: () => units.values(),
    organisations: (from, to) => each(volumes.organisations, (row) => organisationAt(ground, row), from, to),
    members: (from, to) => each(volumes.members, member, from, to),
    tasks: () => each(volumes.tasks, (index) => taskAt(ground, index)),
    feedback: () => each(volumes.feedback, (index) => feedbackAt(ground, index)),
    documents: (from, to) => each(volumes.documents, (index) => documentByIndex(index), from, to),
    accounts: (from, to) =>
      each(
        volumes.accounts,
        (index) => (index < plainAccounts ? accountAt(ground, index) : personas[index - plainAccounts]!),
        from,
        to,
      ),
    adminUnit: (code) => units.get(code),
    organisation: (id) => {
      const row = table.rowOfId(id);
      return row === undefined ? undefined : organisationAt(ground, row);
    },
    member: (id) => {
      const number = memberNumber(id, volumes.members);
      return number === undefined ? undefined : memberAt(ground, number);
    },
    task: (id) => {
      const index = taskIndex(volumes.tasks, id);
      return index === undefined ? undefined : taskAt(ground, index);
    },
    feedbackItem: (id) => {
      const index = feedbackIndex(volumes.feedback, id);
      return index === undefined ? undefined : feedbackAt(ground, index);
    },
    document: (id) => {
      const fixture = FIXTURE_IDS.indexOf(id);
      if (fixture >= 0) return fixtureDocument(ground, fixture);
      const index = /^D-\d{7}$/u.test(id) ? Number(id.slice(2)) - 1 : -1;
      return index >= 0 && index < documents.count ? documentAt(ground, index) : undefined;
    },
    account: (id) => {
      const persona = personas.find((account) => account.id === id);
      if (persona !== undefined) return persona;
      const index = /^A-\d{6}$/u.test(id) ? Number(id.slice(2)) - 1 : -1;
      return index >= 0 && index < plainAccounts && accountIdAt(index) === id ? accountAt(ground, index) : undefined;
    },
    memberIdAt: (index) => memberId(index + 1),
    documentIdAt: (index) => (index < documents.count ? documentId(index) : FIXTURE_IDS[index - documents.count]!),
    truth: (kind, from, to) => {
      if (kind === 'members')
        return noted(volumes.members, (index, note) => memberAt(ground, index + 1, note), from, to);
      if (kind === 'tasks') return noted(volumes.tasks, (index, note) => taskAt(ground, index, note), from, to);
      return noted(volumes.documents, documentByIndex, from, to);
    },
  };
}

/** Records of the indices from … to-1, made one by one as they are taken. */
function* each<T>(count: number, make: (index: number) => T, from = 0, to = count): Iterable<T> {
  for (let index = Math.max(0, from); index < Math.min(to, count); index += 1) yield make(index);
}

function* noted(
  count: number,
  make: (index: number, note: (defect: Defect) => void) => unknown,
  from = 0,
  to = count,
): Iterable<Defect> {
  for (let index = Math.max(0, from); index < Math.min(to, count); index += 1) {
    const found: Defect[] = [];
    make(index, (defect) => found.push(defect));
    yield* found.toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  }
}
