import { COMPARTMENTS, SECRECY, type Compartment, type Secrecy } from '@agency-graph/contract';
import { registerEnumType } from 'type-graphql';

const enumObject = <T extends string>(names: readonly T[]): { readonly [Name in T]: Name } =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [Name in T]: Name };

/** `@Field(() => SecrecyEnum)`: the state-secret levels. */
export const SecrecyEnum: { readonly [Name in Secrecy]: Name } = enumObject(SECRECY);
registerEnumType(SecrecyEnum, { name: 'Secrecy', description: 'State-secret levels in rising order.' });

/** `@Field(() => [CompartmentEnum])`: the need-to-know compartments. */
export const CompartmentEnum: { readonly [Name in Compartment]: Name } = enumObject(COMPARTMENTS);
registerEnumType(CompartmentEnum, {
  name: 'Compartment',
  description: 'A closed subject matter: seeing it takes more than a level.',
  valuesConfig: {
    NHAN_SU: { description: 'Personnel.' },
    KIEM_TRA: { description: 'Inspection and discipline.' },
    DOI_NGOAI: { description: 'External relations.' },
    AN_NINH: { description: 'Security.' },
    TAI_CHINH: { description: 'Finance.' },
  },
});

/** Registers an enum whose values all have a description: `enumOf('Gender', 'Sex as registered.', { MALE: 'Male.', … })`. */
export function enumOf<T extends string>(
  name: string,
  description: string,
  values: Readonly<Record<T, string>>,
): { readonly [Name in T]: Name } {
  const names = Object.keys(values) as T[];
  const made = enumObject(names);
  registerEnumType(made, {
    name,
    description,
    valuesConfig: Object.fromEntries(names.map((value) => [value, { description: values[value] }])) as Partial<
      Record<T, { description: string }>
    >,
  });
  return made;
}
