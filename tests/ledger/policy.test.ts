import { formatVerifierKey, Malformed, parsePolicy } from '@agency-graph/ledger';
import { expect, test } from 'vitest';
import { signerOf } from './keys.js';

const log = formatVerifierKey(signerOf('log.example/node-1', 1).key);
const keys = ['x1', 'x2', 'x3', 'y1', 'y2'].map((name, at) => signerOf(`${name}.example/w`, 10 + at, 4).key);
const vkeys = keys.map(formatVerifierKey);

const POLICY = `# who must have seen a checkpoint
log ${log} http://127.0.0.1:4000/log

witness X1 ${vkeys[0]}
witness X2 ${vkeys[1]}\thttps://x2.example/
witness X3 ${vkeys[2]}
  group X 2 X1 X2 X3
witness Y1 ${vkeys[3]}
witness Y2 ${vkeys[4]}
group Y any Y1 Y2
group both all X Y
quorum both
`;

test('the example of C2SP tlog-policy: two of X and any of Y', () => {
  const policy = parsePolicy(POLICY);
  expect(policy.logs[0]).toMatchObject({ url: 'http://127.0.0.1:4000/log' });
  expect(policy.witnesses.map(({ name, url }) => [name, url])).toContainEqual(['X2', 'https://x2.example/']);
  for (let chosen = 0; chosen < 32; chosen += 1) {
    const cosigners = new Set(policy.witnesses.filter((_, at) => chosen & (1 << at)).map(({ key }) => key));
    const ofX = [0, 1, 2].filter((at) => chosen & (1 << at)).length;
    expect(policy.isQuorum(cosigners)).toBe(ofX >= 2 && (chosen & 24) !== 0);
  }
});

test('the line ends and the mark of another system change nothing', () => {
  const policy = parsePolicy(`\uFEFF${POLICY.replaceAll('\n', '\r\n')}`);
  expect(policy.witnesses).toEqual(parsePolicy(POLICY).witnesses);
  expect(policy.isQuorum(new Set(policy.witnesses.map(({ key }) => key)))).toBe(true);
});

test('nobody need have seen anything only where the policy says so', () => {
  expect(parsePolicy('quorum none\n')).toMatchObject({ unwitnessed: true });
  expect(parsePolicy(POLICY).unwitnessed).toBe(false);
  expect(() => parsePolicy('')).toThrow(Malformed);
});

test.each([
  ['two quorums', `${POLICY}quorum X\n`],
  ['a name twice', POLICY.replace('witness X2', 'witness X1')],
  ['a key twice', POLICY.replace(vkeys[1]!, vkeys[0]!)],
  ['a name from below', `group early any X1\n${POLICY}`],
  ['an unknown member', POLICY.replace('any Y1 Y2', 'any Y1 Y3')],
  ['a member of two groups', POLICY.replace('any Y1 Y2', 'any Y1 X1')],
  ['a member twice', POLICY.replace('any Y1 Y2', '2 Y1 Y1')],
  ['a threshold too high', POLICY.replace('2 X1', '4 X1')],
  ['a threshold of none', POLICY.replace('2 X1', '0 X1')],
  ['a witness as log', POLICY.replace(log, vkeys[0]!)],
  ['a log as witness', POLICY.replace(vkeys[0]!, log)],
  ['a group named none', POLICY.replace('group X 2', 'group none 2')],
  ['a key that is none', POLICY.replace(log, 'log')],
  ['an unknown word', `${POLICY}witnesses all\n`],
  ['words too many', `${POLICY}`.replace('quorum both', 'quorum both X')],
  ['a hidden line', POLICY.replace('quorum both', 'quorum both\rquorum none')],
  ['a NUL', POLICY.replace('group X', 'group\0X')],
])('not a policy: %s', (_, text) => {
  expect(() => parsePolicy(text)).toThrow(Malformed);
});
