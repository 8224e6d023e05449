import type { Round } from './measure.js';
import type { Measured } from './report.js';
import { spread } from './spread.js';

const WIDTH = 720;
const NAMES = 200;
const BAR = 22;
const GAP = 12;
const TOP = 56;
const SCALE = 400;
const NAMED = ['everything on', 'all protections off', 'plan limit', 'Hive Gateway', 'stock Apollo'];

/**
 * The main measurement as a picture: how many requests each gateway serves with the processor time that stock Apollo
 * takes for one. SVG 1.1 that names what it shows, readable on light and on dark.
 */
export function pictureOf({ title, rounds }: Measured): string {
  const stock = cpuOf(rounds, 'stock Apollo');
  const shown = NAMED.filter((name) => rounds.has(name)).map((name) => ({ name, times: stock / cpuOf(rounds, name) }));
  const most = Math.max(...shown.map(({ times }) => times));
  const height = TOP + shown.length * (BAR + GAP) + 30;
  const bars = shown.map(({ name, times }, at) => {
    const y = TOP + at * (BAR + GAP);
    const width = Math.max(2, (SCALE * times) / most);
    const middle = y + BAR / 2 + 5;
    return [
      `  <text x="${NAMES - 10}" y="${middle}" text-anchor="end">${name}</text>`,
      `  <rect x="${NAMES}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2" class="${name === 'everything on' ? 'ours' : 'other'}"/>`,
      `  <text x="${(NAMES + width + 8).toFixed(1)}" y="${middle}">${times.toFixed(1)} ×</text>`,
    ].join('\n');
  });
  const said = shown.map(({ name, times }) => `${name} ${times.toFixed(1)}`).join(', ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title said">
  <title id="title">Requests for the processor time that stock Apollo takes for one: ${title}</title>
  <desc id="said">${said}</desc>
  <style>text{font:15px system-ui,sans-serif;fill:#555}.head{font-weight:600}.ours{fill:#0b6e4f}.other{fill:#8a94a0}@media(prefers-color-scheme:dark){text{fill:#bbb}.ours{fill:#3fb58b}}</style>
  <text x="0" y="20" class="head">Requests for the processor time that stock Apollo takes for one</text>
  <text x="0" y="40">${title}; higher is better</text>
${bars.join('\n')}
  <text x="0" y="${height - 8}">plan limit: the same requests to subgraphs, parsed and written, nothing else</text>
</svg>
`;
}

const cpuOf = (rounds: ReadonlyMap<string, readonly Round[]>, name: string): number =>
  spread(rounds.get(name) ?? [], 'cpu').median;
