import { parentPort, workerData } from 'node:worker_threads';
import { readConfig } from '../config.js';
import { inBackground } from '../in-background.js';
import { loadFiles } from './load-files.js';
import type { LoadTask, Said } from './load-graph.js';

// The thread that loads a graph, by the arguments and the environment of its process.
if ((workerData as LoadTask).inBackground) inBackground();
const say = (said: Said): void => parentPort!.postMessage(said);
say(await loadFiles(readConfig(process.argv.slice(2))!, (reads) => say({ reads })));
