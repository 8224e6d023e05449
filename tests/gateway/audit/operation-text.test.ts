import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { operationText } from '../../../gateway/src/audit/operation-text.js';

const schema = buildSchema(`
  scalar Any
  enum Form { FORM_01_2024_TT FORM_02_2024_TT }
  input Filter { form: Form retired: Boolean any: Any not: [Filter!] }
  type Query { member(id: ID, by: Any, form: Form, filter: Filter): Member a0: Int }
  type Member { id: ID fullName: String superior: Member }
`);
/** What is recorded of an operation that fits the schema: a text that fits it too, unless it names something of the schema. */
const recorded = (query: string, fits = true) => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const made = operationText(document, schema);
  if (fits) expect(validate(schema, parse(made.text))).toEqual([]);
  return made;
};

const asked = (alias: string, variable: string, fragment: string): string =>
  `query Who($${variable}: ID, $of: Any) { ${alias}: member(id: $${variable}, by: $of) { ...${fragment} }
    again: member(id: $${variable}, by: $of) { ${alias}: fullName } }
    fragment ${fragment} on Member { id superior { fullName } }`;

describe('an operation is recorded', () => {
  test('with aliases, variables and fragments by their order, whatever a client calls them', () => {
    const { text, hash } = recorded(asked('member', 'id', 'Names'));
    expect(text).toBe(
      'query Who($v0:ID$v1:Any){a0:member(id:$v0 by:$v1){...f0}a1:member(id:$v0 by:$v1){a0:fullName}}fragment f0 on Member{id superior{fullName}}',
    );
    const other = recorded(asked('m_001099000123', 'M_000123', 'NguyenVanBiMat'));
    expect([other.text, other.hash]).toEqual([text, hash]);
  });

  test('with the names of its variables beside what was written, for they lead to what a request brought', () => {
    const query = 'query ($who: ID, $of: Any) { member(by: [1, $of, "x"], id: $who) { id } }';
    expect(recorded(query).literals).toEqual(['$who', '$of', '1', '"x"']);
  });

  test('under names that no field of it has', () => {
    expect(recorded('{ a0 who: member { id } }').text).toBe('{a0 a1:member{id}}');
  });

  test.each([
    ['Members', 'Members'],
    ['Members_2024', 'Members_2024'],
    ['of_001099000123', 'of_000000000000'],
    ['of_001_099_000_123', 'of_000_000_000_000'],
    ['M000123', 'M000000'],
  ])('by its name, unless that could hold an id: %s', (name, kept) => {
    expect(recorded(`query ${name} { a0 }`).text).toBe(`query ${kept}{a0}`);
  });

  test('under names of its own, where it is one of several', () => {
    const { text, names } = recorded('query M000123 { a0 } query M000124 { a0 }');
    expect(text).toBe('query M000000{a0}query M000000_{a0}');
    expect([...names]).toEqual([
      ['M000123', 'M000000'],
      ['M000124', 'M000000_'],
    ]);
  });

  test('without what a scalar takes for a value or a key, though it is written like a name', () => {
    const { text, literals } = recorded(
      'query($of: Any) { member(by: { Bui_Van_An: Le_Chi, hiv: [true, null, { of: $of, hiv: -1.5 }] }) { id } }',
    );
    expect(text).toBe('query($v0:Any){member(by:{k0:_ k1:[true null{k2:$v0 k1:0.0}]}){id}}');
    expect(literals).toEqual(['$of', 'Bui_Van_An', 'Le_Chi', 'hiv', 'true', 'of', 'hiv', '-1.5']);
  });

  test('with the keys of the schema’s own inputs, but without what they are given', () => {
    const of = (form: string, retired: boolean) =>
      recorded(
        `query($f: Form = ${form}, $v: Filter = { retired: ${retired} }) { a: member(form: $f, filter: $v) { id }
          b: member(filter: { form: ${form}, not: [{ retired: ${retired}, any: { form: ${form} } }] }) { id } }`,
        false,
      );
    const { text, hash, literals } = of('FORM_01_2024_TT', false);
    expect(text).toBe(
      'query($v0:Form=_$v1:Filter={retired:true}){a0:member(form:$v0 filter:$v1){id}a1:member(filter:{form:_ not:[{retired:true any:{k0:_}}]}){id}}',
    );
    const written = ['FORM_01_2024_TT', 'false'];
    expect(literals).toEqual(['$f', '$v', ...written, ...written, 'form', 'FORM_01_2024_TT']);
    expect(of('FORM_02_2024_TT', true)).toMatchObject({ text, hash });
  });

  test('with what is said of a field’s being asked for', () => {
    const { text, literals } = recorded('{ a0 @skip(if: false) member @include(if: true) { id } }');
    expect(text).toBe('{a0@skip(if:false)member@include(if:true){id}}');
    expect(literals).toEqual([]);
  });
});
