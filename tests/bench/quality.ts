import { CHECKS } from '@agency-graph/members';
import { withClient } from '@agency-graph/postgres';
import { inconsistentCompletion } from '@agency-graph/tasks';
import { createWorld, type World } from '@agency-graph/world';
import type { Bench, BenchGoal, BenchOptions, BenchResult } from './bench.js';
import { databaseName, isLoaded, load, startServer } from './members/database.js';
import { checkDocuments } from './quality/document-checks.js';
import { scoreAll, type Finding, type Score } from './quality/score.js';

const PRECISION = 0.99;
const RECALL = 0.95;
/** Nothing in a record tells the day of the ceremony from the day of the decision: only the decision would. */
const UNDETECTABLE = 'Q14';

const DIMENSIONS: Readonly<Record<string, string>> = {
  ...CHECKS,
  Q14: 'CREDIBILITY',
  Q21: 'CONSISTENCY',
  Q22: 'CONSISTENCY',
  Q23: 'CREDIBILITY',
};

const bench: Bench = {
  name: 'quality',
  says: 'what the detectors find in stored records against the defects that were put in',
  run: runQuality,
};
export default bench;

async function runQuality({ quick, seed, progress }: BenchOptions): Promise<BenchResult> {
  const world = createWorld(quick ? 'small' : 'medium', seed);
  const found = [...(await memberIssues(world, progress)), ...taskIssues(world), ...documentIssues(world, progress)];
  progress('scoring');
  return report(world, scoreAll(found, truth(world)));
}

/** What the members agency stored of its own records when it took them in. */
async function memberIssues(world: World, progress: (text: string) => void): Promise<readonly Finding[]> {
  const server = await startServer();
  try {
    if (!(await isLoaded(server, 'members', world))) await load(server, 'members', world, progress);
    const name = databaseName('members', world);
    return await withClient(server.url(name, name), async (client) => {
      const { rows } = await client.query<Finding>('select member_id as id, code, field from quality_issue');
      return rows;
    });
  } finally {
    await server.stop();
  }
}

const taskIssues = (world: World): readonly Finding[] =>
  [...world.tasks()].flatMap((task) => {
    const issue = inconsistentCompletion(task);
    return issue === undefined ? [] : [{ id: task.id, code: issue.code, field: issue.field }];
  });

function documentIssues(world: World, progress: (text: string) => void): readonly Finding[] {
  progress('checking documents');
  return [...checkDocuments(world.documents())];
}

function* truth(world: World): Generator<Finding> {
  for (const kind of ['members', 'tasks', 'documents'] as const) {
    for (const { recordId, code, field } of world.truth(kind)) yield { id: recordId, code, field };
  }
}

function report(world: World, scores: readonly Score[]): BenchResult {
  const detectable = scores.filter(({ code }) => code !== UNDETECTABLE);
  return {
    tables: [
      {
        title: `${world.counts.members.toLocaleString('en')} members, ${world.counts.tasks.toLocaleString('en')} tasks, ${world.counts.documents.toLocaleString('en')} documents`,
        head: ['code', 'dimension', 'injected', 'found', 'precision', 'recall'],
        rows: scores.map(({ code, injected, found, precision, recall }) => [
          code,
          DIMENSIONS[code] ?? '',
          String(injected),
          code === UNDETECTABLE ? 'undetectable' : String(found),
          code === UNDETECTABLE ? '–' : precision.toFixed(4),
          code === UNDETECTABLE ? '–' : recall.toFixed(4),
        ]),
      },
    ],
    goals: {
      'lowest precision': lowest(detectable, 'precision', PRECISION),
      'lowest recall': lowest(detectable, 'recall', RECALL),
      'codes detected': {
        goal: Object.keys(DIMENSIONS).length - 1,
        measured: detectable.filter(({ found }) => found > 0).length,
        ok: detectable.filter(({ found }) => found > 0).length === Object.keys(DIMENSIONS).length - 1,
      },
    },
    figures: { size: world.size, scores },
  };
}

function lowest(scores: readonly Score[], figure: 'precision' | 'recall', least: number): BenchGoal {
  const [worst] = scores.toSorted((a, b) => a[figure] - b[figure]);
  const value = worst?.[figure] ?? 0;
  return { goal: `≥ ${least}`, measured: `${value.toFixed(4)} (${worst?.code ?? 'none'})`, ok: value >= least };
}
