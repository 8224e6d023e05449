import type { WriteStream } from 'node:tty';

const BAR = 24;
const NAME = 14;
/** Share of the work between two lines where nobody watches. */
const SPARSE = 0.5;

/** One piece of work of which progress is told. */
export interface Progress {
  update(done: number, of: number, what: string): void;
  finish(): void;
}

/** Several pieces of work on one screen. */
export interface ProgressBoard {
  begin(name: string): Progress;
  /** Leaves the screen as it is; later lines go below. */
  close(): void;
}

interface Row {
  readonly name: string;
  text: string;
  told: number;
}

const count = (value: number): string => value.toLocaleString('en');

const bar = (done: number, of: number): string => {
  const filled = of === 0 ? BAR : Math.min(BAR, Math.floor((done / of) * BAR));
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`;
};

/** Bars that redraw on a terminal; elsewhere a few plain lines. */
export const createProgressBoard = (out: NodeJS.WriteStream = process.stderr): ProgressBoard => {
  const live = out.isTTY && process.env['TERM'] !== 'dumb';
  const rows: Row[] = [];
  let drawn = 0;
  const draw = (): void => {
    if (drawn > 0) (out as WriteStream).moveCursor(0, -drawn);
    for (const { name, text } of rows) out.write(`\x1b[2K  ${name.padEnd(NAME)}${text}\n`);
    drawn = rows.length;
  };
  return {
    begin: (name) => {
      const row: Row = { name, text: '', told: 0 };
      rows.push(row);
      const began = performance.now();
      if (live) draw();
      else out.write(`${name}: begun\n`);
      return {
        update: (done, of, what) => {
          row.text = `${bar(done, of)} ${count(done)} of ${count(of)} ${what}`;
          if (live) return draw();
          const share = of === 0 ? 1 : done / of;
          if (share - row.told < SPARSE || share >= 1) return;
          row.told = share;
          out.write(`${name}: ${count(done)} of ${count(of)} ${what}\n`);
        },
        finish: () => {
          row.text = `done in ${((performance.now() - began) / 1000).toFixed(1)} s`;
          if (live) draw();
          else out.write(`${name}: ${row.text}\n`);
        },
      };
    },
    close: () => {
      drawn = 0;
      rows.length = 0;
    },
  };
};
