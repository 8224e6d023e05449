import { launchSystem } from '../system/support/start-system.js';
import { systemAt, type System } from '../system/support/system.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { ms, quantiles } from './statistics.js';
import { createRandom } from '../support/random.js';
import { mannWhitney } from './timing/mann-whitney.js';

const SAMPLES = 1_000;
const QUICK_SAMPLES = 200;
/** Ids of each kind at most; each is asked for many times, as one who guesses would. */
const MOST_IDS = 40;
/** Two samples of one distribution differ as much as this once in a hundred times: then another seed tells. */
const LIKELY = 0.01;

const bench: Bench = {
  name: 'timing',
  says: 'whether the time of an answer tells that there is a row which the caller may not see',
  run: runTiming,
};
export default bench;

/** One field by which rows are looked up, and a caller who may see some of them. */
interface Lookup {
  readonly what: string;
  readonly caller: string;
  readonly query: string;
  /** Ids of rows that are there, and not for this caller; and of one that is shown, to compare with. */
  readonly forbidden: readonly string[];
  readonly shown: string;
  readonly isThere: (id: string) => boolean;
}

interface Measured {
  readonly lookup: Lookup;
  readonly forbidden: readonly number[];
  readonly unknown: readonly number[];
  readonly shown: readonly number[];
  readonly p: number;
}

async function runTiming({ quick, seed, cases, progress }: BenchOptions): Promise<BenchResult> {
  const samples = cases ?? (quick ? QUICK_SAMPLES : SAMPLES);
  const started = await launchSystem({ size: 'tiny' });
  try {
    await started.ready;
    const system = systemAt(started, 'tiny');
    const measured: Measured[] = [];
    for (const lookup of lookupsOf(system)) measured.push(await measure(system, lookup, samples, seed, progress));
    return {
      tables: [
        {
          title: `${samples} times each, in random order`,
          head: [
            'field',
            'ids',
            'p50 forbidden',
            'p50 unknown',
            'p99 forbidden',
            'p99 unknown',
            'p50 shown',
            'p of Mann–Whitney',
          ],
          rows: measured.map(({ lookup, forbidden, unknown, shown, p }) => [
            lookup.what,
            String(lookup.forbidden.length),
            ...[quantiles(forbidden).p50, quantiles(unknown).p50].map(ms),
            ...[quantiles(forbidden).p99, quantiles(unknown).p99].map(ms),
            ms(quantiles(shown).p50),
            p.toFixed(3),
          ]),
        },
      ],
      goals: Object.fromEntries(
        measured.map(({ lookup, p }) => [
          `${lookup.what}: forbidden and unknown are one distribution`,
          { goal: `p > ${LIKELY}`, measured: p.toFixed(3), ok: p > LIKELY },
        ]),
      ),
      figures: Object.fromEntries(
        measured.map(({ lookup, p, ...times }) => [
          lookup.what,
          { p, ...Object.fromEntries(Object.entries(times).map(([kind, all]) => [kind, quantiles(all)])) },
        ]),
      ),
    };
  } finally {
    await started.stop();
  }
}

function lookupsOf({ world }: System): readonly Lookup[] {
  const some = (ids: Iterable<{ readonly id: string }>): readonly string[] =>
    [...ids].map(({ id }) => id).slice(0, MOST_IDS);
  const among = (rows: Iterable<{ readonly id: string }>): ((id: string) => boolean) => {
    const ids = new Set([...rows].map(({ id }) => id));
    return (id) => ids.has(id);
  };
  return [
    {
      what: 'member',
      caller: 'P3',
      query: 'query ($id: ID!) { found: member(id: $id) { fullName } }',
      forbidden: some([...world.members()].filter(({ cellId }) => cellId.startsWith('G11.'))),
      shown: 'M-000123',
      isThere: among(world.members()),
    },
    {
      what: 'document',
      caller: 'P1',
      query: 'query ($id: ID!) { found: document(id: $id) { abstract } }',
      forbidden: ['D-NS-0042'],
      shown: [...world.documents()].find(({ secrecy }) => secrecy === 'UNCLASSIFIED')!.id,
      isThere: among(world.documents()),
    },
    {
      what: 'task',
      caller: 'P1',
      query: 'query ($id: ID!) { found: task(id: $id) { title } }',
      forbidden: some([...world.tasks()].filter(({ secrecy }) => secrecy === 'TOP_SECRET')),
      shown: 'T-S2-007',
      isThere: among(world.tasks()),
    },
  ];
}

/** Asks for what is forbidden and what nobody has, in pairs of which either may be first. */
async function measure(
  system: System,
  lookup: Lookup,
  samples: number,
  seed: string,
  progress: (text: string) => void,
): Promise<Measured> {
  const random = createRandom(`${seed} ${lookup.what}`);
  const unknown = lookup.forbidden.map((id) => nobodys(id, random));
  const taken = unknown.find(lookup.isThere);
  if (taken !== undefined) throw new Error(`${taken} is somebody’s`);
  const time = async (id: string, isShown: boolean): Promise<number> => {
    const { token, purpose } = system.as(lookup.caller);
    const body = JSON.stringify({ query: lookup.query, variables: { id } });
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...(purpose === null ? {} : { 'access-purpose': purpose }),
    };
    const begun = performance.now();
    const response = await fetch(`${system.url}/graphql`, { method: 'POST', headers, body });
    const text = await response.text();
    const took = performance.now() - begun;
    const { data } = JSON.parse(text) as { data?: { found: unknown } };
    if (data === undefined || (data.found !== null) !== isShown) throw new Error(`${id} was answered ${text}`);
    return took;
  };
  // Every name is made and every plan before the first measurement.
  for (const id of [...lookup.forbidden, ...unknown]) await time(id, false);
  const times = { forbidden: [] as number[], unknown: [] as number[], shown: [] as number[] };
  for (let at = 0; at < samples; at += 1) {
    const kinds = random(2) === 0 ? (['forbidden', 'unknown'] as const) : (['unknown', 'forbidden'] as const);
    const ids = { forbidden: lookup.forbidden, unknown };
    for (const kind of kinds) times[kind].push(await time(ids[kind][at % unknown.length]!, false));
    times.shown.push(await time(lookup.shown, true));
    if (at % 200 === 199) progress(`${lookup.what}: ${at + 1} of ${samples}`);
  }
  return { lookup, ...times, p: mannWhitney(times.forbidden, times.unknown) };
}

/** An id of the same form that no row has: none is so high. */
function nobodys(id: string, random: (below: number) => number): string {
  const digits = /\d+$/.exec(id)![0].length;
  const high = String(10 ** digits - 1 - random(10 ** (digits - 1)));
  return `${id.slice(0, -digits)}${high}`;
}
