import type { RegisterChangeHook } from '@agency-graph/kit';
import { sql } from 'kysely';

/**
 * Brings the paths stored beside tasks and opinions in step with the register's copy, in the transaction that changes the
 * copy: no request ever sees a row on one version and the register on another.
 */
export const onRegisterChange: RegisterChangeHook = async (transaction, ids) => {
  await sql`
    update task t set lead_path = o.path from org_register o
    where t.lead_org_id = any(${ids}::text[]) and o.id = t.lead_org_id and t.lead_path <> o.path`.execute(transaction);
  await sql`
    update task t set co_paths = moved.paths
    from (
      select c.id, array(
        select o.path from unnest(c.co_org_ids) with ordinality as co(id, at) join org_register o on o.id = co.id order by co.at
      ) as paths
      from task c where c.co_org_ids && ${ids}::text[]
    ) moved
    where moved.id = t.id and t.co_paths <> moved.paths`.execute(transaction);
  await sql`
    update feedback_item f set handler_path = o.path from org_register o
    where f.handled_by_id = any(${ids}::text[]) and o.id = f.handled_by_id and f.handler_path <> o.path`.execute(
    transaction,
  );
};
