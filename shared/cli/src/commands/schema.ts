import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { askGateway, type Asker } from '../ask-gateway.js';
import { askerOptions } from '../asker-options.js';
import { CommandFailure } from '../exit.js';

interface Options extends Asker {
  readonly requestable?: true;
  readonly out?: string;
}

const SCHEMA = 'query Schema($requestable: Boolean!) { viewer { schema(requestable: $requestable) } }';

/** `agency-graph schema`: the schema that a caller may introspect, as SDL. */
export const schema = (program: Command): void => {
  askerOptions(
    program
      .command('schema')
      .description(
        'The schema that a caller may introspect for a purpose, as SDL in a stable order, for code generators.',
      ),
  )
    .option('--requestable', 'with what could be asked for, marked @requestable')
    .option('--out <file>', 'write it there instead of stdout')
    .action(async ({ requestable = undefined, out, ...asker }: Options) => {
      const { viewer } = await askGateway<{ viewer: { schema: string } }>(asker, SCHEMA, {
        requestable: requestable === true,
      });
      const sdl = `${viewer.schema.trimEnd()}\n`;
      if (out === undefined) {
        process.stdout.write(sdl);
        return;
      }
      try {
        writeFileSync(out, sdl);
      } catch {
        throw new CommandFailure(`${out} cannot be written.`);
      }
    });
};
