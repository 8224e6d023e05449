import { BadUserInput, changeOnce, isText } from '@agency-graph/kit';
import { isObjectType, Kind, type GraphQLSchema } from 'graphql';
import { sql } from 'kysely';
import { MEMBERS } from './member-source.js';
import type { MembersBase } from './members-request.js';

/** Longest reason, in characters. */
const LONGEST = 4_000;

export interface CorrectionRequest {
  readonly member: string;
  readonly field: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** Who answers for a field of a member's file, by its label; undefined for what is no field, or hidden. */
export function stewardOf(schema: GraphQLSchema, field: string): string | undefined {
  const type = schema.getType('Member');
  const fields = isObjectType(type) ? type.getFields() : {};
  const directives = Object.hasOwn(fields, field) ? (fields[field]?.astNode?.directives ?? []) : [];
  if (directives.some(({ name }) => name.value === 'inaccessible')) return undefined;
  const labels = [...directives, ...(isObjectType(type) ? (type.astNode?.directives ?? []) : [])];
  const argument = labels
    .find(({ name }) => name.value === 'label')
    ?.arguments?.find(({ name }) => name.value === 'steward');
  return Object.hasOwn(fields, field) && argument?.value.kind === Kind.STRING ? argument.value.value : undefined;
}

/**
 * Puts a request to correct a field into the queue of the field's steward and changes no value; null where the caller may
 * ask for no member of this id.
 */
export function requestCorrection(
  request: MembersBase,
  steward: string | undefined,
  { member, field, reason, idempotencyKey }: CorrectionRequest,
): Promise<string | null> {
  if (steward === undefined) throw new BadUserInput('field', 'must be a field of Member');
  if (reason.trim() === '' || !isText(reason, LONGEST))
    throw new BadUserInput('reason', `must be 1 to ${LONGEST} characters of text`);
  const mutation = 'Mutation.requestCorrection';
  return changeOnce(request, { mutation, idempotencyKey, input: [member, field, reason] }, async (transaction) => {
    const { rows } = await sql<{ id: string }>`
      select m.id from member m
      where m.id = ${member} and ${MEMBERS.where(request)} and ${MEMBERS.mayChange(request, mutation)}`.execute(
      transaction,
    );
    if (rows[0] === undefined) return null;
    await sql`
      insert into correction_request (member_id, field, steward, reason, by_org_id, at)
      values (${member}, ${field}, ${steward}, ${reason}, ${request.agency.org.id}, ${request.now})`.execute(
      transaction,
    );
    return member;
  });
}
