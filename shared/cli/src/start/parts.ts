import { inRoot } from '../checkout.js';

export const AGENCIES = ['organisations', 'members', 'tasks', 'documents'] as const;
export type Agency = (typeof AGENCIES)[number];
export type PartName = Agency | 'gateway';

/** One process of the system and where it finds its things. */
export interface Part {
  readonly name: PartName;
  readonly port: number;
  /** Answers 200 when the part can serve. */
  readonly readyPath: string;
  readonly main: string;
  /** How Node runs it. */
  readonly node: readonly string[];
  /** What its environment says where nobody says otherwise. */
  readonly env: Readonly<Record<string, string>>;
  readonly seed: string;
  readonly migrations: string;
  /** Prefix of its environment variables. */
  readonly prefix: string;
  /** Roles of its database, besides the owner's and its own. */
  readonly roles: readonly string[];
}

/** Node's flags for whatever is ours. */
export const NODE_FLAGS: readonly string[] = [`--import=${new URL('./own-stacks.js', import.meta.url).href}`];
/**
 * What a request makes lives no longer than it does. With room for the young, MiB, less of it is kept: half as much takes a
 * tenth more of the time, for seventy megabytes less, and none of it grows through ten minutes of load. Threads have less:
 * see `start-thread.ts` of the gateway. Where most of what one place makes outlives a collection, as under load it does, V8
 * would make it among the old at once, and find it dead only by looking at everything: not to (`pretenuring`) saves a
 * twentieth, and a fifth with all protections off. And a collector that may let its old space grow to gigabytes lets it
 * grow to four times what is alive in it before it looks: with this bound it is a hundred megabytes less, for a tenth of
 * the time. Of what it may grow V8 leaves as much as the young have, and begins to mark before: with so much room for the
 * young that is nearly at once, several times a second, and each time all of the young that are alive become old. From
 * three tenths of what it may grow on (`marking`) it marks every few seconds, which is a tenth of the time less, for twenty
 * megabytes.
 */
const FLAGS_OF_GATEWAY = [
  ...NODE_FLAGS,
  '--max-semi-space-size=64',
  '--no-allocation-site-pretenuring',
  '--max-old-space-size=1024',
  '--incremental-marking-soft-trigger=30',
  '--incremental-marking-hard-trigger=80',
];
/** Bytes: what glibc begins with, and keeps to where it is named. */
const THRESHOLD = String(128 * 1024);
/**
 * glibc gives threads arenas of their own, and one that composed a graph leaves much of its arena unused behind. And it takes
 * what is as long as the longest piece that was ever given back, up to 32 MiB, from its heap instead of from the system:
 * long answers then leave holes in it, and it grows for as long as they come.
 */
const ENV_OF_GATEWAY = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: THRESHOLD,
  MALLOC_TRIM_THRESHOLD_: THRESHOLD,
};

const agency = (name: Agency, port: number): Part => ({
  name,
  port,
  readyPath: '/health',
  main: inRoot('subgraphs', name, 'dist/main.js'),
  node: NODE_FLAGS,
  env: {},
  seed: inRoot('subgraphs', name, 'dist/seed.js'),
  migrations: inRoot('subgraphs', name, 'migrations'),
  prefix: name.toUpperCase(),
  roles: [],
});

export const PARTS: Readonly<Record<PartName, Part>> = {
  organisations: agency('organisations', 4001),
  members: agency('members', 4002),
  tasks: agency('tasks', 4003),
  documents: agency('documents', 4004),
  gateway: {
    name: 'gateway',
    port: 4000,
    readyPath: '/readyz',
    main: inRoot('gateway/dist/main.js'),
    node: FLAGS_OF_GATEWAY,
    env: ENV_OF_GATEWAY,
    seed: inRoot('gateway/dist/seed.js'),
    migrations: inRoot('gateway/migrations'),
    prefix: 'GATEWAY',
    roles: ['index_writer', 'index_reader'],
  },
};

export const isPartName = (name: string): name is PartName => Object.hasOwn(PARTS, name);
