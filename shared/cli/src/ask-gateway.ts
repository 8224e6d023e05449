import { isLoopback } from '@agency-graph/contract';
import { resolve } from 'node:path';
import { keysFolder } from './start/keys.js';
import { CommandFailure, wrongUsage } from './exit.js';
import { findPersona, personaToken } from './token/persona-token.js';
import { demonstrationWorld } from './world.js';

/** Who asks a gateway from the command line, and which one. */
export interface Asker {
  /** Address of the gateway, e.g. `http://127.0.0.1:4000`. */
  readonly gateway: string;
  /** A persona of the demonstration. */
  readonly as?: string;
  /** A token of one's own, instead. */
  readonly token?: string;
  /** The purpose to declare; a persona's usual one when absent. */
  readonly purpose?: string;
  /** The case that it is asked for. */
  readonly case?: string;
  /** Folder of the run whose gateway is asked: where its demonstration's keys are. */
  readonly data: string;
}

/** As much of them as says who they are. */
export interface Login {
  readonly as?: string | undefined;
  readonly token?: string | undefined;
  readonly purpose?: string | undefined;
  readonly data: string;
}

interface GraphQLAnswer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLRefusal[];
}

interface GraphQLRefusal {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly access?: Access; readonly allowed?: readonly string[] };
}

/** Why a field is refused, as far as a gateway says. */
interface Access {
  readonly coordinate?: string;
  readonly reason?: string;
  readonly rule?: string;
  readonly missing?: string;
  readonly howToAsk?: { readonly command: string } | null;
}

type Variables = Readonly<Record<string, unknown>>;

/** Asks a gateway one query; errors of any kind end the command with what the gateway said. */
export const askGateway = <T>(asker: Asker, query: string, variables: Variables): Promise<T> =>
  askAt('/graphql', asker, query, variables);

/** The same at the auditors' endpoint. */
export const askAuditors = <T>(asker: Asker, query: string, variables: Variables): Promise<T> =>
  askAt('/audit/graphql', asker, query, variables);

async function askAt<T>(path: string, asker: Asker, query: string, variables: Variables): Promise<T> {
  const url = addressOf(path, asker);
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    headers: headersOf(asker),
    body: JSON.stringify({ query, variables }),
  }).catch(() => {
    throw new CommandFailure(`No gateway answers at ${asker.gateway}. Is it started? --gateway names another one.`);
  });
  const answer = (await response.json().catch(() => ({}))) as GraphQLAnswer;
  const [error] = answer.errors ?? [];
  if (error !== undefined) throw new CommandFailure(refusalText(error, response.status, asker));
  if (answer.data === undefined || answer.data === null)
    throw new CommandFailure(`What answers at ${asker.gateway} is no gateway.`);
  return answer.data as T;
}

function refusalText({ message, extensions }: GraphQLRefusal, status: number, asker: Asker): string {
  const { coordinate, reason, rule, missing, howToAsk } = extensions?.access ?? {};
  const why = [coordinate, reason, rule].filter(Boolean).join(' ');
  return [
    `${extensions?.code ?? status}: ${message}${why && ` (${why})`}`,
    missing && `Missing: ${missing}`,
    howToAsk && `Ask: ${howToAsk.command}`,
    extensions?.allowed && `Allowed: ${extensions.allowed.join(', ')}`,
    inOptions(extensions?.code, asker),
  ]
    .filter(Boolean)
    .join('\n');
}

/** Gateways name headers: what of it is said here by an option. */
function inOptions(code: string | undefined, { as, gateway, data }: Asker): string | undefined {
  if (code === 'CASE_NEEDED') return 'Name it here: --case <reference>';
  if (code === 'PURPOSE_REFUSED') return 'Name it here: --purpose <code>';
  if (code !== 'AUTH_ERROR') return undefined;
  return as === undefined
    ? `The token does not hold at ${gateway}, or no longer.`
    : `${gateway} does not know the keys of ${resolve(data)}: --data names the folder of its run, --gateway another one.`;
}

function addressOf(path: string, { gateway }: Asker): URL {
  if (!URL.canParse(gateway) || !/^https?:$/.test(new URL(gateway).protocol))
    throw wrongUsage(`"${gateway}" is not the address of a gateway, like http://127.0.0.1:4000.`);
  const url = new URL(path, gateway);
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw wrongUsage(`A token sent to ${gateway} could be read on the way: say an https address.`);
  return url;
}

function headersOf(asker: Asker): Headers {
  const { token, purpose } = loginOf(asker);
  const headers = new Headers({ 'content-type': 'application/json' });
  const set = (option: string, header: string, value: string): void => {
    if (!SENDABLE.test(value)) throw wrongUsage(`${option} has a character that a request cannot carry.`);
    headers.set(header, value);
  };
  set('--token', 'authorization', `Bearer ${token.trim()}`);
  if (purpose !== undefined) set('--purpose', 'access-purpose', purpose);
  if (asker.case !== undefined) set('--case', 'access-case', asker.case);
  return headers;
}

/** What a header may be (RFC 9110, 5.5). */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The token that somebody brings, and the purpose they declare. */
export function loginOf({ as, token, purpose, data }: Login): {
  readonly token: string;
  readonly purpose: string | undefined;
} {
  if ((as === undefined) === (token === undefined))
    throw wrongUsage('Say who asks: --as <persona>, or --token <token>, or AGENCY_GRAPH_TOKEN in the environment.');
  if (token !== undefined) return { token, purpose };
  const world = demonstrationWorld();
  const persona = findPersona(world.personas, as!);
  const login = personaToken(keysFolder(resolve(data)), world, persona, {}, Date.now());
  return { token: login, purpose: purpose ?? persona.defaultPurpose ?? undefined };
}
