import type { RegisterChangeHook } from '@agency-graph/kit';
import { sql } from 'kysely';

/** Brings the paths that documents carry in step with the register, for those organisations whose path changed. */
export const onRegisterChange: RegisterChangeHook = async (transaction, ids) => {
  const { rows } = await sql<{ id: string }>`
    select r.id from org_register r left join document_path p on p.org_id = r.id
    where r.id = any(${ids}) and p.path is distinct from r.path`.execute(transaction);
  if (rows.length === 0) return;
  const moved = rows.map(({ id }) => id);
  await sql`
    update document d set issuer_path = r.path from org_register r
    where r.id = any(${moved}) and d.issuer_id = r.id and d.issuer_path <> r.path`.execute(transaction);
  // A recipient that the register does not know keeps the path it was stored with.
  await sql`
    update document d set recipient_paths = moved.paths
    from (
      select one.id, array(
        select coalesce(r.path, old.path)
        from unnest(one.recipient_ids, one.recipient_paths) with ordinality as old(id, path, place)
        left join org_register r on r.id = old.id
        order by old.place) as paths
      from document one where one.recipient_ids && ${moved}
    ) moved
    where moved.id = d.id and d.recipient_paths <> moved.paths`.execute(transaction);
  await sql`
    insert into document_path (org_id, path) select id, path from org_register where id = any(${moved})
    on conflict (org_id) do update set path = excluded.path`.execute(transaction);
};
