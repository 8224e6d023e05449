import { ABSTRACT_CASES } from './abstract-types.js';
import type { FederationCase } from './federation-case.js';
import { INTERFACE_OBJECT_CASES } from './interface-objects.js';
import { KEY_CASES } from './keys.js';
import { PROVIDES_CASES } from './provides.js';
import { REQUIRES_CASES } from './requires.js';
import { SHARED_FIELD_CASES } from './shared-fields.js';
import { TOGGLE_CASES } from './toggles.js';

export const FEDERATION_CASES: readonly FederationCase[] = [
  ...KEY_CASES,
  ...REQUIRES_CASES,
  ...PROVIDES_CASES,
  ...SHARED_FIELD_CASES,
  ...INTERFACE_OBJECT_CASES,
  ...ABSTRACT_CASES,
  ...TOGGLE_CASES,
];
