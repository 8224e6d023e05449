import { readFileSync } from 'node:fs';
import type { Language } from '@agency-graph/policy';
import { InvalidArgumentError, type Command } from 'commander';
import { askGateway, type Asker } from '../ask-gateway.js';
import { askerOptions } from '../asker-options.js';
import { EXIT, wrongUsage } from '../exit.js';
import { languageOption } from './rules.js';

interface Options extends Asker {
  readonly lang: Language;
  readonly operation?: string;
  readonly variables?: string;
  readonly json?: true;
}

interface Field {
  readonly path: readonly string[];
  readonly coordinate: string;
  readonly class: string;
  readonly decision: string;
  readonly reason: string | null;
  readonly rule: { readonly id: string; readonly title: string; readonly says: string } | null;
  readonly agreement: string | null;
  readonly condition: string | null;
  readonly steward: { readonly code: string; readonly name: string; readonly focalPoint: string } | null;
  readonly subgraphs: readonly string[];
  readonly missing: string | null;
  readonly howToAsk: { readonly command: string; readonly link: string } | null;
}

interface Explanation {
  readonly refusal: { readonly code: string; readonly says: string } | null;
  readonly purpose: string | null;
  readonly policyClock: string;
  readonly policyVersion: string;
  readonly supergraphVersion: string;
  readonly fields: readonly Field[];
  readonly rows: readonly { readonly type: string; readonly condition: string }[];
}

const EXPLAIN = `query Explain($query: String!, $operation: String, $variables: String, $language: Language!) {
  explain(query: $query, operationName: $operation, variables: $variables, language: $language) {
    refusal { code says } purpose policyClock policyVersion supergraphVersion
    fields {
      path coordinate class decision reason agreement condition subgraphs missing
      rule { id title says source } steward { code name focalPoint } howToAsk { command link }
    }
    rows { type condition }
  }
}`;

/** `agency-graph explain`: what would become of a query, field by field, without running it. */
export const explain = (program: Command): void => {
  askerOptions(
    program
      .command('explain')
      .argument('<file>', 'the query; "-" reads it from stdin')
      .description('What would become of a query, and why, field by field; nothing is fetched.'),
  )
    .addOption(languageOption())
    .option('--operation <name>', 'which operation of the file')
    .option('--variables <json>', 'its variables; what is needed and not given is made up', objectIn)
    .option('--json', 'the explanation as JSON')
    .addHelpText('after', '\nExample:\n  echo "{ me { fullName religion } }" | npx --no agency-graph explain --as P6 -')
    .action(async (file: string, { lang, operation, variables, json, ...asker }: Options) => {
      const { explain: said } = await askGateway<{ explain: Explanation }>(asker, EXPLAIN, {
        query: queryIn(file),
        operation,
        variables,
        language: lang.toUpperCase(),
      });
      process.stdout.write(json ? `${JSON.stringify(said, null, 2)}\n` : asText(said));
      process.exitCode = said.refusal === null ? EXIT.ok : EXIT.problem;
    });
};

function objectIn(text: string): string {
  try {
    if (/^\s*\{/.test(text) && JSON.parse(text) !== null) return text;
  } catch {
    // Told below, as what is no object.
  }
  throw new InvalidArgumentError('Say an object of JSON, like {"id": "M-000123"}.');
}

const queryIn = (file: string): string => {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    throw wrongUsage(`The query cannot be read from ${file}: name a file with a GraphQL query, or "-" for stdin.`);
  }
};

function asText({ refusal, purpose, policyClock, policyVersion, fields, rows }: Explanation): string {
  const head = `Purpose ${purpose ?? 'none'}; policy ${policyVersion} at ${policyClock}.`;
  if (refusal !== null) return `${head}\nRefused as a whole: ${refusal.code}: ${refusal.says}\n`;
  return `${[
    head,
    ...fields.map(fieldText),
    ...rows.map(({ type, condition }) => `Rows of ${type}: ${condition}.`),
  ].join('\n\n')}\n`;
}

function fieldText(field: Field): string {
  const { path, coordinate, reason, rule, agreement, condition, steward, subgraphs, missing, howToAsk } = field;
  const lines = [
    `${path.join('.')}  (${coordinate}${subgraphs.length === 0 ? '' : `, ${subgraphs.join(', ')}`})`,
    [field.class, field.decision, reason].filter(Boolean).join(' '),
    rule && `${rule.id} ${rule.title}: ${rule.says}`,
    agreement && `Agreement ${agreement}`,
    condition && `On rows: ${condition}`,
    steward && `Steward: ${steward.name} (${steward.code}), ${steward.focalPoint}`,
    missing && `Missing: ${missing}`,
    howToAsk && `Ask: ${howToAsk.command} (${howToAsk.link})`,
  ];
  return lines.filter(Boolean).join('\n    ');
}
