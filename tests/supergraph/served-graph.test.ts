import { ensureKeys, loadPublicKey } from '@agency-graph/contract';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { ProcessConfig } from '../../gateway/src/config.js';
import { openCedar } from '../../gateway/src/start/cedar.js';
import { loadFiles } from '../../gateway/src/start/load-files.js';
import { graphOf, loadGraph, type LoadedGraph, type ReachedSubgraph } from '../../gateway/src/start/load-graph.js';
import { NO_POLICY_FOLLOWED, openPolicy } from '../../gateway/src/start/policy.js';
import { serveGraph, type ServedGraph } from '../../gateway/src/start/served-graph.js';
import { current } from '../../gateway/src/supergraph/reload.js';
import { createLeaving } from '../../gateway/src/supergraph/leaving.js';
import { createSubgraphClient } from '../../gateway/src/execute/subgraph-client.js';
import { UNSIGNED } from '../../gateway/src/execute/wire-headers.js';
import { DIGEST, excepting } from '../gateway/fixture/digest-agency.js';
import { writeGraph, writePolicy } from '../gateway/fixture/gateway-process.js';
import { OPINIONS_SDL } from '../gateway/fixture/opinions-sdl.js';
import { STATS } from '../gateway/fixture/stats-agency.js';
import { supergraphOf } from '../support/plain-subgraphs.js';
import { CALLER } from '../support/small-graph.js';

const SOON = { timeout: 30_000, interval: 20 };

const SDL = 'type Query { staff: String @policy(policies: [["staff"]]) }';
const STAFF = 'permit (principal, action == Action::"staff", resource);\n// end\n';
const NOBODY = 'forbid (principal, action == Action::"staff", resource);\n// end\n';

/** A served graph whose policies a test writes; they are looked at as soon as they are. */
async function served() {
  const directory = mkdtempSync(join(tmpdir(), 'served-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const supergraphFile = join(directory, 'graph.graphql');
  const supergraph = supergraphOf({ one: { sdl: SDL } });
  writeFileSync(supergraphFile, supergraph);
  const file = join(directory, 'staff.cedar');
  writeFileSync(file, NOBODY);
  const log = pino({ level: 'silent' });
  const process_ = { supergraphFile, profile: 'conformance', routingUrl: () => null } as Partial<ProcessConfig>;
  const load = async (): Promise<LoadedGraph> => graphOf(await loadFiles(process_ as ProcessConfig));
  const graph = await serveGraph({
    graph: await load(),
    load,
    policy: NO_POLICY_FOLLOWED,
    cedar: openCedar(directory, { event: () => Promise.reject(new Error('nothing is undecided here')) }, log),
    operations: NO_POLICY_FOLLOWED,
    open: () => ({
      open: () => () => Promise.reject(new Error('nobody is asked')),
      misformed: () => {},
      state: () => ({ breaker: 'closed', inFlight: 0, waiting: 0 }),
      close: () => Promise.resolve(),
    }),
    today: () => '2026-03-15',
    log,
  });
  graph.follow();
  onTestFinished(async () => {
    await graph.close();
    await current(graph.generations).planner.close();
  });
  const write = (text: string): void => {
    writeFileSync(file, text);
    process.emit('SIGHUP');
  };
  return {
    graph,
    write,
    spoilGraph: () => writeFileSync(supergraphFile, 'type Query {'),
    mendGraph: () => writeFileSync(supergraphFile, supergraph),
    holds: () => current(graph.generations).rules.decidePolicy('staff', CALLER),
    refused: () => refusedBy(graph),
  };
}

/** What is refused, by part. */
const refusedBy = (graph: ServedGraph): Readonly<Record<string, string>> =>
  Object.fromEntries(graph.state().refused.map(({ part, problem }) => [part, problem]));

const ended = async (promise: Promise<void>): Promise<boolean> =>
  Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => void setImmediate(resolve, false))]);

test('187: a right that is taken away does not wait for the slowest request on the graph before', async () => {
  const { graph, write } = await served();
  const slow = graph.generations.lease();
  onTestFinished(slow.release);
  write(STAFF);
  await expect.poll(() => graph.state().taken, SOON).toBe(1);
  write(`${STAFF}\n${NOBODY}`);
  await expect.poll(() => graph.state().taken, SOON).toBe(2);
});

test('while the graph on disk is refused, Cedar policies close at once, and open nothing until it is mended', async () => {
  const { write, spoilGraph, mendGraph, holds, refused } = await served();
  const waiting = { cedar: expect.stringContaining('permit only what those before did') as string };
  const broken = { graph: expect.any(String) as string };
  spoilGraph();
  write(STAFF);
  await expect.poll(refused, SOON).toEqual({ ...broken, ...waiting });
  expect(holds()).toBe(false);
  mendGraph();
  await expect.poll(holds, SOON).toBe(true);
  expect(refused()).toEqual({});

  spoilGraph();
  write(`${STAFF}${NOBODY}`);
  await expect.poll(holds, SOON).toBe(false);
  write('permit (');
  await expect.poll(refused, SOON).toEqual({ ...broken, cedar: expect.stringContaining('staff.cedar:1:') as string });
  expect(holds()).toBe(false);
  write(STAFF);
  await expect.poll(holds, SOON).toBe(true);
  expect(refused()).toEqual(broken);
  mendGraph();
  await expect.poll(refused, SOON).toEqual({});
  expect(holds()).toBe(true);
});

test('while the graph on disk is refused, Cedar policies that are touched change nothing', async () => {
  const { graph, write, spoilGraph, holds, refused } = await served();
  spoilGraph();
  const looked = async (text: string): Promise<unknown> => {
    const { refusals } = graph.state();
    write(text);
    await expect.poll(() => graph.state().refusals, SOON).toBeGreaterThan(refusals);
    const { policy, taken } = graph.state();
    return { policy, taken };
  };
  const first = await looked(NOBODY);
  expect(await looked(NOBODY)).toEqual(first);
  expect(Object.keys(refused())).toEqual(['graph']);
  const both = await looked(STAFF);
  expect(both).toMatchObject({ taken: 1 });
  expect(await looked(STAFF)).toEqual(both);
  expect(Object.keys(refused())).toEqual(['graph', 'cedar']);
  expect(holds()).toBe(false);
});

test('while the graph on disk is refused, Cedar policies that close by mistake are mended or taken back at once', async () => {
  const { graph, write, spoilGraph, holds, refused } = await served();
  write(STAFF);
  await expect.poll(holds, SOON).toBe(true);
  const { policy } = graph.state();
  spoilGraph();
  write(NOBODY);
  await expect.poll(holds, SOON).toBe(false);
  write(`// as it was meant\n${STAFF}`);
  await expect.poll(holds, SOON).toBe(true);
  expect(Object.keys(refused())).toEqual(['graph', 'cedar']);
  write(NOBODY);
  await expect.poll(holds, SOON).toBe(false);
  write(STAFF);
  await expect.poll(holds, SOON).toBe(true);
  expect(Object.keys(refused())).toEqual(['graph']);
  expect(graph.state().policy).toBe(policy);
});

test('a graph that is closed has nobody on it, nor on one before', async () => {
  const { graph, write } = await served();
  const slow = graph.generations.lease();
  write(STAFF);
  await expect.poll(() => graph.state().taken, SOON).toBe(1);
  const closed = graph.close();
  expect(await ended(closed)).toBe(false);
  slow.release();
  await closed;
});

test('clients that a graph may still ask are kept until every graph before is left, whichever is left first', async () => {
  let gone = 0;
  const failures: unknown[] = [];
  const leaving = createLeaving(
    () => (gone += 1),
    (error) => failures.push(error),
  );
  let release = (): void => {};
  leaving.leave(new Promise((resolve) => (release = resolve)));
  leaving.leave(Promise.reject(new Error('its planner does not end')));
  expect(await ended(leaving.close())).toBe(false);
  expect(gone).toBe(0);
  release();
  await leaving.close();
  expect(gone).toBe(1);
  expect(failures).toEqual([new Error('its planner does not end')]);
});

test('clients that cannot be dropped are told of, and nobody who leaves or closes fails for them', async () => {
  const failures: unknown[] = [];
  const wrong = new Error('a client does not end');
  const leaving = createLeaving(
    () => {
      throw wrong;
    },
    (error) => failures.push(error),
  );
  leaving.leave(Promise.resolve());
  await leaving.close();
  expect(failures).toEqual([wrong]);
});

const NOBODY_ASKED = 'http://127.0.0.1:1';

/** How a test comes between a graph being read and it being served. */
type AfterRead = (read: LoadedGraph) => LoadedGraph;

interface Logged {
  readonly level: number;
  readonly msg: string;
  readonly coordinates?: readonly string[];
}

/** A labelled graph and its policy, which are files that a test writes. */
async function checkout({
  before = () => {},
  atStart = (read) => read,
  load = async (process_) => graphOf(await loadFiles(process_)),
}: {
  readonly before?: (directory: string) => void;
  readonly atStart?: AfterRead;
  readonly load?: (process_: ProcessConfig, signal: AbortSignal) => Promise<LoadedGraph>;
} = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'served-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const keys = join(directory, 'keys');
  writeGraph(directory, NOBODY_ASKED);
  writePolicy(directory);
  const cedar = join(directory, 'cedar');
  mkdirSync(cedar);
  writeFileSync(join(cedar, 'staff.cedar'), NOBODY);
  ensureKeys(keys, { subgraphs: ['opinions'] });
  const logged: Logged[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void logged.push(JSON.parse(line) as Logged) });
  const process_ = {
    supergraphFile: join(directory, 'supergraph.yaml'),
    profile: null,
    routingUrl: () => null,
    keysElsewhere: false,
  } as Partial<ProcessConfig> as ProcessConfig;
  const read = atStart(graphOf(await loadFiles(process_)));
  before(directory);
  const opened: ReachedSubgraph[] = [];
  let afterRead: AfterRead = (graph) => graph;
  const graph = await serveGraph({
    graph: read,
    policy: openPolicy(join(directory, 'policy')),
    cedar: openCedar(cedar, { event: () => Promise.reject(new Error('nothing is undecided here')) }, log),
    today: () => '2026-03-15',
    operations: NO_POLICY_FOLLOWED,
    open(subgraph) {
      opened.push(subgraph);
      return createSubgraphClient(subgraph, UNSIGNED);
    },
    log,
    load: async (signal) => afterRead(await load(process_, signal)),
  });
  graph.follow();
  onTestFinished(async () => {
    await graph.close();
    await current(graph.generations).planner.close();
    await graph.clients.close();
  });
  const at = (file: string): string => join(directory, file);
  return {
    graph,
    directory,
    opened,
    keys,
    logged,
    /** Graph and policy as they are served. */
    now: () => current(graph.generations),
    refused: () => refusedBy(graph),
    hasField: (name: string) => name in current(graph.generations).apiSchema.getQueryType()!.getFields(),
    /** What the scope table grants of authors. */
    granted: () => current(graph.generations).rules.policy.at('2026-03-15').grants.get('Author')![0]!.fields,
    /** Writes as an editor does: beside, and then in its place. */
    write(file: string, change: (text: string) => string) {
      writeFileSync(at(`${file}.new`), change(readFileSync(at(file), 'utf8')));
      renameSync(at(`${file}.new`), at(file));
    },
    addStats: () => writeGraph(directory, NOBODY_ASKED, [STATS]),
    afterRead: (then: AfterRead) => void (afterRead = then),
  };
}

/** A root field that was not there. */
const withLatest = (sdl: string): string =>
  sdl.replace(
    'type Query {',
    'type Query { latest: String @label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")',
  );
const NEXT = (text: string): string => text.replace('2026-03-01', '2026-03-02');

test('an agency whose key is missing refuses the graph alone: the policy is taken, and the graph once there is the key', async () => {
  const { graph, addStats, write, keys, refused, now } = await checkout();
  const version = now().version;
  addStats();
  write('policy/policy.yaml', NEXT);
  await expect.poll(refused, SOON).toEqual({ graph: expect.stringContaining('stats.pub is missing') });
  await expect.poll(() => now().policyVersion, SOON).toContain('2026-03-02');
  expect(now().version).toBe(version);
  ensureKeys(keys, { subgraphs: ['stats'] });
  await expect.poll(() => [...graph.clients.of(now().version).keys()], SOON).toEqual(['opinions', 'stats']);
  expect(refused()).toEqual({});
});

test('a key that is replaced in its file is the one that the agency is asked with', async () => {
  const { graph, opened, keys } = await checkout();
  rmSync(join(keys, 'opinions.pub'));
  ensureKeys(keys, { subgraphs: ['opinions'] });
  await expect.poll(() => graph.state().taken, SOON).toBe(1);
  expect(opened.map(({ publicKey }) => publicKey!.kid)).toEqual([
    expect.not.stringMatching(loadPublicKey(join(keys, 'opinions.pub')).kid),
    loadPublicKey(join(keys, 'opinions.pub')).kid,
  ]);
});

test('a graph waits for a policy that is refused, and both are taken at once', async () => {
  const { graph, write, refused, now, hasField } = await checkout();
  const versions = [now().version, now().policyVersion];
  write('policy/policy.yaml', (text) => NEXT(text).replace('rules:', 'rulez:'));
  write('opinions.graphql', withLatest);
  await expect.poll(refused, SOON).toEqual({
    policy: expect.stringMatching(/policy\.yaml:\d+: /),
    graph: 'The graph waits for the part `policy`, which is refused.',
  });
  expect([now().version, now().policyVersion]).toEqual(versions);
  write('policy/policy.yaml', (text) => text.replace('rulez:', 'rules:'));
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  expect(now().policyVersion).toContain('2026-03-02');
  expect(graph.state()).toMatchObject({ refused: [], taken: 1 });
});

test('a policy is taken while the graph is refused', async () => {
  const { write, refused, now } = await checkout();
  write('opinions.graphql', (sdl) => sdl.replace('type Query {', 'type Query { broken: Nothing'));
  await expect.poll(refused, SOON).toEqual({ graph: expect.stringContaining('Nothing') });
  write('policy/policy.yaml', NEXT);
  await expect.poll(() => now().policyVersion, SOON).toContain('2026-03-02');
  expect(refused()).toHaveProperty('graph');
});

/** More of authors than the table grants at first. */
const wider = (scope: string): string => scope.replace('sharing: OPEN', 'sharing: DEFAULT');
/** Less of authors than the table grants at first, and that taken back. */
const closed = (scope: string): string => scope.replace('sharing: OPEN', 'sharing: OPEN, except: [home]');
const opened = (scope: string): string => scope.replace(', except: [home]', '');
const broken = (sdl: string): string => sdl.replace('type Query {', 'type Query { broken: Nothing');
const MAY_OPEN = expect.stringContaining('The policy may open something, and waits for the schemas') as string;

test('while the graph on disk is refused, a policy closes at once, and one that opens waits to be taken with it', async () => {
  const { write, refused, hasField, granted } = await checkout();
  const refusedGraph = expect.stringContaining('Nothing') as string;
  write('opinions.graphql', broken);
  write('policy/scope.yaml', wider);
  await expect.poll(refused, SOON).toEqual({ graph: refusedGraph, policy: MAY_OPEN });
  expect(granted()).toEqual({ sharing: 'OPEN' });
  write('policy/scope.yaml', (text) => text.replace('sharing: DEFAULT', 'sharing: OPEN, except: [home]'));
  await expect.poll(granted, SOON).toEqual({ sharing: 'OPEN', except: ['home'] });
  expect(refused()).toEqual({ graph: refusedGraph });
  write('policy/scope.yaml', wider);
  await expect.poll(refused, SOON).toEqual({ graph: refusedGraph, policy: MAY_OPEN });
  write('opinions.graphql', () => withLatest(OPINIONS_SDL));
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  expect(granted()).toEqual({ sharing: 'DEFAULT', except: ['home'] });
  expect(refused()).toEqual({});
});

test('while the graph on disk is refused, a policy that closes by mistake is taken back at once, but no further', async () => {
  const { write, refused, granted } = await checkout();
  const refusedGraph = expect.stringContaining('Nothing') as string;
  write('opinions.graphql', broken);
  write('policy/scope.yaml', closed);
  await expect.poll(granted, SOON).toEqual({ sharing: 'OPEN', except: ['home'] });
  write('policy/scope.yaml', opened);
  await expect.poll(granted, SOON).toEqual({ sharing: 'OPEN' });
  expect(refused()).toEqual({ graph: refusedGraph });
  write('policy/scope.yaml', wider);
  await expect.poll(refused, SOON).toEqual({ graph: refusedGraph, policy: MAY_OPEN });
  expect(granted()).toEqual({ sharing: 'OPEN' });
});

test('a policy that closed while the graph on disk was refused is not taken back at the next refusal', async () => {
  const { directory, write, refused, granted } = await checkout();
  const [good, aside] = [join(directory, 'opinions.graphql'), join(directory, 'opinions.aside')];
  const spoil = (): void => {
    renameSync(good, aside);
    writeFileSync(good, broken(OPINIONS_SDL));
  };
  const refusedGraph = expect.stringContaining('Nothing') as string;
  spoil();
  await expect.poll(refused, SOON).toEqual({ graph: refusedGraph });
  write('policy/scope.yaml', closed);
  await expect.poll(granted, SOON).toEqual({ sharing: 'OPEN', except: ['home'] });
  // The very file that is served comes back: no other graph is taken, and the rules are those that it is served with.
  renameSync(aside, good);
  await expect.poll(refused, SOON).toEqual({});
  spoil();
  write('policy/scope.yaml', opened);
  await expect.poll(refused, SOON).toEqual({ graph: refusedGraph, policy: MAY_OPEN });
  expect(granted()).toEqual({ sharing: 'OPEN', except: ['home'] });
});

test('rules that are written with a graph while another one is read are not served with that', async () => {
  const { write, refused, hasField, granted, afterRead } = await checkout();
  let edited = false;
  afterRead((read) => {
    if (!edited) {
      write('opinions.graphql', broken);
      write('policy/scope.yaml', wider);
    }
    edited = true;
    return read;
  });
  write('opinions.graphql', withLatest);
  await expect.poll(refused, SOON).toEqual({ graph: expect.stringContaining('Nothing') as string, policy: MAY_OPEN });
  expect(hasField('latest')).toBe(false);
  expect(granted()).toEqual({ sharing: 'OPEN' });
});

test('a graph whose files are touched while it is read is served, and read again', async () => {
  const { write, refused, hasField, afterRead } = await checkout();
  let reads = 0;
  afterRead((read) => {
    reads += 1;
    write('opinions.graphql', (sdl) => sdl);
    return read;
  });
  write('opinions.graphql', withLatest);
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  await expect.poll(() => reads, SOON).toBeGreaterThan(1);
  expect(refused()).toEqual({});
});

test('a graph whose files never rest while rules change with them is refused, and served once they do', async () => {
  const { write, refused, hasField, afterRead } = await checkout();
  let day = 1;
  afterRead((read) => {
    write('opinions.graphql', (sdl) => sdl);
    write('policy/policy.yaml', (text) => text.replace(/2026-03-\d+/, `2026-03-${10 + ((day += 1) % 10)}`));
    return read;
  });
  write('opinions.graphql', withLatest);
  await expect
    .poll(refused, SOON)
    .toEqual({ graph: expect.stringMatching(/files do not rest.*: it is read again/) as string });
  expect(hasField('latest')).toBe(false);
  afterRead((read) => read);
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  expect(refused()).toEqual({});
});

test('a start is with the graph that is on disk once the rules are read, or ends where that is none', async () => {
  const edit =
    (change: (sdl: string) => string) =>
    (directory: string): void => {
      const schema = join(directory, 'opinions.graphql');
      writeFileSync(schema, change(readFileSync(schema, 'utf8')));
      writeFileSync(
        join(directory, 'policy/scope.yaml'),
        wider(readFileSync(join(directory, 'policy/scope.yaml'), 'utf8')),
      );
    };
  const { hasField, granted } = await checkout({ before: edit(withLatest) });
  expect([hasField('latest'), granted()]).toEqual([true, { sharing: 'DEFAULT' }]);
  await expect(checkout({ before: edit(broken) })).rejects.toThrow('Nothing');
});

test('a start ends where the graph’s files never rest while rules change with them: nothing is read again until the next', async () => {
  let day = 1;
  const touch = (directory: string): void => {
    const edit = (file: string, change: (text: string) => string): void => {
      writeFileSync(join(directory, `${file}.new`), change(readFileSync(join(directory, file), 'utf8')));
      renameSync(join(directory, `${file}.new`), join(directory, file));
    };
    edit('opinions.graphql', (sdl) => sdl);
    edit('policy/policy.yaml', (text) => text.replace(/2026-03-\d+/, `2026-03-${10 + (day += 1)}`));
  };
  const load = async (process_: ProcessConfig): Promise<LoadedGraph> => {
    const read = graphOf(await loadFiles(process_));
    touch(dirname(process_.supergraphFile));
    return read;
  };
  await expect(checkout({ before: touch, load })).rejects.toThrow(/files do not rest.*: start again once they do\.$/);
});

test('neither a policy that names what the graph lacks is served, nor a graph that lacks what the policy names', async () => {
  const { now, refused, write } = await checkout();
  const { policyVersion, version } = now();
  // Misspelt, it excepts nothing.
  write('policy/scope.yaml', (text) => text.replace('sharing: OPEN', 'sharing: OPEN, except: [hoem]'));
  const misspelt = expect.stringMatching(/scope\.yaml:\d+: the graph has no Author\.hoem/) as string;
  await expect.poll(refused, SOON).toEqual({ policy: misspelt });
  write('policy/scope.yaml', (text) => text.replace('except: [hoem]', 'except: [home]'));
  await expect.poll(refused, SOON).toEqual({});
  expect(now().policyVersion).not.toBe(policyVersion);
  write('opinions.graphql', (text) => text.replace(/(type Author[^{]*\{[^}]*?)\bhome\b/, '$1house'));
  const renamed = expect.stringMatching(/the graph has no Author\.home/) as string;
  await expect.poll(refused, SOON).toEqual({ graph: renamed });
  expect(now().version).toBe(version);
  // The one waits for the other, and they are taken together.
  write('policy/scope.yaml', (text) => text.replace('except: [home]', 'except: [house]'));
  await expect.poll(() => now().version, SOON).not.toBe(version);
  expect(refused()).toEqual({});
});

test('115: neither a graph that computes a field from one that the policy excepts is served, nor a policy that excepts it later', async () => {
  const { now, refused, write, directory, keys } = await checkout();
  const { policyVersion, version } = now();
  const except = (...fields: readonly string[]): void =>
    write('policy/scope.yaml', (text) => excepting(text, ...fields));
  except('draft');
  await expect.poll(() => now().policyVersion, SOON).not.toBe(policyVersion);
  ensureKeys(keys, { subgraphs: ['digest'] });
  writeGraph(directory, NOBODY_ASKED, [DIGEST]);
  const wayRound = expect.stringMatching(
    /scope\.yaml:\d+: this line of R18 gives PublishedFeedback\.digest but not what it is made from: PublishedFeedback\.draft\. Except digest too, or name it in a line of its own/,
  ) as string;
  await expect.poll(refused, SOON).toEqual({ graph: wayRound });
  expect(now().version).toBe(version);
  except('draft', 'digest');
  await expect.poll(() => now().version, SOON).not.toBe(version);
  expect(refused()).toEqual({});
  const closed = now().policyVersion;
  except('draft');
  await expect.poll(refused, SOON).toEqual({ policy: wayRound });
  expect(now().policyVersion).toBe(closed);
});

test('a policy that does not fit holds back nothing of Cedar, and what was only looked at may go again', async () => {
  const { graph, directory, refused, write } = await checkout();
  const { taken } = graph.state();
  writeFileSync(join(directory, 'cedar/more.cedar'), NOBODY);
  write('policy/scope.yaml', (text) => text.replace('sharing: OPEN', 'sharing: OPEN, except: [hoem]'));
  await expect.poll(refused, SOON).toEqual({ policy: expect.stringContaining('Author.hoem') as string });
  expect(graph.state().taken).toBe(taken + 1);

  const looked = openCedar(
    join(directory, 'cedar'),
    { event: () => Promise.reject(new Error('nothing')) },
    pino({ level: 'silent' }),
  );
  writeFileSync(join(directory, 'cedar/never-served.cedar'), NOBODY);
  expect(looked.look()).not.toBeNull();
  rmSync(join(directory, 'cedar/never-served.cedar'));
  expect(() => looked.look()).not.toThrow();
  looked.look()?.take();
  rmSync(join(directory, 'cedar/more.cedar'));
  expect(() => looked.look()).toThrow('more.cedar is gone');
});

test('a policy that is written while the graph is read is in force with it', async () => {
  const { graph, write, now, afterRead, hasField } = await checkout();
  afterRead((read) => {
    write('policy/policy.yaml', NEXT);
    return read;
  });
  write('opinions.graphql', withLatest);
  await expect.poll(() => graph.state().taken, SOON).toBe(1);
  expect(hasField('latest')).toBe(true);
  expect(now().policyVersion).toContain('2026-03-02');
});

test('what is edited after it was read for the start, or while it is read for another graph, is served in the end', async () => {
  const { write, hasField, afterRead } = await checkout({
    before: (directory) => {
      const schema = join(directory, 'opinions.graphql');
      writeFileSync(schema, withLatest(readFileSync(schema, 'utf8')));
    },
  });
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  let edited = false;
  afterRead((read) => {
    if (!edited) write('opinions.graphql', (sdl) => sdl.replace('last:', 'newest:'));
    edited = true;
    return read;
  });
  write('opinions.graphql', (sdl) => sdl.replace('latest:', 'last:'));
  await expect.poll(() => hasField('newest'), SOON).toBe(true);
});

/** A graph over which no planner can begin. */
const unplannable: AfterRead = (read) => ({ ...read, loaded: { ...read.loaded, sdl: 'type Query' } });

test('a start with a graph over which no planner can begin fails, and says why', async () => {
  await expect(checkout({ atStart: unplannable })).rejects.toThrow(/Invalid supergraph/);
});

test('a graph over which no planner can begin is refused, and the policy is taken', async () => {
  const { write, refused, now, afterRead, hasField } = await checkout();
  afterRead(unplannable);
  write('opinions.graphql', withLatest);
  write('policy/policy.yaml', NEXT);
  await expect.poll(refused, SOON).toEqual({ graph: expect.stringContaining('Invalid supergraph') });
  await expect.poll(() => now().policyVersion, SOON).toContain('2026-03-02');
  expect(hasField('latest')).toBe(false);
});

/** So many types that all lead to each other that composing them takes many times what is waited for here. */
function withMany(sdl: string): string {
  const label = '@label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")';
  const names = Array.from({ length: 200 }, (_, at) => `Many${at}`);
  const fields = names.map((name) => `to${name}: ${name}`).join(' ');
  const types = names.map((name) => `type ${name} ${label} { ${fields} }\n`).join('');
  return sdl.replace('type Query {', `${types} type Query { many: Many0 ${label} `);
}

test('a graph that is not composed in its time is refused until its files change, and holds up no rule', async () => {
  let loads = 0;
  const { write, refused, now, hasField } = await checkout({
    load({ supergraphFile }) {
      const args = ['--supergraph', supergraphFile];
      return (loads += 1) === 1 ? loadGraph({ args, deadline: 500 }) : loadGraph({ args });
    },
  });
  write('opinions.graphql', withMany);
  write('policy/policy.yaml', NEXT);
  const late = expect.stringContaining('The graph is not composed within 0.5 s') as string;
  await expect.poll(refused, SOON).toEqual({ graph: late });
  await expect.poll(() => now().policyVersion, SOON).toContain('2026-03-02');
  write('policy/policy.yaml', (text) => text.replace('2026-03-02', '2026-03-03'));
  await expect.poll(() => now().policyVersion, SOON).toContain('2026-03-03');
  expect([refused(), loads]).toEqual([{ graph: late }, 1]);

  write('opinions.graphql', () => withLatest(OPINIONS_SDL));
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  expect([refused(), loads]).toEqual([{}, 2]);
});

test('a graph that is closed gives up the one that it reads', async () => {
  let reading: Promise<LoadedGraph> | null = null;
  const { graph, write } = await checkout({
    load: ({ supergraphFile }, signal) => (reading = loadGraph({ args: ['--supergraph', supergraphFile], signal })),
  });
  write('opinions.graphql', withMany);
  await expect.poll(() => reading !== null, SOON).toBe(true);
  const given = reading!.then(
    () => 'read',
    () => 'given up',
  );
  await graph.close();
  expect(await given).toBe('given up');
  expect(graph.state()).toMatchObject({ taken: 0, refused: [] });
});

test('what no line gives to anybody is told before it is served: a warning of changes, which nothing else gives', async () => {
  const { logged, write, now } = await checkout();
  const { warn, info } = pino.levels.values;
  const told = () => logged.filter(({ coordinates }) => coordinates !== undefined);
  expect(told()).toEqual([
    expect.objectContaining({
      level: warn,
      msg: 'no line of the scope table gives these to anybody',
      coordinates: ['Organisation', 'Mutation.publish'],
    }),
  ]);
  const line = '{ type: Mutation, rule: R18, to: everyone, rows: every, fields: { only: [publish] }, purposes: any }';
  const before = now().policyVersion;
  write('policy/scope.yaml', (text) => text.replace('grants:\n', `grants:\n  - ${line}\n`));
  await expect.poll(() => now().policyVersion, SOON).not.toBe(before);
  expect(logged.slice(-2)).toEqual([
    expect.objectContaining({ level: info, coordinates: ['Organisation'] }),
    expect.objectContaining({ msg: 'another graph is served' }),
  ]);
});
