import { startGateway, type GatewayUnderLoad } from './gateway-under-load.js';
import { putUnderLoad } from './load.js';
import { referenceData, withRefusedField, type Workload } from './operations.js';
import type { Stubs } from './stubs.js';
import type { Kind } from './switches.js';

/** One gateway, as it is asked in one scenario. */
export interface Entrant {
  readonly name: string;
  readonly what: Kind;
  /** Whether it is asked for a field besides that it refuses; where not said, one that has access control on is. */
  readonly refuses?: boolean;
}

/** What one round showed of one gateway. Milliseconds and MiB. */
export interface Round {
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
  readonly rss: number;
  readonly requests: number;
  readonly answers: number;
  /** Answers that differ from the reference: with one of them, the run does not count. */
  readonly wrong: number;
  /** Of all requests, in percent. */
  readonly turnedAway: number;
}

/** How much longer than a round everybody runs before the first: code is compiled by how often it ran. */
const WARMING = 3;

export interface Scenario {
  readonly workload: Workload;
  readonly connections: number;
  readonly stubs: Stubs;
  readonly rounds: number;
  readonly milliseconds: number;
}

/**
 * Rounds of all gateways in turn, so that a machine that slows down slows them all; every other round goes backwards, so
 * that none always comes behind the same one.
 */
export async function measureRounds(
  entrants: readonly Entrant[],
  scenario: Scenario,
  progress: (text: string) => void,
): Promise<ReadonlyMap<string, readonly Round[]>> {
  const { workload, stubs, rounds } = scenario;
  const running = new Map<Entrant, GatewayUnderLoad>();
  const shown = new Map<string, Round[]>(entrants.map(({ name }) => [name, []]));
  try {
    for (const entrant of entrants) {
      running.set(entrant, await startGateway({ what: entrant.what, subgraphs: stubs.port, query: workload.query }));
    }
    for (let round = -1; round < rounds; round += 1) {
      const inOrder = [...running];
      for (const [entrant, gateway] of round % 2 === 0 ? inOrder : inOrder.toReversed()) {
        progress(
          `${workload.name}, ${scenario.connections} connections: ${round < 0 ? 'warming' : `round ${round + 1}`}, ${entrant.name}`,
        );
        const made = await oneRound(entrant, gateway, scenario, round < 0, progress);
        if (round >= 0) shown.get(entrant.name)!.push(made);
      }
    }
    return shown;
  } finally {
    await Promise.all([...running.values()].map((gateway) => gateway.stop()));
  }
}

/** Whether the operation asks for the field that this gateway refuses. */
const refusesOne = ({ what, refuses }: Entrant): boolean => refuses ?? (what.kind === 'ours' && what.switches.access);

async function oneRound(
  entrant: Entrant,
  gateway: GatewayUnderLoad,
  { workload, connections, stubs, milliseconds }: Scenario,
  warming: boolean,
  progress: (text: string) => void,
): Promise<Round> {
  const refused = refusesOne(entrant);
  const before = await gateway.usage();
  const asked = stubs.requests;
  const load = await putUnderLoad({
    url: gateway.url,
    query: refused ? withRefusedField(workload.query) : workload.query,
    connections,
    milliseconds: warming ? WARMING * milliseconds : milliseconds,
    expected: expectedOf(workload, refused),
  });
  const after = await gateway.usage();
  if (load.wrong > 0 && !warming) progress(`${entrant.name}: ${load.wrong} wrong answers, such as ${load.firstWrong}`);
  return {
    cpu: (after.cpu - before.cpu) / load.answers,
    p50: load.p50,
    p99: load.p99,
    rss: after.rss / 2 ** 20,
    requests: (stubs.requests - asked) / load.answers,
    answers: load.answers,
    wrong: load.wrong,
    turnedAway: (100 * load.turnedAway) / (load.answers + load.turnedAway),
  };
}

const references = new Map<string, Buffer>();

function expectedOf(workload: Workload, refused: boolean): Buffer {
  const key = `${workload.name} ${refused}`;
  let expected = references.get(key);
  if (expected === undefined)
    references.set(key, (expected = Buffer.from(`"data":${referenceData(workload, refused)}`)));
  return expected;
}
